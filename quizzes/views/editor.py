"""The desk at which a question is written: one form, whose buttons say what is to be done with it.

    do=add              one more option, event or accepted answer
    do=remove-3         row 3 goes; up-3 and down-3 move it
    do=mend-C1          what the linter proposes for that rule
    do=find             facts that hold the words of ``find``
    do=cite-12          fact 12 with its places; uncite-0 takes a citation off again
    do=refer            a free reference
    do=picture          the picture that came along; unpicture takes it off
    do=kind             go on with the words as another kind
    do=draft            keep the draft (without JavaScript); draft-mine: over another tab's
    do=save             a version; save-mine: over what was saved elsewhere meanwhile
    suggest=…           a distractor with its proof; start=…: words and key that the facts hold

All but the last two answer with the form as it is then. Nothing is stored before a draft is kept.
"""

import json
import random
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from quizzes.actions import drafts, pictures, writing
from quizzes.actions.pictures import MAX_BYTES
from quizzes.errors import DraftsFull, DraftStale, PictureRefused
from quizzes.forms import question_data, question_tokens
from quizzes.forms import questions as forms
from quizzes.forms.questions import QuestionForm
from quizzes.items import Choice, DateAnswer, TrueFalse
from quizzes.kinds import Kind
from quizzes.models import Draft, Picture, Question, QuestionSet, Topic, User
from quizzes.models.packs import Visibility
from quizzes.quality import Advice, advise
from quizzes.reports import attempts
from quizzes.reports import questions as report
from quizzes.reports.differences import differences
from quizzes.views.authors import for_teachers
from quizzes.views.partials import render_page, wants_fragment

PAGE = "questions/editor.html"
ENOUGH_TO_JUDGE = 2  # rows that say something


@never_cache
@require_http_methods(["GET", "POST"])
@for_teachers
def question_new(request: HttpRequest) -> HttpResponse:
    author = cast(User, request.user)
    if request.method == "POST":
        return _work(request, author, None)
    draft = _draft_asked_for(request, author)
    data = _bound(draft) if draft else _fresh(request)
    return _desk(request, author, None, data, draft=draft)


@never_cache
@require_http_methods(["GET", "POST"])
@for_teachers
def question_edit(request: HttpRequest, question_id: int) -> HttpResponse:
    author = cast(User, request.user)
    question = _own_or_404(author, question_id)
    if request.method == "POST":
        return _work(request, author, question)
    draft = Draft.objects.editable_by(author).filter(question=question).first()
    data = _bound(draft) if draft else data_of_question(author, question)
    return _desk(request, author, question, data, draft=draft)


