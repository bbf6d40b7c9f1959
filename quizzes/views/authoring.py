"""A teacher’s own packs: topics, sources and facts written here, and what comes of them."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes import dates
from quizzes.actions import authoring, bank
from quizzes.errors import PackError
from quizzes.factbase import model as factbase
from quizzes.factbase.problems import problems_of
from quizzes.factbase.wording import sentence
from quizzes.forms.authoring import (
    MOST_ASKS,
    MOST_VOICES,
    AskFormSet,
    FactForm,
    PackArchiveForm,
    PackForm,
    SourceForm,
    TopicForm,
    VisibilityForm,
    VoiceFormSet,
    date_of,
    fact_of,
)
from quizzes.models import Document, Fact, Pack, Source, User
from quizzes.reports import authoring as report
from quizzes.reports.packs import frozen_pack

PROBLEMS_SHOWN = 30


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_packs(request: HttpRequest) -> HttpResponse:
    """All packs of one's own; a POST begins another."""
    author = _teacher_or_404(request)
    form = PackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _packs_page(request, author, form, PackArchiveForm())
    pack = authoring.create_pack(owner=author, now=timezone.now(), **form.cleaned_data)
    return redirect("own_pack", pack.slug)


@require_POST
@login_required
def pack_import(request: HttpRequest) -> HttpResponse:
    author = _teacher_or_404(request)
    form = PackArchiveForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            pack = authoring.import_pack(owner=author, data=form.cleaned_data["archive"].read())
        except PackError as refused:
            _tell(form, "archive", refused)
        else:
            messages.success(request, _("The pack was read without a fault, and is yours alone."))
            return redirect("own_pack", pack.slug)
    return _packs_page(request, author, PackForm(), form)


@never_cache
@login_required
@require_GET
def own_pack(request: HttpRequest, pack_slug: str) -> HttpResponse:
    return _pack_page(request, _own_or_404(request, pack_slug))


@require_POST
@login_required
def pack_topic(request: HttpRequest, pack_slug: str) -> HttpResponse:
    """Add a topic, or rename one."""
    pack = _own_or_404(request, pack_slug)
    form = TopicForm(request.POST)
    if not form.is_valid():
        return _pack_page(request, pack, topic_form=form)
    told, frozen = form.cleaned_data, frozen_pack(pack)
    held = frozen.topics.get(told["topic"])
    topic = factbase.Topic(
        id=held.id if held else authoring.free_id(told["title"], frozen.topics),
        title=told["title"],
        subtitle=told["subtitle"],
        position=held.position if held else len(frozen.topics) + 1,
    )
    try:
        authoring.put_topic(pack=pack, topic=topic)
    except PackError as refused:
        _tell(form, None, refused)
        return _pack_page(request, pack, topic_form=form)
    return redirect("own_pack", pack.slug)


