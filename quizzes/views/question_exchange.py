"""Questions from other programs and to them: upload or paste, the look before it counts, the file.

upload with an error in it ── shown again with its text, line by line; nothing is kept
upload without             ── kept for a day, shown, taken over by a word
"""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from quizzes.actions import question_exchange as actions
from quizzes.actions.question_exchange import Looked
from quizzes.actions.sets import SetFull
from quizzes.errors import QuestionsRefused
from quizzes.exchange import formats
from quizzes.exchange.formats import Format
from quizzes.exchange.question import Severity
from quizzes.forms.question_exchange import (
    MOST_PASTED,
    NEW,
    ExportForm,
    ReadAsForm,
    TakeOverForm,
    UploadForm,
)
from quizzes.models import QuestionImport, QuestionSet, User
from quizzes.reports import bank
from quizzes.reports.question_exchange import leaving, told_about
from quizzes.reports.shown import shown
from quizzes.views.question_words import FORMAT_NAMES, grouped_words, kind_words, problem_words
from quizzes.views.teaching import seen_set_or_404, teacher_or_404

A_PAGE = 25
PROBLEMS_SHOWN = 100
_FILES = {
    Format.GIFT: ("gift.txt", "text/plain; charset=utf-8"),
    Format.AIKEN: ("aiken.txt", "text/plain; charset=utf-8"),
    Format.MOODLE_XML: ("xml", "application/xml"),
    Format.TABLE: ("csv", "text/csv; charset=utf-8"),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_import(request: HttpRequest) -> HttpResponse:
    """Reads the file or the text. What has an error in it is not kept: it comes back with its
    problems, as text that can be mended at once."""
    teacher = teacher_or_404(request)
    wanted = _wanted_set(request, teacher)
    if request.method != "POST":
        return _upload_page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form)
    data = form.data_sent
    looked = actions.look(data, format=form.chosen, teacher=teacher)
    if looked.read.errors:
        text = data.decode("utf-8-sig", errors="replace") if len(data) <= MOST_PASTED else ""
        again = UploadForm(initial={"text": text.replace("\x00", "�"), "format": looked.format})
        again.fields["text"].label = _("The questions, to be mended here")
        return _upload_page(request, again, looked)
    upload = form.cleaned_data["file"]
    pending = actions.keep(
        owner=teacher,
        name=upload.name if upload else "",
        data=data,
        format=looked.format,
        now=timezone.now(),
    )
    address = reverse("set_import_confirm", args=[pending.pk])
    return redirect(f"{address}?set={wanted.pk}" if wanted else address)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_import_confirm(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the file would give; with a format, the same read otherwise; with a set, the word."""
    teacher = teacher_or_404(request)
    pending = get_object_or_404(QuestionImport.objects.visible_to(teacher), pk=import_id)
    pending.owner = teacher
    if pending.done_at is not None:
        return _to_set(pending)
    if request.method != "POST":
        return _preview_page(request, pending, actions.look_again(pending))
    if "format" in request.POST:
        read_as = ReadAsForm(request.POST)
        if read_as.is_valid():
            actions.read_as(pending=pending, format=Format(read_as.cleaned_data["format"]))
        return redirect("set_import_confirm", pending.pk)
    return _take_over(request, pending)


@never_cache
@login_required
@require_GET
def set_export(request: HttpRequest, set_id: int) -> HttpResponse:
    """Moodle XML first: it keeps the most."""
    return redirect("set_export_as", seen_set_or_404(request, set_id).pk, Format.MOODLE_XML)


@never_cache
@login_required
@require_GET
def set_export_as(request: HttpRequest, set_id: int, format: str) -> HttpResponse:
    """What the format cannot carry; with ``file`` in its address, the file."""
    if format not in set(Format):
        raise Http404
    chosen = Format(format)
    question_set = seen_set_or_404(request, set_id)
    is_file = "file" in request.GET
    with_sources = "sources" in request.GET if is_file else True
    found = leaving(question_set, with_sources=with_sources)
    written = formats.write(found.questions, format=chosen)
    if is_file:
        ending, media_type = _FILES[chosen]
        name = slugify(question_set.title) or "questions"
        response = HttpResponse(written.data, content_type=media_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
        return response
    left_out = [p for p in written.problems if p.severity is Severity.LEFT_OUT]
    lost = [p for p in written.problems if p.severity is Severity.NOTICE]
    context = {
        "set": question_set,
        "format": chosen,
        "format_name": FORMAT_NAMES[chosen],
        "formats": [(f.value, FORMAT_NAMES[f]) for f in Format],
        "form": ExportForm(initial={"sources": True}),
        "count": len(found.questions) - len({p.number for p in left_out}),
        "drawn": found.drawn,
        "left_out": grouped_words(left_out),
        "lost": grouped_words(lost),
    }
    return render(request, "exchange/set_export_as.html", context)


def _wanted_set(request: HttpRequest, teacher: User) -> QuestionSet | None:
    """The set in the address, where it is the teacher's own."""
    number = request.GET.get("set", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    own = QuestionSet.objects.editable_by(teacher).current()
    found: QuestionSet | None = own.filter(pk=int(number)).first()
    return found


def _upload_page(
    request: HttpRequest, form: UploadForm, looked: Looked | None = None
) -> HttpResponse:
    problems = looked.read.problems if looked else ()
    context = {
        "form": form,
        "problems": [problem_words(problem) for problem in problems[:PROBLEMS_SHOWN]],
        "more_problems": len(problems[PROBLEMS_SHOWN:]),
        "format_name": FORMAT_NAMES[looked.format] if looked else "",
    }
    status = 422 if form.errors or looked else 200
    return render(request, "exchange/set_import.html", context, status=status)


def _preview_page(
    request: HttpRequest, pending: QuestionImport, looked: Looked, form: TakeOverForm | None = None
) -> HttpResponse:
    questions = looked.read.questions
    page = Paginator(questions, A_PAGE).get_page(request.GET.get("page"))
    counts = Counter(question.item.kind for question in questions)
    problems = looked.read.problems
    context = {
        "pending": pending,
        "format_name": FORMAT_NAMES[looked.format],
        "read_as": ReadAsForm(initial={"format": looked.format}),
        "form": form or _take_over_form(pending, wanted=_wanted_set(request, pending.owner)),
        "can_be_taken": looked.can_be_taken,
        "count": len(questions),
        "counts": [(kind_words(kind), n) for kind, n in counts.items()],
        "errors": [problem_words(p) for p in looked.read.errors[:PROBLEMS_SHOWN]],
        "left_out": [problem_words(p) for p in problems if p.severity is Severity.LEFT_OUT],
        "of_all": _of_all(looked),
        "page": page,
        "rows": [
            {
                "question": question,
                "shown": shown(question.item),
                "kind": kind_words(question.item.kind),
                "told": [line for line in told_about(question.item) if line.feedback],
                "cut": [problem_words(problem) for problem in question.cut],
            }
            for question in page
        ],
        "reduced": sum(bool(question.cut) for question in questions),
    }
    status = 422 if (form and form.errors) else 200
    return render(request, "exchange/set_import_confirm.html", context, status=status)


def _of_all(looked: Looked) -> list[str]:
    """What is said of the whole table, not of one of its questions."""
    return [
        problem_words(problem)
        for problem in looked.read.problems
        if problem.code == "column-ignored"
    ]


def _take_over_form(
    pending: QuestionImport, *, wanted: QuestionSet | None = None, data: object = None
) -> TakeOverForm:
    title = pending.name.rpartition(".")[0] or pending.name or _("Imported questions")
    return TakeOverForm(
        data,
        topics=bank.topics(pending.owner),
        sets=QuestionSet.objects.editable_by(pending.owner).current(),
        initial={"into": str(wanted.pk) if wanted else NEW, "title": title},
    )


def _take_over(request: HttpRequest, pending: QuestionImport) -> HttpResponse:
    form = _take_over_form(pending, data=request.POST)
    if not form.is_valid():
        return _preview_page(request, pending, actions.look_again(pending), form)
    try:
        taken = actions.take_over(
            owner=pending.owner,
            pending_id=pending.pk,
            topic=form.chosen_topic,
            question_set=form.chosen_set,
            title=form.cleaned_data["title"],
            now=timezone.now(),
        )
    except QuestionImport.DoesNotExist as error:  # replaced by another upload meanwhile
        raise Http404 from error
    except SetFull as full:
        words = _("With these the set would hold more than %(most)s questions.")
        form.add_error("into", words % {"most": full.params["most"]})
        return _preview_page(request, pending, actions.look_again(pending), form)
    except QuestionsRefused:
        return redirect("set_import_confirm", pending.pk)
    n = taken.pending.added
    added = ngettext("%(n)s question was taken in.", "%(n)s questions were taken in.", n)
    messages.success(request, added % {"n": n})
    if taken.pictures_refused:
        words = ngettext(
            "%(n)s picture is damaged and was left out.",
            "%(n)s pictures are damaged and were left out.",
            taken.pictures_refused,
        )
        messages.warning(request, words % {"n": taken.pictures_refused})
    return _to_set(taken.pending)


def _to_set(pending: QuestionImport) -> HttpResponse:
    if pending.question_set_id is None:
        return redirect("set_import")
    return redirect("question_set", pending.question_set_id)
