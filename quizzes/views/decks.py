"""What a learner keeps: topics, single facts, missed questions, own cards; and how to study."""

from random import randrange
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import decks as actions
from quizzes.actions import plans
from quizzes.actions.decks import Added
from quizzes.forms.review import (
    AddForm,
    ExamForm,
    LeaveForm,
    MoreForm,
    OwnCardForm,
    PlanForm,
    PracticeForm,
)
from quizzes.models import Attempt, Card, Fact, Pack, StudyPlan, Topic, User
from quizzes.reports import cards as report
from quizzes.reports import memory
from quizzes.reports.taking import WithheldQuestions, withheld_questions
from quizzes.scheduling.days import study_day
from quizzes.views.back import back_to
from quizzes.views.carry import to_login
from quizzes.views.guests import learner_or_guest
from quizzes.views.packs import shown
from quizzes.views.partials import render_page, wants_fragment

OWN_SHOWN = 50  # on a page
SHOWN = 100  # of what was set aside


@never_cache
@require_GET
def decks(request: HttpRequest) -> HttpResponse:
    learner = request.user if request.user.is_authenticated else None
    chosen = shown(request)
    some = report.decks(learner, chosen.pack if chosen else None)
    written = report.own_cards(learner) if learner else Card.objects.none()
    own = Paginator(written, OWN_SHOWN).get_page(request.GET.get("own"))
    aside = list(report.set_aside(learner)[:SHOWN]) if learner else []
    withheld = WithheldQuestions()
    if learner and aside:
        withheld = withheld_questions(learner, now=timezone.now())
    context = {
        "pack": chosen.pack if chosen else None,
        "other_languages": chosen.others if chosen else (),
        "decks": some,
        "own": own,
        "kept": own.paginator.count or any(deck.kept for deck in some),
        "aside": [(card, report.front_of(card)) for card in aside],
        "resting": withheld.questions,
    }
    return render_page(request, "review/decks.html", "own", context)


@require_POST
def add_cards(request: HttpRequest) -> HttpResponse:
    """A topic, the missed questions of a quiz, or one fact. Who has no account becomes a guest."""
    form = AddForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    now, wanted = timezone.now(), form.cleaned_data
    packs = Pack.objects.visible_to(request.user)
    if wanted["attempt"]:
        if not request.user.is_authenticated:
            back = reverse("attempt_result", args=[wanted["attempt"]])
            return to_login(request, back=back)
        try:
            added = actions.add_missed(learner=request.user, attempt_id=wanted["attempt"], now=now)
        except Attempt.DoesNotExist as error:
            raise Http404 from error
    elif wanted["topic"]:
        topic = get_object_or_404(Topic, pack__in=packs, pk=wanted["topic"])
        added = actions.add_topic(learner=learner_or_guest(request), topic=topic, now=now)
    else:
        fact = get_object_or_404(Fact, pack__in=packs, pk=wanted["fact"])
        added = actions.add_fact(learner=learner_or_guest(request), fact=fact, now=now)
    messages.success(request, _words(added))
    return redirect(back_to(request, wanted["next"], default="review"))


@require_POST
@login_required
def leave_deck(request: HttpRequest) -> HttpResponse:
    learner = cast(User, request.user)
    form = LeaveForm(request.POST)
    if not form.is_valid() or bool(form.cleaned_data["topic"]) == bool(form.cleaned_data["card"]):
        raise BadRequest
    now = timezone.now()
    if form.cleaned_data["topic"]:
        topic = _topic_or_404(learner, form.cleaned_data["topic"])
        actions.leave_topic(learner=learner, topic=topic, now=now)
    else:
        try:
            actions.leave_card(learner=learner, card_id=form.cleaned_data["card"], now=now)
        except Card.DoesNotExist as error:
            raise Http404 from error
    messages.success(request, _("Left. What you learned of it stays on record, for a return."))
    return redirect("decks")


