"""Create the demo accounts and print their passwords, once."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes.actions import demo
from quizzes.models import User

FOLDER: Path = settings.BASE_DIR / "fixtures" / "demo"
SEED = 1681


class Command(BaseCommand):
    help = "Create a made-up teacher and class with some history; prints the passwords once."

    def handle(self, *args: Any, **options: Any) -> None:
        plan = read_plan(FOLDER / "class.yaml")
        if User.objects.filter(username=plan.teacher_username).exists():
            raise CommandError("The demo accounts are there already.")
        passwords = demo.load(plan, now=timezone.now(), seed=SEED)
        self.stdout.write("Demo accounts. Their passwords are shown this once:")
        for username, password in passwords.items():
            role = "teacher" if username == plan.teacher_username else "pupil"
            self.stdout.write(f"  {role:8} {username:10} {password}")


def read_plan(path: Path) -> demo.DemoClass:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return demo.DemoClass(
        teacher_username=data["teacher"]["username"],
        teacher_name=data["teacher"]["display_name"],
        classroom=data["classroom"]["name"],
        exam_in_days=data["classroom"]["exam_in_days"],
        pupils=[demo.DemoPupil(**pupil) for pupil in data["pupils"]],
    )