@never_cache
@require_GET
@for_teachers
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Where one goes on writing."""
    held = get_object_or_404(Draft.objects.editable_by(request.user), pk=draft_id)
    if held.question_id:
        return redirect("question_edit", held.question_id)
    return redirect(f"{reverse('question_new')}?draft={held.pk}")


@require_POST
@for_teachers
def draft_discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    author = cast(User, request.user)
    held = get_object_or_404(Draft.objects.editable_by(author), pk=draft_id)
    drafts.discard(owner=author, draft_id=held.pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("question", held.question_id) if held.question_id else redirect("teach")


@require_POST
@for_teachers
def draft_keep(request: HttpRequest) -> HttpResponse:
    """As one types. Answers with the state of the draft alone."""
    author = cast(User, request.user)
    question = _question_of(author, request.POST)
    form = _form(author, question, request.POST)
    if form.is_blank and not form.get("draft"):
        return render(request, "questions/draft_state.html", {"form": form})
    mine = request.POST.get("do") == "draft-mine"
    kept, trouble = _keep(request, author, question, form, mine=mine)
    context = {"form": form, "draft": kept, "trouble": trouble, "question": question}
    response = render(
        request, "questions/draft_state.html", context, status=409 if trouble else 200
    )
    if kept and not question:
        response["HX-Replace-Url"] = f"{reverse('question_new')}?draft={kept.pk}"
    return response


@require_POST
@for_teachers
def question_check(request: HttpRequest) -> HttpResponse:
    """What stands beside the editor: advice, preview, what the facts offer. Stores nothing."""
    author = cast(User, request.user)
    question = _question_of(author, request.POST)
    form = _form(author, question, request.POST)
    context = _beside(author, question, form) | {"oob": True}
    return render(request, "questions/advice.html", context)


@require_GET
@for_teachers
def fact_find(request: HttpRequest) -> HttpResponse:
    author = cast(User, request.user)
    text = _searched(request.GET.get("find", ""))
    context = {"facts_found": report.facts_found(author, text), "find": text}
    return render(request, "questions/facts_found.html", context)


# --- What a button does


def _work(request: HttpRequest, author: User, question: Question | None) -> HttpResponse:
    data = request.POST.copy()
    do = data.get("do", "")
    form = _form(author, question, data)
    if do in ("save", "save-mine"):
        return _save(request, author, question, form, mine=do == "save-mine")
    if do in ("draft", "draft-mine"):
        return _keep_by_hand(request, author, question, form, mine=do == "draft-mine")
    context: dict[str, Any] = {}
    focus, said = _changed(request, author, form, data, do)
    if do == "find":
        text = _searched(data.get("find", ""))
        context = {"facts_found": report.facts_found(author, text), "find": text, "searched": True}
    return _desk(request, author, question, data, focus=focus, said=said, **context)


def _changed(
    request: HttpRequest, author: User, form: QuestionForm, data: QueryDict, do: str
) -> tuple[str, str]:
    """Put into ``data`` what the button says. Returns the id to go to and what is to be said."""
    if token := data.get("suggest", ""):
        return _suggested(form, data, token)
    if "start" in data:
        return _started(author, form, data)
    verb, _dash, what = do.partition("-")
    match verb:
        case "add":
            number = question_data.add_row(data)
            return (f"id_r{number}-text" if number else "", "")
        case "remove" | "up" | "down":
            return _rows_moved(data, verb, what)
        case "mend":
            return _mended(form, data, what)
        case "cite":
            return _cited(author, data, what)
        case "uncite" if what.isascii() and what.isdigit():
            tokens = [one.token for i, one in enumerate(form.citations) if str(i) != what]
            data.setlist("cite", tokens)
            return "id_find", _("The citation is taken off.")
        case "refer":
            return _referred(form, data)
        case "picture":
            return _pictured(request, author, data)
        case "unpicture":
            for name in ("picture", "picture_alt", "picture_plain"):
                data[name] = ""
            return "id_picture_file", _("The picture is taken off.")
        case "kind":
            return _as_kind(form, data)
        case _:
            return "id_find" if verb == "find" else "", ""


def _rows_moved(data: QueryDict, verb: str, what: str) -> tuple[str, str]:
    rows = data.getlist("row")
    if what not in rows:
        return "", ""
    here = rows.index(what)
    if verb == "remove":
        rows.remove(what)
        data.setlist("row", rows)
        neighbour = rows[min(here, len(rows) - 1)] if rows else ""
        return (f"id_r{neighbour}-text" if neighbour else "add-row", _("Removed."))
    there = here + (-1 if verb == "up" else 1)
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        data.setlist("row", rows)
    told = _("Moved to place %(n)s.") % {"n": rows.index(what) + 1}
    return f"{verb}-{what}", told


def _mended(form: QuestionForm, data: QueryDict, rule: str) -> tuple[str, str]:
    for advice in _advice(form):
        if advice.flag.rule == rule and advice.mended is not None:
            answer, date = data.get("answer", ""), data.get("date", "")
            question_data.write_item(data, advice.mended)
            if isinstance(advice.mended, TrueFalse):
                data["answer"] = answer
            if isinstance(advice.mended, DateAnswer):
                data["date"] = date
            return "advice-head", _("Mended.")
    return "", ""


def _suggested(form: QuestionForm, data: QueryDict, token: str) -> tuple[str, str]:
    """A row of that text gets the proof; else the first empty one, or a new one, is filled."""
    proof, _bar, text = token.partition("|")
    row = next((r for r in form.rows if r.get("text").casefold() == text.casefold()), None)
    row = row or next((r for r in form.rows if r not in form.filled), None)
    number = row.number if row else question_data.add_row(data)
    if not number:
        return "", ""
    data[f"r{number}-text"] = text
    data[f"r{number}-proof"] = proof
    return f"id_r{number}-text", _("Taken, with the reason why it is wrong.")


def _started(author: User, form: QuestionForm, data: QueryDict) -> tuple[str, str]:
    item = form.item
    if not isinstance(item, Choice):
        return "", ""
    starts = report.offer(author, form.facts, item).starts
    chosen = next((one for i, one in enumerate(starts) if str(i) == data["start"]), None)
    if chosen is None:
        return "", ""
    row = next((r for r in form.rows if r not in form.filled), None)
    number = row.number if row else question_data.add_row(data)
    if not number:
        return "", ""
    data["stem"] = data.get("stem", "").strip() or chosen.stem
    data[f"r{number}-text"] = chosen.key
    data["key"] = str(number)
    return "suggestions", _("Taken from the facts. Wrong answers are offered below the options.")


def _cited(author: User, data: QueryDict, what: str) -> tuple[str, str]:
    if not (what.isascii() and what.isdigit() and len(what) < 10):
        return "", ""
    found = report.fact_to_cite(author, int(what))
    if found is None:
        return "", ""
    tokens = data.getlist("cite")
    tokens += [question_tokens.cite_token(one, fact=found.fact.pk) for one in found.citations]
    data.setlist("cite", tokens[: forms.MOST_CITATIONS])
    data["find"] = ""
    data["topic"] = data.get("topic", "") or str(found.fact.topic_id)
    data["explanation"] = data.get("explanation", "").strip() or found.fact.statement
    return "cited", _("Cited.")


def _referred(form: QuestionForm, data: QueryDict) -> tuple[str, str]:
    title = form.get("cite_title")
    if not title or "cite_url" in form.errors:
        return "id_cite_title", _("Say at least which book, article or film it is.")
    free = question_tokens.reference(
        title=title, place=form.get("cite_place"), url=form.get("cite_url")
    )
    tokens = [*data.getlist("cite"), question_tokens.cite_token(free, fact=0)]
    data.setlist("cite", tokens[: forms.MOST_CITATIONS])
    for name in ("cite_title", "cite_place", "cite_url"):
        data[name] = ""
    return "cited", _("Cited.")


def _pictured(request: HttpRequest, author: User, data: QueryDict) -> tuple[str, str]:
    upload = request.FILES.get("picture_file")
    if not isinstance(upload, UploadedFile):
        return "id_picture_file", _("Choose a picture first.")
    try:
        if (upload.size or 0) > MAX_BYTES:
            raise PictureRefused("too-large", size=upload.size, limit=MAX_BYTES)
        kept = pictures.keep(owner=author, data=upload.read(), now=timezone.now())
    except PictureRefused as refused:
        return "id_picture_file", _picture_words(refused)
    data["picture"] = str(kept.pk)
    return "id_picture_alt", _("The picture is there. Say what it shows.")


def _picture_words(refused: PictureRefused) -> str:
    match refused.code:
        case "too-large":
            limit = filesizeformat(MAX_BYTES)
            return _("This file is larger than %(limit)s.") % {"limit": limit}
        case "too-many-pixels":
            return _("This picture has too many pixels. Make it smaller and try again.")
        case "moving":
            return _("Moving pictures cannot be used. Take one that stands still.")
    return _("This is no picture that can be read. Take a JPEG, PNG or WebP file.")


def _as_kind(form: QuestionForm, data: QueryDict) -> tuple[str, str]:
    """The words stay; what is right carries over where the kinds have it in common."""
    kind = form.item_kind
    if kind is Kind.MULTIPLE and form.get("key"):
        data[f"r{form.get('key')}-right"] = "1"
    if kind is Kind.CHOICE and not data.get("key"):
        data["key"] = next((str(r.number) for r in form.filled if r.get("right")), "")
    while len(data.getlist("row")) < forms.FIRST_ROWS.get(kind, 0):
        question_data.add_row(data)
    return "id_stem", ""


# --- Keeping


def _save(
    request: HttpRequest,
    author: User,
    question: Question | None,
    form: QuestionForm,
    *,
    mine: bool,
) -> HttpResponse:
    data = form.given
    if form.missing:
        return _desk(request, author, question, data, status=422, refused=True)
    if not mine and (clash := _clash(author, question, form)):
        return _desk(request, author, question, data, status=409, clash=clash)
    now = timezone.now()
    topic = form.get("topic") or writing.own_topic(teacher=author, now=now)
    wanted = _set_of(author, form)
    saved = writing.save(
        author=author,
        written=writing.Written(
            item=form.finished(),
            topic=topic,
            visibility=form.get("visibility") or Visibility.PRIVATE,
            name=form.get("name"),
            tags=form.tag_list,
        ),
        question=question,
        draft_id=form.get("draft") or None,
        question_set=wanted,
        now=now,
    )
    saved.refresh_from_db()
    number = saved.current.number if saved.current else 1
    messages.success(request, _("Saved as version %(n)s.") % {"n": number})
    address = reverse("question", args=[saved.pk])
    if wanted is not None:
        address = reverse("question_set", args=[wanted.pk])
    return HttpResponseClientRedirect(address) if wants_fragment(request) else redirect(address)


def _clash(author: User, question: Question | None, form: QuestionForm) -> str:
    """draft: another tab has gone on writing; version: something was saved since this page was
    made. Empty where nobody was here meanwhile."""
    known = form.get("version")
    if question and question.current and known and question.current.number != known:
        return "version"
    if form.get("draft"):
        held = Draft.objects.filter(owner=author, pk=form.get("draft")).first()
        if held is None or held.revision != form.get("revision"):
            return "draft"
    return ""


def _keep(
    request: HttpRequest,
    author: User,
    question: Question | None,
    form: QuestionForm,
    *,
    mine: bool,
) -> tuple[Draft | None, str]:
    """The draft as it is kept now, or why it is not: stale, gone, full, large."""
    try:
        kept = drafts.keep(
            owner=author,
            data=question_data.kept(request.POST),
            draft_id=form.get("draft") or None,
            revision=form.get("revision") or 0,
            question=question,
            question_set=_set_of(author, form),
            mine=mine,
            now=timezone.now(),
        )
    except DraftStale as stale:
        return None, "gone" if stale.params.get("gone") else "stale"
    except DraftsFull:
        return None, "full"
    except ValidationError:
        return None, "large"
    return kept, ""


def _keep_by_hand(
    request: HttpRequest,
    author: User,
    question: Question | None,
    form: QuestionForm,
    *,
    mine: bool,
) -> HttpResponse:
    kept, trouble = _keep(request, author, question, form, mine=mine)
    if kept is None:
        return _desk(request, author, question, form.given, status=409, trouble=trouble)
    messages.success(request, _("The draft is saved."))
    return redirect("draft", kept.pk)


# --- What the form is bound to


def data_of_question(author: User, question: Question) -> QueryDict:
    """The form of a question as it stands."""
    if question.current is None:
        raise Question.DoesNotExist
    item = question.current.item
    facts = report.cited_facts(author, question, item)
    cited = [question_tokens.cited(one, fact=facts[one]) for one in item.citations]
    return question_data.data_of(
        item,
        cited=cited,
        topic="" if _is_own_general(author, question.topic) else str(question.topic_id),
        tags=", ".join(question.tags),
        name=question.name,
        visibility=question.visibility,
        version=str(question.current.number),
    )


def _is_own_general(author: User, topic: Topic) -> bool:
    return (
        topic.slug == "general"
        and topic.pack.owner_id == author.pk
        and topic.pack.is_of_own_questions
    )


def _bound(held: Draft) -> QueryDict:
    data = question_data.from_draft(held.data)
    data["draft"], data["revision"] = str(held.pk), str(held.revision)
    return data


def _fresh(request: HttpRequest) -> QueryDict:
    asked = request.GET
    kind = asked.get("kind", "")
    known = Kind(kind) if kind in set(Kind) else Kind.CHOICE
    fields = {name: asked.get(name, "").strip()[:20] for name in ("topic", "set")}
    return question_data.blank(known, visibility=Visibility.PRIVATE, **fields)


def _draft_asked_for(request: HttpRequest, author: User) -> Draft | None:
    wanted = request.GET.get("draft", "")
    if not wanted:
        return None
    try:
        key = UUID(wanted)
    except ValueError:
        return None
    return Draft.objects.editable_by(author).filter(pk=key, question=None).first()


def _form(author: User, question: Question | None, data: QueryDict) -> QuestionForm:
    base = question.current.item if question and question.current else None
    rows = Picture.objects.visible_to(author).defer("content")
    return QuestionForm(
        data,
        topics=report.topics_for(author),
        language=author.language or get_language() or "en",
        # Who was shown a picture may put it beside a question, too: so does a copy.
        pictures=lambda key: rows.filter(pk=key).first(),
        base=base,
    )


def _question_of(author: User, data: QueryDict) -> Question | None:
    """The question that an autosave or a check speaks of; anybody else's is none."""
    text = data.get("question", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return _own_or_404(author, int(text))


def _own_or_404(author: User, question_id: int) -> Question:
    own = Question.objects.editable_by(author).select_related("current", "topic__pack")
    question: Question = get_object_or_404(own, pk=question_id)
    return question


def _set_of(author: User, form: QuestionForm) -> QuestionSet | None:
    wanted = form.get("set")
    return QuestionSet.objects.editable_by(author).filter(pk=wanted).first() if wanted else None


def _searched(text: str) -> str:
    return text.replace("\x00", "").strip()[:100]


# --- What is shown


def _desk(
    request: HttpRequest,
    author: User,
    question: Question | None,
    data: QueryDict,
    *,
    status: int = 200,
    draft: Draft | None = None,
    focus: str = "",
    said: str = "",
    **more: Any,
) -> HttpResponse:
    form = _form(author, question, data)
    context = {
        "form": form,
        "question": question,
        "next_number": question.current.number + 1 if question and question.current else 1,
        "draft": draft,
        "kinds": list(forms.KIND_NAMES.items()),
        "topic_groups": _topic_groups(author, list(form.topics.values())),
        "methods": form.fields["method"].choices,  # type: ignore[attr-defined]
        "set": _set_of(author, form),
        "focus": focus,
        "said": said,
        "pupils": report.pupils(question) if question else None,
        **_beside(author, question, form),
        **more,
    }
    response = render_page(request, PAGE, "editor", context, status=status)
    if said and wants_fragment(request):
        response["HX-Trigger"] = json.dumps({"announce": said})
    return response


def _topic_groups(author: User, topics: Sequence[Topic]) -> list[tuple[str, list[Topic]]]:
    groups: dict[str, list[Topic]] = {}
    for topic in topics:
        if not _is_own_general(author, topic):
            groups.setdefault(topic.pack.title, []).append(topic)
    return list(groups.items())


def _beside(author: User, question: Question | None, form: QuestionForm) -> dict[str, Any]:
    """Advice, preview and offers. A blank page is not scolded."""
    item = form.item
    offer = report.offer(author, form.facts, item)
    count = len(getattr(item, "options", getattr(item, "events", ())))
    shuffle = list(range(count))
    if item.kind is Kind.ORDERING:
        # Never in the order of the key; the same for the same number of cards.
        random.Random(count).shuffle(shuffle)
        if shuffle == list(range(count)):
            shuffle.reverse()
    return {
        "form": form,
        "question": question,
        "form_address": _address(question),
        "advice": [
            {
                "flag": one.flag,
                "changes": differences(item, one.mended) if one.mended else (),
            }
            for one in _advice(form)
        ],
        "offer": offer,
        "suggestions": [
            (one.text, question_tokens.proof_token(one.proof, text=one.text, key=one.key))
            for one in offer.suggestions
        ],
        "asked": attempts.asked_of(item, shuffle) if not form.is_blank else None,
        "told": attempts.key_of(item, shuffle) if form.can_be_shown else None,
    }


def _address(question: Question | None) -> str:
    return reverse("question_edit", args=[question.pk]) if question else reverse("question_new")


def _advice(form: QuestionForm) -> Sequence[Advice]:
    if not form.get("stem") or (form.is_rowed and len(form.filled) < _enough(form)):
        return ()
    if {one.code for one in form.missing} - {"alt", "twice"}:
        return ()
    return advise(form.item)


def _enough(form: QuestionForm) -> int:
    return 1 if form.item_kind in (Kind.SHORT, Kind.NUMERICAL) else ENOUGH_TO_JUDGE
