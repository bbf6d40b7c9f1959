"""Reviewing: today, the card, and what is done with one card.

With JavaScript a rating is sent in the background while the next card, fetched ahead, is already
there (``review.js``); it is answered with 204. Without, each POST leads to a GET.
"""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quizzes.actions import cards, plans, questions
from quizzes.errors import CardStale, ClockBackwards, NothingToUndo, ResponseInvalid
from quizzes.forms.quiz import moved, places
from quizzes.forms.review import ChangeForm, NoteForm, RateForm, UndoForm, answer_form
from quizzes.kinds import Rating
from quizzes.models import Card, ReviewLog, StudyPlan, User
from quizzes.reports import cards as report
from quizzes.reports import memory, reading
from quizzes.reports.cards import Face, Upcoming
from quizzes.scheduling.days import study_day
from quizzes.views import promise
from quizzes.views.carry import to_login
from quizzes.views.carry_review import pack_review
from quizzes.views.held_back import held_context, held_from
from quizzes.views.partials import render_page, wants_fragment

AHEAD = 20  # cards that are there before they are needed


@never_cache
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Today: what is due, what is new, and where to begin."""
    learner = _learner(request)
    if learner is None:
        return render(request, "review/review.html", {"today": None})
    now = timezone.now()
    plan = plans.today(learner=learner, now=now)
    day = study_day(now, learner.zone)
    exams = memory.coming_exams(learner, today=day)
    context = {
        "plan": plan,
        "days_to_exam": (plan.exam_day - day).days if plan.exam_day else None,
        "today": report.today(plan, now=now),
        "exams": [room for room in exams if room.exam_day != plan.exam_day],
    }
    return render(request, "review/review.html", context)


@never_cache
@require_GET
def review_card(request: HttpRequest) -> HttpResponse:
    """The next card; ``card`` asks for one that may be rated, ``shown`` for its back; ``answered``
    is the token of a question card's answer, to be told; ``away`` a card just put off or set
    aside, to be taken up again."""
    learner = _learner(request)
    if learner is None:
        return redirect("review")
    row = _answered(request.GET, learner)
    if row is not None:
        return _feedback(request, learner, row)
    return _player(request, learner, asked_for=request.GET)


@never_cache
@require_GET
def review_ahead(request: HttpRequest) -> HttpResponse:
    """The next cards as fragments, without the one on the page (``after``)."""
    learner = _learner(request)
    if learner is None:
        return HttpResponse(status=204)
    now = timezone.now()
    plan = plans.today(learner=learner, now=now)
    after = {int(pk) for pk in request.GET.getlist("after")[:AHEAD] if pk.isdecimal()}
    coming = report.upcoming(plan, now=now, limit=AHEAD + len(after))
    wanted = [card for card in coming.cards if card.pk not in after][:AHEAD]
    faces = report.faces(wanted, plan, now=now)
    common = _common(learner, plan, coming, can_undo=True)
    pages = [common | _face_context(face, learner) for face in faces]
    return render(request, "review/ahead.html", {"pages": pages})


@require_POST
def rate_card(request: HttpRequest, card_id: int) -> HttpResponse:
    learner = _learner(request)
    if learner is None:
        carried = pack_review(request.POST, card_id=card_id, now=timezone.now())
        return to_login(request, back=reverse("review_card"), carried=carried)
    form, answer = RateForm(request.POST), None
    # Rating a card is most of the work, and needs it only once it is locked.
    if not form.is_valid() or form.cleaned_data["rating"] is None:
        card = _card_or_404(learner, card_id)
        if "move" in request.POST:
            return _after_move(request.POST, card)
        answer = answer_form(request.POST, card)
        if answer is None or not form.is_valid():
            return _refused(request, learner, card_id, "incomplete", status=422)
        if not answer.is_valid() or answer.response is None:
            typed = "typed" in answer.errors and answer["typed"].value()
            code = "unreadable" if typed else "no-answer"
            return _refused(request, learner, card_id, code, status=422)
    given, now = form.cleaned_data, timezone.now()
    try:
        reviewed = cards.review(
            card_id=card_id,
            learner=learner,
            token=form.token_value,
            version=given["version"],
            rating=given["rating"],
            response=answer.response if answer else None,
            promised=promise.read(
                given["promise"], learner=learner, card=card_id, version=given["version"], now=now
            ),
            at=now - given["ago"],
            now=now,
            seconds=given["seconds"],
        )
    except Card.DoesNotExist as error:
        raise Http404 from error
    except ResponseInvalid:
        return _refused(request, learner, card_id, "no-answer", status=422)
    except (CardStale, ClockBackwards):
        return _refused(request, learner, card_id, "stale", status=409)
    if answer is None:
        return HttpResponse(status=204) if wants_fragment(request) else redirect("review_card")
    if wants_fragment(request):
        return _feedback(request, learner, reviewed.log)
    query = urlencode({"answered": str(reviewed.log.token)})
    return redirect(f"{reverse('review_card')}?{query}")


@require_POST
def undo_review(request: HttpRequest) -> HttpResponse:
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=reverse("review_card"))
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _player(request, learner, refused="incomplete", status=422)
    try:
        undone = cards.undo(learner=learner, token=form.cleaned_data["token"], now=timezone.now())
    except NothingToUndo:
        if wants_fragment(request):
            return _player(request, learner, refused="nothing-to-undo", status=409)
        messages.info(request, _("There is nothing to undo today."))
        return redirect("review_card")
    query = urlencode({"card": undone.card.pk, "undone": "1"})
    if wants_fragment(request):
        return _player(request, learner, asked_for=QueryDict(query))
    return redirect(f"{reverse('review_card')}?{query}")


@require_POST
def change_card(request: HttpRequest, card_id: int) -> HttpResponse:
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=reverse("review_card"))
    card = _card_or_404(learner, card_id)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return redirect("review_card")
    change = form.cleaned_data["change"]
    _do(change, card, learner)
    if not wants_fragment(request):
        elsewhere = _asked_from(request)
        as_what = "away" if change in {"suspend", "bury"} else "card"
        if elsewhere or as_what == "card":  # what is put away is told beside the way back
            messages.success(request, DONE[change]())
        return redirect(elsewhere or f"{reverse('review_card')}?{as_what}={card.pk}")
    if change in {"flag", "unflag"}:
        context = {"card": card, "pressed": True, "said": DONE[change]()}
        return render(request, "review/flag.html", context)
    return HttpResponse(status=204)


@require_POST
def note_card(request: HttpRequest, card_id: int) -> HttpResponse:
    """ "This card is wrong": to the authors of its question."""
    learner = _learner(request)
    if learner is None:
        return to_login(request, back=reverse("review_card"))
    card = _card_or_404(learner, card_id)
    if card.question is None or card.question.current is None:
        raise Http404
    form = NoteForm(request.POST)
    outcome = "invalid"
    if form.is_valid():
        try:
            questions.report(
                version=card.question.current,
                reporter=learner,
                text=form.cleaned_data["text"],
                now=timezone.now(),
            )
            outcome = "thanks"
        except questions.TooManyReports:
            outcome = "too-many"
    if wants_fragment(request):
        context = {"card": card, "note_form": form, "note_outcome": outcome}
        status = 200 if outcome == "thanks" else 422
        return render(request, "review/note.html", context, status=status)
    tell = messages.success if outcome == "thanks" else messages.error
    tell(request, NOTED[outcome]())
    shown = f"{reverse('review_card')}?card={card.pk}&shown=1"
    return redirect(_asked_from(request) or shown)


@never_cache
@require_GET
def read_again(request: HttpRequest) -> HttpResponse:
    """Facts on harm done to people that the learner chose to keep: read, never rated."""
    learner = _learner(request)
    if learner is None:
        return redirect("review")
    facts = list(report.facts_to_read(learner))
    readings = [
        reading.readings([fact for fact in facts if fact.pack_id == pack.pk], pack)
        for pack in dict.fromkeys(fact.pack for fact in facts)
    ]
    context = {
        "count": len(facts),
        "stretches": reading.stretches(
            [one for some in readings for one in some], held_from=held_from(request)
        ),
        **held_context(request),
    }
    return render_page(request, "review/read_again.html", "facts", context)


DONE = {
    "suspend": lambda: _("Set aside. You find it among your cards."),
    "take-up": lambda: _("Taken up again."),
    "bury": lambda: _("Put off until tomorrow."),
    "flag": lambda: _("Flagged."),
    "unflag": lambda: _("No longer flagged."),
}
NOTED = {
    "thanks": lambda: _("Thank you. The authors will look at this card."),
    "too-many": lambda: _("That is enough notes for today. Thank you; come back tomorrow."),
    "invalid": lambda: _("Nothing was sent: say in up to 1000 characters what is wrong."),
}


def _learner(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _card_or_404(learner: User, card_id: int) -> Card:
    try:
        return cards.card_of(learner, card_id)
    except Card.DoesNotExist as error:
        raise Http404 from error


def _asked_from(request: HttpRequest) -> str:
    """The page that lists cards and sent this, where it was not the review itself."""
    wanted = request.POST.get("next", "")
    return wanted if wanted in {"decks", "memory"} else ""


def _do(change: str, card: Card, learner: User) -> None:
    match change:
        case "suspend":
            cards.suspend(card_id=card.pk, learner=learner)
        case "take-up":
            cards.take_up(card_id=card.pk, learner=learner)
        case "bury":
            cards.bury(card_id=card.pk, learner=learner, now=timezone.now())
        case _:
            card.flagged = change == "flag"
            cards.flag(card_id=card.pk, learner=learner, on=card.flagged)


def _after_move(data: QueryDict, card: Card) -> HttpResponse:
    """One step of an ordering's card, without JavaScript."""
    move = data.getlist("move")[-1]
    order = moved(_order(data, len(report.shuffle(card, card.reps))), move)
    query = QueryDict(mutable=True)
    query["card"] = str(card.pk)
    query.setlist("order", [str(place) for place in order])
    query["moved"] = move
    return redirect(f"{reverse('review_card')}?{query.urlencode()}")


