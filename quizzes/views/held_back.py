"""What a reader chose to read of what tells of harm done to people.

The choice on sensitivity 2 stays with the user (or the session, without one); that on sensitivity 3
with the session alone, so that nobody meets it unasked on another day.
"""

from collections.abc import Iterable

from django.http import HttpRequest

from quizzes.kinds import Sensitivity
from quizzes.models import Fact, User
from quizzes.models.people import SensitiveChoice
from quizzes.reports import reading

SENSITIVE = "sensitive"  # session key: the choice of somebody without a user
ATROCITY = "atrocity"  # session key: the choice on sensitivity 3


def held_from(request: HttpRequest) -> int:
    """The sensitivity from which on this reader's pages hold facts back."""
    choice = choice_of(request)
    if choice == SensitiveChoice.LEAVE_OUT:
        return reading.held_from(harm=False, atrocity=False)
    return reading.held_from(
        harm=choice == SensitiveChoice.READ,
        atrocity=request.session.get(ATROCITY) == SensitiveChoice.READ,
    )


def held_context(request: HttpRequest) -> dict[str, object]:
    """What ``partials/held_back.html`` and ``partials/held_choice.html`` take."""
    return {
        "choice": choice_of(request),
        "atrocity_choice": request.session.get(ATROCITY, SensitiveChoice.ASK),
        "held_from": held_from(request),
    }


def held_counts(facts: Iterable[Fact]) -> dict[str, int]:
    """How many facts are held back, apart by level: harm and atrocity."""
    levels = [fact.sensitivity for fact in {fact.pk: fact for fact in facts}.values()]
    return {
        "harm": sum(level == Sensitivity.HARM for level in levels),
        "atrocity": sum(level == Sensitivity.ATROCITY for level in levels),
    }


def choice_of(request: HttpRequest) -> str:
    """On sensitivity 2. Whoever becomes a user takes it along."""
    user = request.user
    if isinstance(user, User):
        return user.sensitive
    return str(request.session.get(SENSITIVE, SensitiveChoice.ASK))
