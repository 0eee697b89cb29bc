"""Where no model is set, nothing of it is loaded, and no connection is opened."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROBE = """
import socket, sys
from pathlib import Path

def refuse(*_): raise AssertionError("a connection was opened")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse

from assistant.answer import Conversation
from assistant.llm.endpoint import open_model
from assistant.pipeline import build_assistant
from assistant.settings import read_settings

settings = read_settings({"PLANQA_HOME": sys.argv[1]})
assert open_model(settings.llm) is None
assistant = build_assistant(settings)
assistant.warm()
assert assistant.ask(Conversation(), assistant.examples[0]).mode == "extractive"
print(*sorted({"httpcore2", "langchain_openai", "openai", "tiktoken"} & set(sys.modules)))
"""
LIGHT = """
import sys
from assistant.llm.endpoint import open_model
from assistant.llm.settings import ModelSettings
open_model(ModelSettings(url="http://127.0.0.1:9/v1", model="m"))
print(*sorted(name for name in sys.modules if name.split(".")[0] in {"openai", "httpx2", "ssl"}))
"""


def run(code: str, *words: str) -> str:
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_answering_loads_no_client_and_opens_no_connection(home, hangzhou):
    assert run(PROBE, str(home)) == ""


def test_a_model_that_is_set_loads_its_client_when_it_is_asked():
    assert run(LIGHT) == ""
