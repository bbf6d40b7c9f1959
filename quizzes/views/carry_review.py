"""A review whose session ran out, on its way through the log-in form: as ``carry`` does for answers
of a quiz."""

from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.core import signing
from django.http import QueryDict
from django.urls import reverse

from quizzes.actions import cards
from quizzes.errors import CardError, ClockBackwards
from quizzes.forms.review import RateForm, answer_form
from quizzes.models import Card, User
from quizzes.views import promise
from quizzes.views.carry import KEPT, MOST_VALUES, query_of

SALT = "carried-review"
FIELDS = (
    *("token", "version", "rating", "seconds", "ago", "promise"),
    *("reps", "place", "order", "typed"),
)
LONGEST = 2000  # of one value: longer than any that a page sends


def pack_review(data: QueryDict, *, card_id: int, now: datetime) -> str:
    """The review's fields and its moment as one signed text; nothing for a mere step of an
    ordering. Nothing is looked up: whose card it is, is asked when the review is taken."""
    if "move" in data:
        return ""
    given = {name: data.getlist(name)[:MOST_VALUES] for name in FIELDS if name in data}
    if any(len(value) > LONGEST for values in given.values() for value in values):
        return ""
    return signing.dumps([card_id, int(now.timestamp()), given], salt=SALT, compress=True)


def take_review(carried: str, *, user: User, now: datetime) -> str | None:
    """Save a carried review as ``user``'s, at the moment at which it was given, and return where
    the review goes on.

    Returns None where the text was changed, is too old, or speaks of another person's card. A
    review that cannot count any more is dropped, and the card comes up as it is now.
    """
    try:
        card_id, moment, fields = signing.loads(carried, salt=SALT, max_age=KEPT)
        card = cards.card_of(user, card_id)
    except (signing.BadSignature, Card.DoesNotExist):
        return None
    here = reverse("review_card")
    data = query_of(fields)
    form, answer = RateForm(data), answer_form(data, card)
    if not form.is_valid():
        return here
    given = form.cleaned_data
    if answer is None and given["rating"] is None:
        return here
    if answer is not None and (not answer.is_valid() or answer.response is None):
        return here
    with suppress(CardError, ClockBackwards):
        reviewed = cards.review(
            card_id=card_id,
            learner=user,
            token=form.token_value,
            version=given["version"],
            rating=given["rating"],
            response=answer.response if answer else None,
            promised=promise.read(
                given["promise"], learner=user, card=card_id, version=given["version"], now=now
            ),
            at=datetime.fromtimestamp(moment, UTC) - given["ago"],
            now=now,
            seconds=given["seconds"],
        )
        if answer is not None:
            return f"{here}?{urlencode({'answered': str(reviewed.log.token)})}"
    return here
