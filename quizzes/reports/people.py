"""The people of a school, for those who look after it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from quizzes.models import TeacherRequest, User
from quizzes.models.people import username_key

A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Found:
    """``more`` says whether there is a next page."""

    people: list[User]
    page: int
    more: bool


def waiting() -> QuerySet[TeacherRequest]:
    """Requests that nobody has decided, the oldest first."""
    return TeacherRequest.objects.filter(accepted=None).select_related("user")


def search(*, text: str, role: str, page: int) -> Found:
    """Everybody but guests whose username or name holds ``text``, in any case. Two queries.

    Names are compared as Python folds them: databases differ in what they take for one letter.
    """
    people = User.objects.exclude(pk__in=User.objects.guests())
    if role:
        people = people.filter(role=role)
    wanted = username_key(text)
    if wanted:
        people = people.filter(Q(username__contains=wanted) | Q(pk__in=_named(people, wanted)))
    start = (page - 1) * A_PAGE
    rows = list(people.order_by("username")[start : start + A_PAGE + 1])
    return Found(people=rows[:A_PAGE], page=page, more=len(rows) > A_PAGE)


def _named(people: QuerySet[User], wanted: str) -> list[int]:
    names = people.exclude(display_name="").values_list("pk", "display_name")
    return [pk for pk, name in names.iterator() if wanted in username_key(name)][:500]
