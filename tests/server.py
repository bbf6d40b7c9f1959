"""The whole app as `make run` serves it, on a port and with data of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


class ServerFailed(Exception):
    """The server ended, or did not answer in time."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """`printed` is what the start wrote, the passwords of the demo accounts among it; `folder`
    holds its data."""

    folder: Path
    port: int
    pid: int
    printed: str

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"


@contextmanager
def served(folder: Path, **variables: str) -> Iterator[Server]:
    """Prepare in `folder`, serve until the block ends. `variables` are settings."""
    port = free_port()
    environment = _environment(folder) | {"HOST": HOST, "PORT": str(port), **variables}
    log = folder / "start.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port, log)
        yield Server(
            folder=folder, port=port, pid=process.pid, printed=log.read_text(encoding="utf-8")
        )
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def prepare(server: Server, code: str) -> str:
    """Run Python beside a running server, on its data, for what no page makes in a few clicks.
    Returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
        cwd=ROOT,
        env=_environment(server.folder) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise ServerFailed(done.stderr)
    return done.stdout.strip()


def _environment(folder: Path) -> dict[str, str]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "izium_edu.settings",
        "ENV_FILE": os.devnull,
        "IZIUM_ENV": "local",
        "VAR_DIR": str(folder),
    }
    environment.pop("DATABASE_URL", None)
    return environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path, *, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ServerFailed(f"The server ended:\n{log.read_text(encoding='utf-8')}")
        if _is_healthy(port):
            return
        time.sleep(0.2)
    raise ServerFailed(f"No answer within {seconds:.0f} s:\n{log.read_text(encoding='utf-8')}")


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
