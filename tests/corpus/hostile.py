"""What a confined process may be made to do by a file that means no good."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from corpus.errors import PlanFileError


def double(number):
    return number * 2


def say(words):
    raise PlanFileError(words)


def fill_memory():
    held = []
    while True:
        held.append(bytearray(1 << 24))


def spin():
    while True:
        pass


def wait(pid_file):
    """Starts a child and waits with it; the file gets the numbers of both."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(pid_file).write_text(f"{os.getpid()} {child.pid}", "utf-8")
    time.sleep(600)


def fill_disk():
    with Path("big").open("wb") as file:
        while True:
            file.write(bytes(1 << 20))


def connect(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        return "connected"


def crash():
    os.abort()


def recurse():
    return recurse()


def environment():
    return dict(os.environ)


def where():
    return [str(Path.cwd()), sys.path]
