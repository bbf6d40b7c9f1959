"""What is to be done once a day, whether anybody opens a page or not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from izium_edu.locks import database_lock
from quizzes.actions import attempts, bank, deck_exchange, question_exchange
from quizzes.management.commands.prune import DAYS
from quizzes.scheduling.fitting import has_optimizer


class Command(BaseCommand):
    help = (
        "Close attempts whose time is up, count the answers that may be told by now, let answers "
        "tell how hard questions are, drop decks that nobody took over, fit memories where "
        "fit_memory can, then forget guests and sessions as prune does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=DAYS,
            help=f"remove guests who did nothing for so many days (default: {DAYS})",
        )

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        with database_lock("nightly"):
            closed = attempts.close_overdue(now=timezone.now() - attempts.GRACE)
            attempts.count_released(now=timezone.now())
            # Before guests are forgotten: their answers count.
            levels = bank.observe(now=timezone.now())
            deck_exchange.prune_imports(before=timezone.now() - deck_exchange.KEPT_FOR)
            question_exchange.prune_question_imports(
                before=timezone.now() - question_exchange.KEPT_FOR
            )
        if closed:
            self.stdout.write(f"Attempts closed, their time being up: {closed}")
        if levels.changed:
            self.stdout.write(f"Questions of another level, by their answers: {levels.changed}")
        # They take locks of their own.
        if has_optimizer():
            call_command("fit_memory", stdout=self.stdout)
        call_command("prune", days=days, stdout=self.stdout)
