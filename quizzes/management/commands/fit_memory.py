"""Fit the weights of memory to learners."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from izium_edu.locks import database_lock
from quizzes.actions import fitting
from quizzes.scheduling.fitting import has_optimizer


class Command(BaseCommand):
    help = (
        "Fit the intervals of flashcards to learners with a long log, where that predicts their "
        "later reviews better, and let new learners begin with what fits their class. Needs "
        "requirements/fitting.txt (make fitting)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not has_optimizer():
            raise CommandError("The optimizer is not installed. Run: make fitting")
        with database_lock("fit_memory"):
            done = fitting.fit_all(now=timezone.now())
        if done.tried:
            self.stdout.write(f"Learners tried: {done.tried}, fitted anew: {done.fitted}")
        if done.from_class:
            self.stdout.write(f"New learners who begin as their class does: {done.from_class}")
