"""Create the demo accounts and print their passphrases, once."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes.actions import demo, demo_work
from quizzes.models import User

FOLDER: Path = settings.BASE_DIR / "fixtures" / "demo"
SEED = 1681


class Command(BaseCommand):
    help = (
        "Create a made-up teacher and class with some history and class work; prints the "
        "passphrases once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        plan = read_plan(FOLDER / "class.yaml")
        if User.objects.filter(username=plan.teacher_username).exists():
            raise CommandError("The demo accounts are there already.")
        loaded = demo.load(plan, now=timezone.now(), seed=SEED)
        self.stdout.write("Demo accounts. Their passphrases are shown this once:")
        for role, issued in [("teacher", loaded.teacher), *(("pupil", p) for p in loaded.pupils)]:
            self.stdout.write(
                f"  {role:8} {issued.nickname:12} {issued.user.username:10} {issued.passphrase}"
            )
        self.stdout.write(
            "Log in at /login/ with username and passphrase. Pupils also come back at"
        )
        self.stdout.write(
            f"/join/ with the code {loaded.classroom.code}, their nickname and the three words."
        )


def read_plan(path: Path) -> demo.DemoClass:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return demo.DemoClass(
        teacher_username=data["teacher"]["username"],
        teacher_name=data["teacher"]["display_name"],
        classroom=data["classroom"]["name"],
        exam_in_days=data["classroom"]["exam_in_days"],
        pupils=[demo.DemoPupil(**pupil) for pupil in data["pupils"]],
        sets=[_set(given) for given in data["sets"]],
        work=[demo_work.DemoWork(**given) for given in data["work"]],
        decks=[demo_work.DemoDeck(**given) for given in data["decks"]],
    )


def _set(data: dict[str, Any]) -> demo_work.DemoSet:
    written = data.pop("written", None)
    if written is None:
        return demo_work.DemoSet(**data)
    report = demo_work.DemoReport(**written.pop("report"))
    return demo_work.DemoSet(**data, written=demo_work.DemoWritten(**written, report=report))
