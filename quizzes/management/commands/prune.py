"""Forget what nobody needs any more: guests who will not come back, old logs, old classes."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from izium_edu.locks import database_lock
from quizzes.actions import accounts, classes, joining, logbook

DAYS = settings.SESSION_COOKIE_AGE // 86_400


class Command(BaseCommand):
    help = (
        "Remove guests who have not been here for long, with what they did, and dead sessions; log "
        "entries older than KEEP_LOG_DAYS, classes archived KEEP_CLASSES_DAYS ago."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=DAYS,
            help=f"remove guests who did nothing for so many days (default: {DAYS})",
        )

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days must be 1 or more.")
        now = timezone.now()
        with database_lock("prune"):
            guests = accounts.prune_guests(before=now - timedelta(days=days))
            entries = logbook.prune(before=now - timedelta(days=settings.KEEP_LOG_DAYS))
            old = now - timedelta(days=settings.KEEP_CLASSES_DAYS)
            rooms = classes.prune_archived(before=old)
            joining.prune_misses(now=now)
            call_command("clearsessions")
        if guests:
            self.stdout.write(f"Guests removed, with their answers: {guests}")
        if entries:
            self.stdout.write(f"Entries of the log removed: {entries}")
        if rooms:
            self.stdout.write(f"Archived classes removed, with their assignments: {rooms}")