@require_POST
@login_required
def pack_visibility(request: HttpRequest, pack_slug: str) -> HttpResponse:
    """What the pack is called, and who sees it."""
    pack = _own_or_404(request, pack_slug)
    form = VisibilityForm(request.POST, auto_id="pack_%s")
    if not form.is_valid():
        return _pack_page(request, pack, visibility_form=form)
    try:
        authoring.rename(pack=pack, title=form.cleaned_data["title"])
    except PackError as refused:
        _tell(form, None, refused)
        return _pack_page(request, pack, visibility_form=form)
    authoring.show(pack=pack, visibility=form.cleaned_data["visibility"])
    messages.success(request, _("Saved."))
    return redirect("own_pack", pack.slug)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pack_source(request: HttpRequest, pack_slug: str) -> HttpResponse:
    """Add a source, with its text or without."""
    author, pack = _teacher_or_404(request), _own_or_404(request, pack_slug)
    form = SourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _put_source(pack, form, by=author):
        messages.success(request, _("Added. Now write what it says."))
        return redirect("fact_new", pack.slug)
    return _source_page(request, pack, form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def source_edit(request: HttpRequest, pack_slug: str, source_slug: str) -> HttpResponse:
    """Change a source, attach its text, or remove it while no fact stands in it."""
    author, pack = _teacher_or_404(request), _own_or_404(request, pack_slug)
    row = get_object_or_404(Source, pack=pack, slug=source_slug)
    form = SourceForm(
        request.POST if request.method == "POST" else None,
        held=frozen_pack(pack).sources[source_slug],
        has_text=source_slug in _texts(pack),
    )
    facts = Fact.objects.filter(assertion__anchor__source=row).distinct().count()
    if request.method == "POST" and "remove" in request.POST:
        return _source_removed(request, pack, source_slug)
    if request.method == "POST" and form.is_valid() and _put_source(pack, form, by=author):
        messages.success(request, _("Saved."))
        return redirect("own_pack", pack.slug)
    return _source_page(request, pack, form, source=row, facts=facts)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fact_new(request: HttpRequest, pack_slug: str) -> HttpResponse:
    pack = _own_or_404(request, pack_slug)
    frozen = frozen_pack(pack)
    if not frozen.sources:
        messages.info(request, _("A fact stands in a source: add the source first."))
        return redirect("pack_source", pack.slug)
    matter = {"topic": request.GET.get("topic", "")}
    return _fact_page(request, pack, frozen, initial=(matter, [{}], []))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fact_edit(request: HttpRequest, pack_slug: str, fact_slug: str) -> HttpResponse:
    pack = _own_or_404(request, pack_slug)
    get_object_or_404(Fact, pack=pack, slug=fact_slug)
    frozen = frozen_pack(pack)
    written = report.as_written(frozen, frozen.facts[fact_slug], _texts(pack))
    if written is None:
        messages.info(
            request,
            _("This fact holds more than the form shows. Export the pack and change its file."),
        )
        return redirect("own_pack", pack.slug)
    return _fact_page(request, pack, frozen, initial=written, fact_id=fact_slug)


@require_POST
@login_required
def fact_remove(request: HttpRequest, pack_slug: str, fact_slug: str) -> HttpResponse:
    pack = _own_or_404(request, pack_slug)
    get_object_or_404(Fact, pack=pack, slug=fact_slug)
    try:
        authoring.remove_fact(pack=pack, fact_id=fact_slug)
    except PackError as refused:
        messages.error(request, " ".join(_words(refused)))
    else:
        messages.success(
            request, _("Removed. Generate anew, and its questions go out of use; results stay.")
        )
    return redirect("own_pack", pack.slug)


@require_POST
@login_required
def pack_generate(request: HttpRequest, pack_slug: str) -> HttpResponse:
    """Questions from all facts of the pack, and the reasons where there are none."""
    pack = _own_or_404(request, pack_slug)
    made = bank.generate(pack, now=timezone.now())
    facts = {fact.slug: fact for fact in Fact.objects.filter(pack=pack)}
    told = [(facts.get(one.fact), one) for one in made.rejections[:PROBLEMS_SHOWN]]
    return _pack_page(request, pack, made=made, rejections=told)


@login_required
@require_GET
def pack_export(request: HttpRequest, pack_slug: str) -> HttpResponse:
    pack = _own_or_404(request, pack_slug)
    response = HttpResponse(authoring.export_pack(pack), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{pack.slug}.zip"'
    return response


@login_required
@require_GET
def date_words(request: HttpRequest) -> HttpResponse:
    """What a date would be read as, while it is typed."""
    _teacher_or_404(request)
    typed = next((str(v) for k, v in request.GET.items() if k.endswith("when")), "")[:120]
    date, fault = None, ""
    if typed.strip():
        try:
            date = date_of(typed)
        except forms.ValidationError as error:
            fault = " ".join(error.messages)
    context = {"date": date, "fault": fault, "words": dates.with_preposition(date) if date else ""}
    return render(request, "authoring/date_words.html", context)


def _fact_page(
    request: HttpRequest,
    pack: Pack,
    frozen: factbase.Pack,
    *,
    initial: tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]],
    fact_id: str = "",
) -> HttpResponse:
    """The three forms of a fact. "More voices" and "more questions" come back with one row more
    and everything that was typed; the rest is saved."""
    data = _one_more(request) if request.method == "POST" else None
    known = {"pack": frozen}
    matter = FactForm(data, initial=initial[0], **known)
    # Without what stood there before: a row that came back as it was is looked at, too.
    voices = VoiceFormSet(
        data, initial=None if data else initial[1], prefix="voice", form_kwargs=known
    )
    asks = AskFormSet(data, initial=None if data else initial[2], prefix="ask")
    if not data:
        voices.min_num = 0  # as many as there are
    grows = "more" in request.POST
    if data and not grows and all((matter.is_valid(), voices.is_valid(), asks.is_valid())):
        told = fact_of(matter, voices.forms, asks.forms, fact_id=fact_id)
        if told is not None and _put(pack, matter, *told):
            messages.success(request, _("Saved. It is asked once you generate questions."))
            return redirect("own_pack", pack.slug)
    faulty = bool(data) and not grows
    context = {
        "pack": pack,
        "matter": matter,
        "voices": voices,
        "asks": asks,
        "fact_id": fact_id,
        "faulty": faulty,
        "entities": sorted(entity.label for entity in frozen.entities.values()),
        "texts": [(slug, frozen.sources[slug].title, text) for slug, text in _texts(pack).items()],
        "can_add_voice": len(voices.forms) < MOST_VOICES,
        "can_add_ask": len(asks.forms) < MOST_ASKS,
    }
    status = 422 if faulty else 200
    return render(request, "authoring/fact_edit.html", context, status=status)


