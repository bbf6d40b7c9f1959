"""Question sets: the lists, one set, and what is done with it as a whole."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.actions import decks
from quizzes.actions import sets as actions
from quizzes.errors import Withheld
from quizzes.forms.sets import FromTopicForm, OptionsForm, SetListForm
from quizzes.models import QuestionSet, User
from quizzes.reports import bank
from quizzes.reports import sets as report
from quizzes.views.partials import render_page
from quizzes.views.teaching import own_set_or_404, seen_set_or_404


@never_cache
@require_GET
def sets(request: HttpRequest) -> HttpResponse:
    """Those who teach see their shelves, everybody else what is public."""
    user = request.user if request.user.is_authenticated else None
    form = SetListForm(request.GET)
    teaches = user is not None and user.is_teacher
    shelf = form.chosen if teaches else "public"
    context = {
        "form": form,
        "shelf": shelf,
        "teaches": teaches,
        "page": report.listed(user, shelf=shelf, text=form.text, number=form.number),
        "text": form.text,
    }
    return render_page(request, "sets/sets.html", "found", context)


@never_cache
@require_GET
def question_set(request: HttpRequest, set_id: int) -> HttpResponse:
    """The editor to its owner, a look inside to other teachers, and to everybody else who may see
    it a page that tells no question."""
    visible = QuestionSet.objects.visible_to(request.user).select_related("owner")
    seen = get_object_or_404(visible, pk=set_id)
    contents = report.contents(seen)
    context: dict[str, Any] = {"set": seen, "contents": contents, "totals": contents.totals}
    user = request.user
    if user.is_authenticated:
        context["kept"] = report.kept_cards(seen, user)
    if not (user.is_authenticated and user.is_teacher):
        return render(request, "sets/set_face.html", context)
    context["is_own"] = seen.owner_id == user.pk
    if context["is_own"]:
        context["moved"] = request.GET.get("moved", "")
        context["from_topic"] = FromTopicForm(topics=bank.topics(user))
    return render(request, "sets/question_set.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def set_options(request: HttpRequest, set_id: int) -> HttpResponse:
    own = own_set_or_404(request, set_id)
    # A form that comes back with errors must not have changed what the page calls the set.
    form = OptionsForm(request.POST or None, instance=QuestionSet.objects.get(pk=own.pk))
    if request.method == "POST" and form.is_valid():
        actions.describe(question_set=own, values=form.values(), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("question_set", own.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "sets/set_options.html", {"form": form, "set": own}, status=status)


@require_POST
@login_required
def set_copy(request: HttpRequest, set_id: int) -> HttpResponse:
    seen = seen_set_or_404(request, set_id)
    made = actions.copy(
        question_set=seen,
        owner=cast(User, request.user),
        title=_("%(title)s (copy)") % {"title": seen.title[:100]},
        now=timezone.now(),
    )
    messages.success(request, _("This is your own copy: change it as you like."))
    return redirect("question_set", made.pk)


@require_POST
@login_required
def set_archive(request: HttpRequest, set_id: int) -> HttpResponse:
    own = own_set_or_404(request, set_id)
    actions.archive(question_set=own, now=timezone.now())
    messages.success(
        request, _("Archived. It stands under “Archived”, and what was assigned goes on.")
    )
    return redirect("sets")


@require_POST
@login_required
def set_restore(request: HttpRequest, set_id: int) -> HttpResponse:
    own = own_set_or_404(request, set_id)
    actions.restore(question_set=own)
    messages.success(request, _("Back among your sets."))
    return redirect("question_set", own.pk)


@require_POST
@login_required
def set_cards(request: HttpRequest, set_id: int) -> HttpResponse:
    """The set as cards of one's own, or with ``leave`` no longer."""
    visible = QuestionSet.objects.visible_to(request.user)
    seen = get_object_or_404(visible, pk=set_id)
    if "leave" in request.POST:
        learner = cast(User, request.user)
        decks.leave_set(learner=learner, question_set=seen, now=timezone.now())
        messages.success(request, _("Left. What you learned of it stays on record, for a return."))
        return redirect("question_set", seen.pk)
    try:
        added = decks.keep_set(
            learner=cast(User, request.user), question_set=seen, now=timezone.now()
        )
    except Withheld:
        messages.error(
            request,
            _(
                "Your class work asks some of these questions. They can become cards once you are"
                " told the answers there."
            ),
        )
        return redirect("question_set", seen.pk)
    if added.total:
        words = ngettext(
            "%(n)s card is among yours now.", "%(n)s cards are among yours now.", added.total
        )
        messages.success(request, words % {"n": added.total})
    else:
        there = _("These cards are among yours already.")
        messages.info(request, there if added.there else _("No card fits."))
    return redirect("question_set", seen.pk)