def _order(data: QueryDict, count: int) -> list[int]:
    if "order" not in data:
        return []
    try:
        return places(data, count=count)
    except ValidationError:
        return []


def _answered(data: QueryDict, learner: User) -> ReviewLog | None:
    form = UndoForm({"token": data.get("answered", "")})
    return report.answered(learner, str(form.cleaned_data["token"])) if form.is_valid() else None


def _common(learner: User, plan: StudyPlan, coming: Upcoming, *, can_undo: bool) -> dict[str, Any]:
    return {
        "plan": plan,
        "left": coming.left - coming.again,
        "again": coming.again,
        "can_undo": can_undo,
        "single_keys": learner.single_keys,
        "note_form": NoteForm(),
    }


def _face_context(face: Face, learner: User) -> dict[str, Any]:
    return {
        "face": face,
        "card": face.card,
        "once_more": face.is_once_more,
        "token": uuid4(),
        "undo_token": uuid4(),
        "promise": promise.sign(face, learner) if face.buttons else "",
        "primary": Rating.GOOD,
    }


def _player(
    request: HttpRequest,
    learner: User,
    *,
    asked_for: QueryDict | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The player with a card, or with the news that nothing is left."""
    asked_for = asked_for or QueryDict()
    now = timezone.now()
    plan = plans.today(learner=learner, now=now)
    coming = report.upcoming(plan, now=now, limit=1)
    wanted = asked_for.get("card", "")
    card = report.card_to_show(plan, int(wanted), now=now) if wanted.isdecimal() else None
    chosen = [card] if card is not None else list(coming.cards)
    last = cards.last_review(learner, study_day(now, learner.zone))
    context = _common(learner, plan, coming, can_undo=last is not None)
    context |= {"fragment": wants_fragment(request), "refused": refused}
    away = asked_for.get("away", "")
    if away.isdecimal():
        context["away"] = report.card_away(plan, int(away), now=now)
    for face in report.faces(chosen, plan, now=now):
        context |= _face_context(face, learner)
        # Only what was asked for is shown: another card must not come up with its back.
        if card is not None:
            context |= _as_asked(asked_for, face)
    if not chosen:
        context |= {"today": report.today(plan, now=now), "undo_token": uuid4()}
    return render_page(request, "review/review_card.html", "player", context, status=status)


def _as_asked(asked_for: QueryDict, face: Face) -> dict[str, Any]:
    typed = asked_for.get("typed", "").strip()[:1000]
    comparison = report.compared(face, typed) if typed and face.asked is None else None
    if face.asked is not None and typed:
        face = replace(face, asked=replace(face.asked, typed=typed))
    faces = face.asked.faces if face.asked else ()
    order = _order(asked_for, len(faces))
    by_place = {one.place: one for one in faces}
    return {
        "face": face,
        "revealed": "shown" in asked_for and face.asked is None,
        "undone": "undone" in asked_for,
        "typed": typed,
        "comparison": comparison,
        "primary": Rating.AGAIN if comparison and not comparison.right else Rating.GOOD,
        "cards_in_order": [by_place[place] for place in order],
        "moved": asked_for.get("moved", ""),
    }


def _feedback(request: HttpRequest, learner: User, row: ReviewLog) -> HttpResponse:
    now = timezone.now()
    plan = plans.today(learner=learner, now=now)
    if row.card and row.card.question_id in plan.resting:
        return _player(request, learner)  # a reload after class work began to ask it
    coming = report.upcoming(plan, now=now, limit=0)
    context = _common(learner, plan, coming, can_undo=True) | {
        "fragment": wants_fragment(request),
        "told": report.told(row),
        "card": row.card,
        "given": row,
        "undo_token": uuid4(),
    }
    return render_page(request, "review/review_card.html", "player", context)


def _refused(
    request: HttpRequest, learner: User, card_id: int, code: str, *, status: int
) -> HttpResponse:
    """The card again as it is now, if it may still be rated; else the next one."""
    query = QueryDict(urlencode({"card": card_id, "typed": request.POST.get("typed", "")[:200]}))
    return _player(request, learner, asked_for=query, refused=code, status=status)
