"""Where a Chromium for the browser journeys comes from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Nothing in the background: every request that the journeys see is one of the app's own.
FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # There is none: a process would play it.
    "--disable-gpu",
]


class BrowserMissing(Exception):
    """No Chromium is here and none could be installed; the message says what to do."""


def find() -> Path | None:
    """A Chromium of this machine: named by CHROMIUM, of the system, or Playwright's own."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return Path(named)
    for name in SYSTEM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return _playwrights_own()


def find_or_install() -> Path:
    found = find()
    if found:
        return found
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    found = _playwrights_own()
    if found:
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "--quiet")
        _run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")
        found = find()
        if found:
            return found
    raise BrowserMissing(
        "No Chromium was found and none could be installed. Install one (as root: apt-get "
        "install chromium), name one with CHROMIUM=/path/to/chromium, or leave the browser "
        "journeys out with BROWSER=0."
    )


def flags() -> list[str]:
    """Chromium has no sandbox for root."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _run(*command: str) -> None:
    """Silent, and allowed to fail: what counts is whether a browser is there afterwards."""
    print(f"Looking for a browser: {' '.join(command[-2:])} …", flush=True)
    subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300
    )
