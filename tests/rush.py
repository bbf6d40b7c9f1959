"""Many submits at once on few cards: clicks that repeat each other, and tabs that disagree."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid4

from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.actions import cards as actions
from quizzes.kinds import Phase
from quizzes.models import Card, ReviewLog, StudyDay, User
from tests.cards import own_card, plan_of
from tests.factories import UserFactory

A_CARD = 10  # submits: half of them one click repeated, the others a tab each


@dataclass(frozen=True, kw_only=True)
class Rush:
    """``counted`` reviews stand in the log, ``most`` of them on one card; ``failures`` answers
    were neither "done" nor "stale"; ``undone`` says that undoing all led back to new cards."""

    submits: int
    cards: int
    counted: int
    most: int
    failures: int
    undone: bool

    @property
    def right(self) -> bool:
        return self.counted == self.cards and self.most == 1 and not self.failures and self.undone


def rush(*, submits: int, workers: int) -> Rush:
    """Every card gets ``A_CARD`` submits of its first page, all at about the same time."""
    learner: User = UserFactory.create()
    plan_of(learner, budget=500)
    cards = [own_card(learner) for _ in range(submits // A_CARD)]
    client = Client(headers={"host": "localhost"})
    client.force_login(learner)
    cookies = client.cookies
    draw = Random(submits)

    def send(submit: tuple[int, UUID, int]) -> int:
        card, token, rating = submit
        tab = Client(headers={"host": "localhost"}, raise_request_exception=False)
        tab.cookies = cookies
        given = {"token": str(token), "version": "0", "rating": str(rating)}
        try:
            address = reverse("rate_card", args=[card])
            return tab.post(address, given, headers={"hx-request": "true"}).status_code
        finally:
            connections.close_all()

    wanted = []
    for card in cards:
        click = uuid4()
        some = [(card.pk, click, 3)] * (A_CARD // 2)
        some += [(card.pk, uuid4(), draw.choice((1, 3))) for _ in range(A_CARD - len(some))]
        draw.shuffle(some)
        wanted += some
    with ThreadPoolExecutor(workers) as pool:
        statuses = list(pool.map(send, wanted))
    rows = list(ReviewLog.objects.filter(learner=learner).values_list("card", flat=True))
    return Rush(
        submits=len(statuses),
        cards=len(cards),
        counted=len(rows),
        most=max(rows.count(pk) for pk in set(rows)),
        failures=sum(status not in {204, 409} for status in statuses),
        undone=_undo_all(learner, len(rows)),
    )


def _undo_all(learner: User, times: int) -> bool:
    for _ in range(times):
        actions.undo(learner=learner, token=uuid4(), now=timezone.now())
    moved = Card.objects.filter(learner=learner).exclude(phase=Phase.NEW, reps=0)
    standing = ReviewLog.objects.standing().filter(learner=learner)
    reviewed = sum(StudyDay.objects.filter(learner=learner).values_list("reviewed", flat=True))
    return not moved.exists() and not standing.exists() and not reviewed
