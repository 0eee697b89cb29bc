"""What all tests share: nothing leaves this machine, and where Chromium is."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

# Read by the libraries when they are imported, so set before any test module is.
os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1", LANGSMITH_TRACING="false", NO_COLOR="1"
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; its absence skips the test, but on CI it fails."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is not None:
        return found
    missing = "Chromium is not installed; on Debian: apt-get install chromium fonts-wqy-microhei"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def is_local(address: object) -> bool:
    """Tell whether a socket address is on this machine: a path, localhost or a loopback address."""
    if not isinstance(address, tuple):
        return True
    try:
        return address[0] == "localhost" or ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine: planqa promises to work offline."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: object) -> None:
        if not is_local(address):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    def guarded_ex(self: socket.socket, address: object) -> int:
        if not is_local(address):
            raise AssertionError(f"a test tried to reach {address!r}")
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield
