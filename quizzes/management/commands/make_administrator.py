"""Make the first administrator, or another one."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizzes.actions import people
from quizzes.forms.accounts import username_characters
from quizzes.models.people import username_key


class Command(BaseCommand):
    help = (
        "Make somebody an administrator: a new account, whose passphrase is printed this once, or "
        "one that is there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        name = username_key(username)
        try:
            username_characters(name)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if name.startswith("guest-") or len(name) > 30:
            raise CommandError("This is no username.")
        person, passphrase = people.make_administrator(username=name, now=timezone.now())
        if passphrase:
            self.stdout.write(f"New administrator: {person.username}")
            self.stdout.write(f"Passphrase, shown this once: {passphrase}")
        else:
            self.stdout.write(f"{person.username} is an administrator.")