def _one_more(request: HttpRequest) -> Any:
    """What was sent, with a row more where one was asked for."""
    data = request.POST.copy()
    name = f"{data.get('more', '')}-TOTAL_FORMS"
    count = str(data.get(name, ""))
    if name in {"voice-TOTAL_FORMS", "ask-TOTAL_FORMS"} and count.isascii() and count.isdecimal():
        data[name] = str(int(count[:3]) + 1)
    return data


def _put(
    pack: Pack,
    matter: FactForm,
    fact: factbase.Fact,
    entities: dict[str, factbase.Entity],
    agents: dict[str, factbase.Agent],
) -> bool:
    try:
        authoring.put_fact(pack=pack, fact=fact, entities=entities, agents=agents)
    except PackError as refused:
        _tell(matter, None, refused)
        return False
    return True


def _source_removed(request: HttpRequest, pack: Pack, source_slug: str) -> HttpResponse:
    try:
        authoring.remove_source(pack=pack, source_id=source_slug)
    except PackError:
        messages.error(request, _("A fact stands in this source: it cannot be removed."))
    else:
        messages.success(request, _("The source is removed."))
    return redirect("own_pack", pack.slug)


def _put_source(pack: Pack, form: SourceForm, *, by: User) -> bool:
    source = form.source(frozen_pack(pack).sources)
    text = form.cleaned_data.get("text", "")
    try:
        if text.strip():
            authoring.add_text(pack=pack, source=source, text=text, by=by, now=timezone.now())
        else:
            authoring.put_source(pack=pack, source=source)
    except PackError as refused:
        _tell(form, None, refused)
        return False
    return True


def _source_page(
    request: HttpRequest, pack: Pack, form: SourceForm, **more: object
) -> HttpResponse:
    context = {"pack": pack, "form": form, **more}
    status = 422 if form.errors else 200
    return render(request, "authoring/pack_source.html", context, status=status)


def _texts(pack: Pack) -> dict[str, str]:
    documents = Document.objects.current().filter(source__pack=pack)
    return dict(documents.values_list("source__slug", "text"))


def _tell(form: forms.Form, field: str | None, refused: PackError) -> None:
    for words in _words(refused):
        form.add_error(field, words)


def _words(refused: PackError) -> list[str]:
    problems = problems_of(refused)
    if problems:
        return [sentence(problem) for problem in problems[:PROBLEMS_SHOWN]]
    told = {
        "archive-too-large": _("This archive is larger than a pack can be."),
        "archive-unreadable": _("This is no ZIP archive that can be read."),
        "archive-without-pack": _("There is no pack.yaml in this archive. Is it a pack?"),
        "too-many-files": _("This archive holds too many files to be a pack."),
        "source-text-empty": _("There is nothing in this text."),
        "source-text-other": _(
            "This is another text than the one that the facts were taken from, to the letter."
        ),
        "source-text-too-long": _("This text is longer than 2 MB. Take a part of it."),
    }
    return [told.get(refused.code, refused.code)]


def _packs_page(
    request: HttpRequest, author: User, form: PackForm, archive: PackArchiveForm
) -> HttpResponse:
    context = {"packs": report.packs_of(author), "form": form, "archive_form": archive}
    status = 422 if form.errors or archive.errors else 200
    return render(request, "authoring/own_packs.html", context, status=status)


def _pack_page(request: HttpRequest, pack: Pack, **more: Any) -> HttpResponse:
    context = {
        "pack": pack,
        "page": report.pack_page(pack),
        "topic_form": TopicForm(),
        "visibility_form": VisibilityForm(
            initial={"title": pack.title, "visibility": pack.visibility}, auto_id="pack_%s"
        ),
        **more,
    }
    invalid = any(isinstance(form, forms.Form) and form.errors for form in more.values())
    return render(request, "authoring/own_pack.html", context, status=422 if invalid else 200)


def _own_or_404(request: HttpRequest, pack_slug: str) -> Pack:
    author = _teacher_or_404(request)
    pack: Pack = get_object_or_404(Pack.objects.editable_by(author), slug=pack_slug)
    return pack


def _teacher_or_404(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.is_teacher:
        raise Http404
    return user
