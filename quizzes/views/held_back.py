"""What a reader chose to read of what tells of harm done to people.

The choice on sensitivity 2 stays with the user (or the session, without one); that on sensitivity 3
with the session alone, so that nobody meets it unasked on another day.
"""

from collections.abc import Iterable

from django.http import HttpRequest

from quizzes.kinds import Sensitivity
from quizzes.models import Classroom, Fact, User
from quizzes.models.people import Role, SensitiveChoice
from quizzes.reports import reading

SENSITIVE = "sensitive"  # session key: the choice of somebody without a user
ATROCITY = "atrocity"  # session key: the choice on sensitivity 3
CLASS_CHOICE = "_class_choice"  # of the request: asked once


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
        "class_leaves_out": class_choice(request) == SensitiveChoice.LEAVE_OUT,
    }


def held_counts(facts: Iterable[Fact]) -> dict[str, int]:
    """How many facts are held back, apart by level: harm and atrocity."""
    levels = [fact.sensitivity for fact in {fact.pk: fact for fact in facts}.values()]
    return {
        "harm": sum(level == Sensitivity.HARM for level in levels),
        "atrocity": sum(level == Sensitivity.ATROCITY for level in levels),
    }


def choice_of(request: HttpRequest) -> str:
    """On sensitivity 2. Whoever becomes a user takes it along; for a pupil the classes speak, too
    (``class_choice``)."""
    user = request.user
    if not isinstance(user, User):
        return str(request.session.get(SENSITIVE, SensitiveChoice.ASK))
    of_class = class_choice(request)
    if of_class == SensitiveChoice.LEAVE_OUT:
        return of_class
    if user.sensitive == SensitiveChoice.ASK and of_class:
        return of_class
    return user.sensitive


def class_choice(request: HttpRequest) -> str:
    """What the reader's classes say, empty where they leave it to the pupil.

    Of several classes the strictest counts: one that leaves out, then one that leaves it to each,
    then those that show. What is left out is left out whatever the pupil chose; what is shown, the
    pupil may leave out. At most one query a request, and only for learners.
    """
    user = request.user
    if not isinstance(user, User) or user.role != Role.LEARNER:
        return ""
    kept = getattr(request, CLASS_CHOICE, None)
    if kept is None:
        chosen = set(Classroom.objects.attended_by(user).values_list("sensitive", flat=True))
        if SensitiveChoice.LEAVE_OUT in chosen:
            kept = SensitiveChoice.LEAVE_OUT.value
        else:
            kept = SensitiveChoice.READ.value if chosen == {SensitiveChoice.READ} else ""
        setattr(request, CLASS_CHOICE, kept)
    return str(kept)
