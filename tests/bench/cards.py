"""What reviewing costs a learner with very many cards, and whether it stays right in a rush.

    python -m tests.bench.cards [--cards 100000] [--rows 1000000] [sqlite] [postgresql]

One learner has 1,000 cards and ten rows of the log a card, the other ``--cards`` and ``--rows``.
Measured are CPU and time of the next card with its answer, the pages of the day and of progress;
then 1,000 submits that repeat or contradict each other are sent at once. Counted is what the app
does with a request, and on PostgreSQL what its server does; an answer is sent as a browser sends it
(review.js), and what a browser would do with the page before is left out. Times hold on a quiet
machine only; the ratio disturbs nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.everything import ROOT, postgresql

INSIDE = "import django; django.setup(); from tests.bench.card_load import main; main()"
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cards", default="100000")
    parser.add_argument("--rows", default="1000000")
    parser.add_argument("databases", nargs="*", metavar="sqlite postgresql", default=DATABASES)
    asked = parser.parse_args()
    failed = 0
    for name in asked.databases:
        print(f"{name}:", flush=True)
        with tempfile.TemporaryDirectory(prefix="izium-edu-cards-") as folder:
            variables = {"CARDS": asked.cards, "ROWS": asked.rows}
            if name == "postgresql":
                with postgresql() as url:
                    failed |= inside(Path(folder), variables | {"DATABASE_URL": url})
            else:
                failed |= inside(Path(folder), variables)
    return failed


def inside(folder: Path, variables: dict[str, str]) -> int:
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
