"""An answer whose session ran out, on its way through the log-in form.

With JavaScript the browser keeps the answer itself and sends it again. Without, the answer travels
signed: the answer view packs it, the log-in page carries it in its ``carried`` field, and the
log-in view takes it once the person is known.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from quizzes.actions import attempts
from quizzes.errors import AttemptError
from quizzes.forms.quiz import AnswerForm
from quizzes.models import AttemptItem, User
from quizzes.reports.attempts import shown_item

SALT = "carried-answer"
KEPT = timedelta(hours=12)
FIELDS = ("token", "sequence", "seconds", "skip", "place", "order", "typed")
MOST_VALUES = 20


def to_login(request: HttpRequest, *, back: str, carried: str = "") -> HttpResponse:
    """Ask to log in, then go to ``back``: never a log-in page inside a widget."""
    query = {"next": back} | ({"carried": carried} if carried else {})
    address = f"{reverse('login')}?{urlencode(query)}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return redirect(address)


def pack_answer(data: QueryDict, *, attempt_id: UUID, position: int) -> str:
    """The answer's fields as one signed text. Nothing is looked up: whether there is such an
    attempt, and whose it is, is asked when the answer is taken."""
    fields = {name: data.getlist(name)[:MOST_VALUES] for name in FIELDS if name in data}
    return signing.dumps([str(attempt_id), position, fields], salt=SALT, compress=True)


def take_answer(carried: str, *, user: User, now: datetime) -> str | None:
    """Save a carried answer as ``user``'s and return the address of its item.

    Returns None where the text was changed, is too old, or speaks of another person's attempt. An
    answer that cannot count any more (another stands, or the attempt is finished) is dropped, and
    its item's page shows what stands.
    """
    try:
        attempt, position, fields = signing.loads(carried, salt=SALT, max_age=KEPT)
        shown = shown_item(user, UUID(attempt), position)
    except (signing.BadSignature, AttemptItem.DoesNotExist):
        return None
    form = AnswerForm(query_of(fields), item=shown.version.item, shuffle=shown.shuffle)
    if form.is_valid() and form.response is not None:
        with suppress(AttemptError):
            attempts.answer(
                attempt_id=shown.attempt_id,
                learner=user,
                position=position,
                response=form.response,
                token=form.token_value,
                seconds=form.cleaned_data["seconds"],
                sequence=form.cleaned_data["sequence"],
                now=now,
            )
    return reverse("attempt_item", args=[shown.attempt_id, position])


def query_of(fields: dict[str, list[str]]) -> QueryDict:
    """What was packed, as a form reads it."""
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)
    return query
