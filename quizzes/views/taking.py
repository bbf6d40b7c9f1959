"""Taking a question set without a class."""

import secrets

from django.contrib.auth import login as begin_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.actions import accounts, taking
from quizzes.errors import NothingToAsk, Withheld
from quizzes.models import Attempt, QuestionSet, User
from quizzes.reports import taking as report
from quizzes.views.guests import BACKEND
from quizzes.views.held_back import choice_of
from quizzes.views.quiz import SEED_BITS


@never_cache
@require_http_methods(["GET", "POST"])
def set_take(request: HttpRequest, set_id: int) -> HttpResponse:
    """What one is in for, in plain words; a POST begins, or goes on with what is begun."""
    question_set = _visible_or_404(request, set_id)
    if request.method != "POST":
        return _told(request, question_set)
    now = timezone.now()
    user = request.user
    learner = user if isinstance(user, User) else None
    if learner is None:
        if not report.can_be_asked(question_set):
            return _told(request, question_set, refused="set-empty", status=422)
        learner = accounts.create_guest(now=now, sensitive=choice_of(request))
    try:
        attempt = taking.take(
            learner=learner, question_set=question_set, seed=secrets.randbits(SEED_BITS), now=now
        )
    except (NothingToAsk, Withheld) as nothing:
        return _told(request, question_set, refused=nothing.code, status=422)
    if not request.user.is_authenticated:
        begin_session(request, learner, backend=BACKEND)
    return redirect("attempt", attempt.pk)


def _visible_or_404(request: HttpRequest, set_id: int) -> QuestionSet:
    visible = QuestionSet.objects.visible_to(request.user).current()
    question_set: QuestionSet = get_object_or_404(visible, pk=set_id)
    return question_set


def _told(
    request: HttpRequest, question_set: QuestionSet, *, refused: str = "", status: int = 200
) -> HttpResponse:
    user = request.user
    mine: list[Attempt] = report.attempts_at(question_set, user) if isinstance(user, User) else []
    running = next((attempt for attempt in mine if attempt.is_open), None)
    allowed = not isinstance(user, User) or taking.may_begin(
        user, question_set, number=len(mine) + 1
    )
    withheld = None
    if isinstance(user, User) and running is None:
        withheld = report.withheld_by(question_set, user, now=timezone.now())
    context = {
        "set": question_set,
        "withheld": withheld,
        "questions": report.questions_in(question_set),
        "running": running,
        "attempts": len(mine),
        "may_begin": running is not None or (allowed and withheld is None),
        "refused": refused,
    }
    return render(request, "quiz/set_take.html", context, status=status)
