"""How fast the pages are in a browser: prints a Markdown table. Needs Chromium.

    python benchmarks/pages.py [--questions N]

The start counts from the start of the process to a question box that can be typed in, an answer
from pressing Enter to its last word on the page.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "eval" / "gold" / "hangzhou-services-13-5"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LAST = "document.querySelectorAll('.pq-status').length"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    lines = [line for file in sorted(GOLD.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
    rows = [json.loads(line) for line in lines]
    asked = [row["turns"][0] for row in rows if row.get("half") != "test"]
    random.Random(1).shuffle(asked)
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, PLANQA_HOME=home)
        command = [sys.executable, "-m", "assistant.cli"]
        subprocess.run([*command, "index"], env=environment, cwd=ROOT, check=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = str(probe.getsockname()[1])
        began = time.perf_counter()
        server = subprocess.Popen([*command, "serve", "--port", port], env=environment, cwd=ROOT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            answering = time.perf_counter() - began
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
                page = chromium.new_page()
                opened = time.perf_counter()
                page.goto(f"http://127.0.0.1:{port}/")
                page.get_by_label("问题", exact=True).wait_for()
                usable = time.perf_counter() - opened
                took = [_asked(page, question) for question in asked[: arguments.questions]]
                chromium.close()
        finally:
            server.terminate()
            server.wait()
    took.sort()
    print("| what | measured | aim |\n|---|---|---|")
    print(f"| start of the process until the server answers | {answering:.1f} s | |")
    print(f"| … until the page can be used | {answering + usable:.1f} s | under 3.5 s |")
    print(f"| Enter to answer shown, p50 of {len(took)} | {statistics.median(took):.0f} ms | |")
    print(f"| … p95 | {took[int(0.95 * len(took))]:.0f} ms | under 150 ms |")


def _wait_for(address: str) -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.02)
        else:
            return


def _asked(page: Page, question: str) -> float:
    """Milliseconds from Enter to the answer; a conversation of its own, as a new user asks."""
    page.get_by_role("button", name="新对话").click()
    page.wait_for_function(f"{LAST} === 0")
    box = page.get_by_label("问题", exact=True)
    box.fill(question)
    began = time.perf_counter()
    box.press("Enter")
    page.wait_for_function(f"{LAST} === 1")
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
