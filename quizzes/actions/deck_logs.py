"""The log of cards that come from another program, and what a deck says of itself.

A review there is kept as what it was; the memory that the card brought is a row behind them, where
replaying begins. So the log is the truth of these cards, too, and leaves again with them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quizzes.exchange.deck import DeckReview
from quizzes.kinds import Phase, Rating
from quizzes.models import Card, Pack, ReviewLog, Source, User
from quizzes.models.cards import LogKind
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import state_to_json

# Of one deck; of more the oldest are left out.
MOST_IMPORTED = 50_000
SOURCES_NAMED = 20


def write_logs(
    brought: Sequence[tuple[Card, Sequence[DeckReview]]], *, owner: User, now: datetime
) -> int:
    """The rows of new cards, which are saved already. Returns how many reviews were kept."""
    reviews = [(card, review) for card, log in brought for review in log if review.at <= now]
    reviews.sort(key=lambda pair: pair[1].at)
    kept = [_imported(card, review, owner) for card, review in reviews[-MOST_IMPORTED:]]
    states = [_brought(card, owner, now) for card, _log in brought if card.phase != Phase.NEW]
    ReviewLog.objects.bulk_create([*kept, *states], batch_size=500)
    return len(kept)


def review_to_json(review: DeckReview) -> list[Any]:
    return [
        round(review.at.timestamp() * 1000),
        int(review.rating),
        str(review.phase),
        int(review.wait.total_seconds()),
        review.seconds,
    ]


def review_from_json(row: Sequence[Any]) -> DeckReview:
    at, rating, phase, wait, seconds = row
    return DeckReview(
        at=datetime.fromtimestamp(at / 1000, UTC),
        rating=Rating(rating),
        phase=Phase(phase),
        wait=timedelta(seconds=wait),
        seconds=seconds,
    )


def description_of(cards: QuerySet[Card]) -> str:
    """Whose the texts are, and under which licence: for who meets the deck elsewhere. At most three
    queries."""
    chosen = Pack.objects.filter(question__card__in=cards.order_by())
    packs = list(chosen.distinct().order_by("pk"))
    # A translation rests on the sources of what it translates.
    rest_on = {pack.pk: pack.translation_of_id or pack.pk for pack in packs}
    sources: dict[int, list[str]] = {}
    for source in Source.objects.filter(pack__in=rest_on.values()).order_by("slug"):
        sources.setdefault(source.pack_id, []).append(_named(source))
    told = [_("Cards from Izium Edu.")]
    for pack in packs:
        named = "; ".join(sources.get(rest_on[pack.pk], ())[:SOURCES_NAMED])
        words = _("“%(pack)s”: in our own words, after %(sources)s.")
        told.append(words % {"pack": pack.title, "sources": named} if named else pack.title)
    if packs:
        told.append(_("Who passes these cards on passes on these names and licences, too."))
    if cards.filter(question=None).exists():
        told.append(_("Cards of one’s own are by the learner."))
    return "\n".join(told)


def _named(source: Source) -> str:
    about = ", ".join(filter(None, [source.publisher, source.licence, source.url]))
    return f"“{source.title}” ({about})" if about else f"“{source.title}”"


def _imported(card: Card, review: DeckReview, owner: User) -> ReviewLog:
    days = review.wait.days
    return ReviewLog(
        learner=owner,
        card=card,
        kind=LogKind.IMPORTED,
        token=uuid4(),
        at=review.at,
        study_day=study_day(review.at, owner.zone),
        rating=review.rating,
        seconds=round(review.seconds),
        state_before={"phase": str(review.phase)},
        interval=days,
        minutes=None if days else max(ceil(review.wait / timedelta(minutes=1)), 1),
    )


def _brought(card: Card, owner: User, now: datetime) -> ReviewLog:
    return ReviewLog(
        learner=owner,
        card=card,
        kind=LogKind.BROUGHT,
        token=uuid4(),
        at=now,
        study_day=study_day(now, owner.zone),
        state_before=state_to_json(card.state),
    )
