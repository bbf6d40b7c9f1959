"""Taking a quiz: set-up, player, result."""

import secrets
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url, trigger_client_event

from quizzes.actions import accounts, attempts, marks, questions
from quizzes.errors import AlreadyAnswered, AnswerStale, AttemptClosed, NothingToAsk
from quizzes.forms.quiz import AnswerForm, QuizForm, ReportForm, moved, places
from quizzes.grading import response_from_json
from quizzes.kinds import Kind
from quizzes.models import Answer, Attempt, AttemptItem, Pack, Question, Topic, User
from quizzes.models.people import SensitiveChoice
from quizzes.reports import attempts as report
from quizzes.reports.results import teacher_words
from quizzes.views.carry import pack_answer, to_login
from quizzes.views.guests import BACKEND
from quizzes.views.held_back import choice_of
from quizzes.views.packs import named, shown_pack
from quizzes.views.partials import render_page, wants_fragment

SEED_BITS = 62  # fits a signed 64-bit column


@never_cache
@require_GET
def quiz_new(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.getlist("topic")
    return _set_up(request, _quiz_form(request, None, initial={"topics": wanted}))


@require_POST
def quiz_start(request: HttpRequest) -> HttpResponse:
    """Also behind every "start" button: with no field sent, it is the default quiz."""
    form = _quiz_form(request, request.POST)
    if not form.is_valid():
        return _set_up(request, form, status=422)
    now = timezone.now()
    learner = _learner(request) or accounts.create_guest(now=now, sensitive=choice_of(request))
    try:
        attempt = attempts.start(
            learner=learner, options=form.options(), seed=secrets.randbits(SEED_BITS), now=now
        )
    except NothingToAsk as nothing:
        form.add_error(None, _nothing_words(nothing))
        return _set_up(request, form, status=422)
    if not request.user.is_authenticated:
        begin_session(request, learner, backend=BACKEND)
    return redirect("attempt_item", attempt.pk, 1)


@never_cache
@require_GET
def attempt(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Where one left off: the first item without an answer, the review, or the result."""
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=request.path)
    mine = get_object_or_404(Attempt.objects.answerable_by(learner), pk=attempt_id)
    if not _still_open(mine):
        return redirect("attempt_result", attempt_id)
    position = report.next_position(mine, report.answers_of(mine))
    if position is None:
        return redirect("attempt_review", attempt_id)
    return redirect("attempt_item", attempt_id, position)


@never_cache
@require_GET
def attempt_item(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """The item, or once it is answered and may be told its feedback."""
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=request.path)
    shown = _shown_or_404(learner, attempt_id, position)
    answers = report.answers_of(shown.attempt)
    if not _still_open(shown.attempt):
        told = position in answers and report.released(shown.attempt, now=timezone.now())
        if not told:
            return redirect("attempt_result", attempt_id)
    order = _order_asked_for(request.GET, shown)
    saved = _saved_before(request.GET, answers)
    return _player(
        request, shown, answers, order=order, moved=request.GET.get("moved", ""), saved=saved
    )


@require_POST
def answer(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    learner = _learner(request)
    here = reverse("attempt_item", args=[attempt_id, position])
    if learner is None:
        carried = pack_answer(request.POST, attempt_id=attempt_id, position=position)
        return to_login(request, back=here, carried="" if wants_fragment(request) else carried)
    if "move" in request.POST:
        return _after_move(request.POST, _shown_or_404(learner, attempt_id, position), here)
    try:
        answered = attempts.answer_read(
            attempt_id=attempt_id,
            learner=learner,
            position=position,
            read=lambda shown: _given(request.POST, shown),
            now=timezone.now(),
        )
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error
    except _Incomplete as sent:
        answers = report.answers_of(sent.shown.attempt)
        return _player(request, sent.shown, answers, form=sent.form, status=422)
    except (AlreadyAnswered, AnswerStale, AttemptClosed) as refused:
        shown = _shown_or_404(learner, attempt_id, position)
        answers = report.answers_of(shown.attempt)
        return _player(request, shown, answers, refused=refused.code, status=409)
    if not answered.attempt.tells_at_once:
        return _after_saving(request, learner, answered)
    if not wants_fragment(request):
        return redirect(here)
    response = _player(request, answered.shown, dict(answered.answers))
    return trigger_client_event(response, "answered", after="settle")


@never_cache
@require_GET
def attempt_review(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """All items of an attempt that is not told at once, before it is handed in."""
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=request.path)
    mine = get_object_or_404(Attempt.objects.answerable_by(learner), pk=attempt_id)
    if not _still_open(mine) or mine.tells_at_once:
        return redirect("attempt", attempt_id)
    return _review(request, mine, saved=_saved_before(request.GET, report.answers_of(mine)))


@never_cache
@require_GET
def attempt_result(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Also for the teacher of the learner, who may look but not answer. The learner is told no
    more than that it is handed in, until it may be told what was right."""
    if _learner(request) is None:
        return to_login(request, back=request.path)
    attempts_seen = Attempt.objects.visible_to(request.user)
    attempts_seen = attempts_seen.select_related("learner", "assignment", "question_set")
    seen = get_object_or_404(attempts_seen, pk=attempt_id)
    is_own = seen.learner_id == request.user.pk
    is_open = _still_open(seen)
    if is_open and is_own:
        return redirect("attempt", attempt_id)
    if seen.is_open and not is_open:  # just closed, its time being up
        seen = get_object_or_404(attempts_seen, pk=attempt_id)
    now = timezone.now()
    context: dict[str, Any] = {"attempt": seen, "is_own": is_own}
    if is_own and not report.released(seen, now=now):
        context["told_from"] = report.told_from(seen)
        return render(request, "quiz/attempt_handed_in.html", context)
    if seen.counted_at is None and not seen.tells_at_once:
        attempts.count_released(now=now, among=Attempt.objects.filter(pk=seen.pk))
    if not is_own:
        marks.note_reading(attempt=seen, by=cast(User, request.user), now=now)
    context["summary"] = report.summary(seen)
    context["words"] = teacher_words(seen) if seen.assignment_id else {}
    context["may_retry"] = is_own and attempts.may_retry(seen)
    return render(request, "quiz/attempt_result.html", context)


@require_POST
def attempt_finish(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=reverse("attempt", args=[attempt_id]))
    try:
        attempts.finish(attempt_id=attempt_id, learner=learner, now=timezone.now())
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    return redirect("attempt_result", attempt_id)


@require_POST
def attempt_retry(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=reverse("attempt_result", args=[attempt_id]))
    try:
        again = attempts.retry(
            attempt_id=attempt_id,
            learner=learner,
            seed=secrets.randbits(SEED_BITS),
            now=timezone.now(),
        )
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except NothingToAsk as nothing:
        messages.info(request, RETRY_WORDS.get(nothing.code, RETRY_WORDS["nothing-missed"])())
        return redirect("attempt_result", attempt_id)
    return redirect("attempt_item", again.pk, 1)


@require_POST
def item_report(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    learner = _learner(request)
    here = reverse("attempt_item", args=[attempt_id, position])
    if learner is None:
        return to_login(request, back=here)
    shown = _shown_or_404(learner, attempt_id, position)
    form = ReportForm(request.POST)
    outcome = "invalid"
    if form.is_valid():
        try:
            questions.report(
                version=shown.version,
                reporter=learner,
                text=form.cleaned_data["text"],
                now=timezone.now(),
            )
            outcome = "thanks"
        except questions.TooManyReports:
            outcome = "too-many"
    if wants_fragment(request):
        context = {"shown": shown, "report_form": form, "report_outcome": outcome}
        status = 200 if outcome == "thanks" else 422
        return render(request, "quiz/report.html", context, status=status)
    tell = messages.success if outcome == "thanks" else messages.error
    tell(request, REPORT_WORDS[outcome]())
    return redirect(here)


RETRY_WORDS = {
    "nothing-missed": lambda: _("There is nothing left to repeat from this quiz."),
    "not-released": lambda: _("You can repeat what you missed once you are told what was right."),
    "not-given": lambda: _("What was missed is not to be repeated here."),
}
REPORT_WORDS = {
    "thanks": lambda: _("Thank you. The authors will look at this question."),
    "too-many": lambda: _("That is enough reports for today. Thank you; come back tomorrow."),
    "invalid": lambda: _("Nothing was sent: say in up to 1000 characters what is wrong."),
}


class _Incomplete(Exception):
    """An answer that came in without its place or its token."""

    def __init__(self, shown: AttemptItem, form: AnswerForm) -> None:
        super().__init__()
        self.shown = shown
        self.form = form


def _given(data: QueryDict, shown: AttemptItem) -> attempts.Given:
    form = AnswerForm(
        data,
        item=shown.version.item,
        shuffle=shown.shuffle,
        may_skip=shown.attempt.tells_at_once,
    )
    if not form.is_valid() or form.response is None:
        raise _Incomplete(shown, form)
    return attempts.Given(
        response=form.response,
        token=form.token_value,
        seconds=form.cleaned_data["seconds"],
        sequence=form.cleaned_data["sequence"],
    )


def _learner(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _shown_or_404(learner: User, attempt_id: UUID, position: int) -> AttemptItem:
    try:
        return report.shown_item(learner, attempt_id, position)
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error


def _still_open(attempt: Attempt) -> bool:
    """Whether it can be answered. One whose time is up is closed here, at first sight, once an
    answer that is on its way has had time to come in."""
    now = timezone.now() - attempts.GRACE
    if attempts.is_overdue(attempt, now=now):
        attempts.close_overdue(now=now, among=Attempt.objects.filter(pk=attempt.pk))
        return False
    return attempt.is_open


def _quiz_form(request: HttpRequest, data: QueryDict | None, **kwargs: Any) -> QuizForm:
    # A topic that is not translated is asked as it was written.
    topics = request.GET.getlist("topic") if data is None else data.getlist("topics")
    holding = {"topic__slug": topics[0]} if topics else {}
    pack = shown_pack(request, **holding, **named(request)) or shown_pack(request)
    return QuizForm(
        data,
        pack=pack,
        topics=_topics_to_ask(pack),
        military=choice_of(request) != SensitiveChoice.LEAVE_OUT,
        **kwargs,
    )


def _topics_to_ask(pack: Pack | None) -> QuerySet[Topic]:
    asked = Question.objects.drawable().filter(pack=pack)
    topics = Topic.objects.filter(pack=pack, question__in=asked)
    return topics.annotate(question_count=Count("question")).order_by("position")


def _set_up(request: HttpRequest, form: QuizForm, *, status: int = 200) -> HttpResponse:
    open_attempt = Attempt.objects.answerable_by(request.user).open().first()
    context = {"form": form, "open_attempt": open_attempt}
    return render(request, "quiz/quiz_new.html", context, status=status)


def _nothing_words(nothing: NothingToAsk) -> str:
    loosen = {
        "topics": _("choose other topics, or all of them"),
        "kinds": _("take both kinds"),
        "levels": _("take any level"),
        "military": _("include military events"),
    }
    ways = [loosen[name] for name in cast(list[str], nothing.params.get("loosen", []))]
    if not ways:
        return _("No question fits this choice. Choose less narrowly.")
    return _("No question fits this choice. What would help: %(ways)s.") % {
        "ways": _(", or ").join(ways)
    }


def _order_asked_for(data: QueryDict, shown: AttemptItem) -> list[int]:
    """The order of the cards after moves without JavaScript; anything odd is the first order."""
    if "order" not in data:
        return []
    try:
        return places(data, count=len(shown.shuffle))
    except ValidationError:
        return []


def _after_move(data: QueryDict, shown: AttemptItem, here: str) -> HttpResponse:
    move = data.getlist("move")[-1]
    order = moved(_order_asked_for(data, shown), move)
    query = QueryDict(mutable=True)
    query.setlist("order", [str(place) for place in order])
    query["moved"] = move
    return redirect(f"{here}?{query.urlencode()}")


def _after_saving(request: HttpRequest, learner: User, answered: attempts.Answered) -> HttpResponse:
    """On to the next item without an answer, past the last one to the review: nothing is told."""
    attempt, position = answered.attempt, answered.shown.position
    following = report.following(attempt, answered.answers, after=position)
    if following is None:
        there = reverse("attempt_review", args=[attempt.pk])
    else:
        there = reverse("attempt_item", args=[attempt.pk, following])
    if not wants_fragment(request):
        return redirect(f"{there}?saved={position}")
    if following is None:
        response = _review(request, attempt, saved=position)
    else:
        shown = _shown_or_404(learner, attempt.pk, following)
        response = _player(request, shown, dict(answered.answers), saved=position)
    return push_url(response, there)


def _review(request: HttpRequest, attempt: Attempt, *, saved: int) -> HttpResponse:
    places = report.places_of(attempt)
    context = {
        "attempt": attempt,
        "places": places,
        "open_places": [place for place in places if not place.is_answered],
        "stones": [place.state for place in places],
        "fragment": wants_fragment(request),
        "saved": saved,
        "seconds_left": _seconds_left(attempt),
        "grace": int(attempts.GRACE.total_seconds()),
    }
    return render_page(request, "quiz/attempt_review.html", "player", context)


def _saved_before(data: QueryDict, answers: Mapping[int, Answer]) -> int:
    """The position whose answer was just saved, as the address says; 0 if it says nothing true."""
    told = data.get("saved", "")
    return int(told) if told in {str(position) for position in answers} else 0


def _seconds_left(attempt: Attempt) -> int | None:
    if attempt.deadline is None:
        return None
    return max(int((attempt.deadline - timezone.now()).total_seconds()), 0)


def _player(
    request: HttpRequest,
    shown: AttemptItem,
    answers: dict[int, Answer],
    *,
    form: AnswerForm | None = None,
    order: list[int] | None = None,
    moved: str = "",
    refused: str = "",
    saved: int = 0,
    status: int = 200,
) -> HttpResponse:
    """The player in its one of three states: a question, its feedback, or closed."""
    position, attempt = shown.position, shown.attempt
    given = answers.get(position)
    context: dict[str, Any] = {
        "attempt": attempt,
        "shown": shown,
        "topic": shown.version.question.topic,
        "stones": report.stones(attempt, answers, current=position),
        "fragment": wants_fragment(request),
        "refused": refused,
        "form": form,
        "next_position": report.next_position(attempt, answers, after=position)
        if attempt.is_open or attempt.tells_at_once
        else None,
        "single_keys": cast(User, request.user).single_keys,
    }
    if given is not None and (
        attempt.tells_at_once or report.released(attempt, now=timezone.now())
    ):
        context["told"] = report.told(shown, given)
    elif attempt.is_open:
        if form is not None and shown.version.item.kind == Kind.ORDERING:
            order = _order_asked_for(form.given, shown)
        response = response_from_json(given.response) if given is not None else None
        context |= {
            "asked": report.asked(shown, order=order or (), response=response),
            "token": uuid4(),
            "moved": moved,
        }
        if not attempt.tells_at_once:
            context |= _changeable(attempt, position, given, answers, saved=saved)
        if attempt.deadline is not None:
            context["seconds_left"] = _seconds_left(attempt)
            context["grace"] = int(attempts.GRACE.total_seconds())
    return render_page(request, "quiz/attempt_item.html", "player", context, status=status)


def _changeable(
    attempt: Attempt,
    position: int,
    given: Answer | None,
    answers: Mapping[int, Answer],
    *,
    saved: int,
) -> dict[str, Any]:
    """What the page of an answer that may be changed has besides."""
    return {
        "changeable": True,
        "is_saved": given is not None,
        "sequence": given.sequence + 1 if given is not None else 1,
        "saved": saved,
        "places": report.places(attempt, answers, current=position),
        "following": position + 1 if position < attempt.length else None,
    }
