"""What the pages of those who teach cost where a school has much of everything.

    python -m tests.bench.teaching [--questions 50000] [sqlite] [postgresql]

Each of ``MEASURES`` fills the database of the settings, asks its pages, prints the 95th percentile
of their times and returns how many missed their aim. Times hold on a quiet machine only; the
counts of queries hold anywhere.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.everything import ROOT, postgresql

INSIDE = "import django; django.setup(); from tests.bench.teaching import inside; inside()"
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--questions", default="50000")
    parser.add_argument("databases", nargs="*", metavar="sqlite postgresql", default=DATABASES)
    asked = parser.parse_args()
    failed = 0
    for name in asked.databases:
        print(f"{name}:", flush=True)
        with tempfile.TemporaryDirectory(prefix="izium-edu-teaching-") as folder:
            variables = {"QUESTIONS": asked.questions}
            if name == "postgresql":
                with postgresql() as url:
                    failed |= _run(Path(folder), variables | {"DATABASE_URL": url})
            else:
                failed |= _run(Path(folder), variables)
    return failed


def inside() -> None:
    """Runs in a process of its own, whose settings name the database."""
    from django.core.management import call_command

    from tests.bench import bank, gradebook

    measures: tuple[Callable[[], int], ...] = (gradebook.measure, bank.measure)
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    sys.exit(1 if sum(measure() for measure in measures) else 0)


def _run(folder: Path, variables: dict[str, str]) -> int:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "izium_edu.settings",
        "ENV_FILE": os.devnull,
        "IZIUM_ENV": "local",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", INSIDE], cwd=ROOT, env=environment | variables, check=False
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