@never_cache
@require_http_methods(["GET", "POST"])
def own_card_new(request: HttpRequest) -> HttpResponse:
    form = OwnCardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write_card(learner=learner_or_guest(request), now=timezone.now(), **_sides(form))
        messages.success(request, _("The card is written."))
        return redirect("own_card_new" if "another" in request.POST else "decks")
    return _own_card_page(request, form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def own_card(request: HttpRequest, card_id: int) -> HttpResponse:
    """``next`` is where the card was met: reviewing goes on there."""
    learner = cast(User, request.user)
    card = get_object_or_404(Card.objects.visible_to(learner).own(), pk=card_id)
    form = OwnCardForm(request.POST or None, instance=card)
    if request.method == "POST" and form.is_valid():
        actions.edit_card(learner=learner, card_id=card_id, **_sides(form))
        messages.success(request, _("Saved."))
        return redirect(back_to(request, request.POST.get("next", ""), default="decks"))
    return _own_card_page(request, form, card=card)


@require_POST
@login_required
def own_card_delete(request: HttpRequest, card_id: int) -> HttpResponse:
    try:
        actions.delete_card(learner=cast(User, request.user), card_id=card_id)
    except Card.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The card is deleted."))
    return redirect("decks")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def review_preferences(request: HttpRequest) -> HttpResponse:
    learner = cast(User, request.user)
    kept = StudyPlan.objects.filter(learner=learner).first()
    now = timezone.now()
    plan = kept or StudyPlan(learner=learner)
    form = PlanForm(request.POST or None, instance=plan, today=study_day(now, learner.zone))
    if request.method == "POST" and form.is_valid():
        plans.choose(learner=learner, now=now, **form.choices())
        messages.success(request, _("Saved. Today is planned anew."))
        return redirect("review")
    status = 422 if form.errors else 200
    return render(request, "review/review_preferences.html", {"form": form}, status=status)


@require_POST
@login_required
def learn_more(request: HttpRequest) -> HttpResponse:
    """For who wants to do more today."""
    form = MoreForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    plans.learn_ahead(
        learner=cast(User, request.user), cards=form.cleaned_data["cards"], now=timezone.now()
    )
    return redirect("review_card")


@require_POST
@login_required
def plan_exam(request: HttpRequest) -> HttpResponse:
    """The day of a class's exam becomes that of one's own plan."""
    learner = cast(User, request.user)
    form = ExamForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    now = timezone.now()
    rooms = memory.coming_exams(learner, today=study_day(now, learner.zone))
    room = next((room for room in rooms if room.pk == form.cleaned_data["classroom"]), None)
    if room is None:
        raise Http404
    plans.choose(learner=learner, now=now, exam_day=room.exam_day)
    messages.success(request, _("Each day is planned towards the exam from now on."))
    return redirect("memory" if form.cleaned_data["next"] == "memory" else "review")


@never_cache
@require_GET
def practice(request: HttpRequest, topic_id: int) -> HttpResponse:
    """The flashcards kept of a topic, one after the other, as often as one likes. ``seed`` is the
    order, ``place`` the card, ``shown`` asks for its back."""
    if not request.user.is_authenticated:
        return redirect("review")
    return _practice(request, request.user, topic=_topic_or_404(request.user, topic_id))


@never_cache
@require_GET
def practice_own(request: HttpRequest) -> HttpResponse:
    """As ``practice``, with the cards that the learner wrote."""
    if not request.user.is_authenticated:
        return redirect("review")
    return _practice(request, request.user, topic=None)


def _practice(request: HttpRequest, learner: User, *, topic: Topic | None) -> HttpResponse:
    form = PracticeForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    seed = given.get("seed")
    if seed is None:
        seed = randrange(1_000_000)
    context = {
        "topic": topic,
        "here": reverse("practice", args=[topic.pk]) if topic else reverse("practice_own"),
        "seed": seed,
        "shown": given.get("shown", False),
        "practice": report.practice(learner, topic, seed=seed, place=given.get("place") or 0),
        "fragment": wants_fragment(request),
    }
    return render_page(request, "review/practice.html", "round", context)


def _topic_or_404(learner: User, topic_id: int) -> Topic:
    """Of which the learner has cards, whatever the pack."""
    topic = Topic.objects.filter(pk=topic_id, card__learner=learner).first()
    if topic is None:
        raise Http404
    return topic


def _sides(form: OwnCardForm) -> dict[str, str]:
    return {name: form.cleaned_data[f"own_{name}"] for name in ("front", "back", "source")}


def _own_card_page(
    request: HttpRequest, form: OwnCardForm, *, card: Card | None = None
) -> HttpResponse:
    back = (request.POST or request.GET).get("next", "")
    context = {"form": form, "card": card, "next": back_to(request, back, default="")}
    status = 422 if form.errors else 200
    return render(request, "review/own_card.html", context, status=status)


def _words(added: Added) -> str:
    if not added.total:
        return _("These cards are among yours already.") if added.there else _("No card fits.")
    return ngettext(
        "%(n)s card is among yours now.", "%(n)s cards are among yours now.", added.total
    ) % {"n": added.total}
