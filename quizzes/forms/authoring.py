"""The shape of what teachers write into packs of their own: packs, topics, sources, facts.

A fact is three forms on one page: the matter (``FactForm``), what each voice says of it
(``VoiceForm``, one to four), and the questions on it (``AskForm``, up to three). ``fact_of`` makes
one value of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes import dates
from quizzes.actions.authoring import (
    MOST_BYTES_OF_ARCHIVE,
    MOST_BYTES_OF_TEXT,
    OWN_VOICE,
    free_id,
)
from quizzes.errors import DateError
from quizzes.factbase import model as factbase
from quizzes.factbase.anchor import anchor_at, find
from quizzes.factbase.vocabulary import TYPES
from quizzes.kinds import Edge, Extent, Op, Party, Stance, Status
from quizzes.models import Document
from quizzes.models.packs import Visibility

MOST_VOICES, MOST_ASKS = 4, 3
LONGEST_QUOTE = 2000
NEW_VOICE = "+"
LANGUAGES = [("en", _("English")), ("uk", _("Ukrainian"))]
_ABOUT = re.compile(r"^(?:about|around|circa|ca?\.|близько|приблизно|бл\.)\s+", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?P<op>about|around|~|more than|over|>|at least|≥|>=|less than|under|<|at most|≤|<=)?\s*"
    r"(?P<n>-?\d[\d \u00a0\u202f,]*(?:\.\d+)?)"
    r"(?:\s*(?:–|-|to)\s*(?P<to>\d[\d \u00a0\u202f,]*(?:\.\d+)?))?\s*(?P<unit>\D*)",
    re.IGNORECASE,
)
_OPS = {
    "": Op.EQUAL,
    **dict.fromkeys(("about", "around", "~"), Op.ABOUT),
    **dict.fromkeys(("more than", "over", ">"), Op.MORE),
    **dict.fromkeys(("at least", "≥", ">="), Op.AT_LEAST),
    **dict.fromkeys(("less than", "under", "<"), Op.LESS),
    **dict.fromkeys(("at most", "≤", "<="), Op.AT_MOST),
}


def type_words() -> list[tuple[str, str]]:
    words = {
        "place": _("a place"),
        "person": _("a person"),
        "people": _("a people or a group"),
        "organisation": _("an organisation or a unit"),
        "structure": _("a building or a structure"),
        "event": _("an event"),
        "work": _("a work"),
        "thing": _("a thing"),
    }
    return [("", "—"), *((kind, str(words[kind])) for kind in TYPES)]


class PackForm(forms.Form):
    title = forms.CharField(label=_("Name of the place or the course"), max_length=120)
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGES)


class PackArchiveForm(forms.Form):
    archive = forms.FileField(
        label=_("The pack’s file"),
        allow_empty_file=True,
        help_text=_("A ZIP archive, as “Export” makes it, up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Choose the file first.")},
    )

    def clean_archive(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["archive"]
        if (upload.size or 0) > MOST_BYTES_OF_ARCHIVE:
            raise ValidationError(gettext("This file is larger than 5 MB."))
        return upload


class VisibilityForm(forms.Form):
    title = forms.CharField(label=_("Name"), max_length=120)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility.choices)


class TopicForm(forms.Form):
    """``topic`` is the id of the one to rename, empty for a new one."""

    topic = forms.CharField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Topic"), max_length=120)
    subtitle = forms.CharField(label=_("A line below it"), max_length=200, required=False)


class SourceForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            ("book", _("a book")),
            ("article", _("an article on the web")),
            ("encyclopaedia", _("an encyclopaedia")),
            ("archive", _("an archive’s document")),
            ("film", _("a film")),
            ("other", _("something else")),
        ],
    )
    publisher = forms.CharField(label=_("Author or publisher"), max_length=200, required=False)
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    licence = forms.CharField(
        label=_("Licence"),
        max_length=80,
        help_text=_("For example CC-BY-SA-4.0, public domain, or all rights reserved."),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=LANGUAGES)
    text = forms.CharField(
        label=_("Its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Paste it, and you can mark the passage that each fact rests on. It stays with you; "
            "readers see short passages only. Without it you name a page or a minute."
        ),
    )

    def clean_text(self) -> str:
        """Line ends as one sign each: browsers send two."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\0", "")
        if len(text.encode()) > MOST_BYTES_OF_TEXT:
            raise ValidationError(gettext("This text is longer than 2 MB. Take a part of it."))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") in {"article", "encyclopaedia"} and not cleaned.get("url"):
            self.add_error("url", gettext("What stands on the web needs its address."))
        return cleaned

    def __init__(
        self, *args: Any, held: factbase.Source | None = None, has_text: bool = False, **kwargs: Any
    ) -> None:
        """``held`` is the source to change; its text stays as it is once it is attached."""
        super().__init__(*args, **kwargs)
        self.held = held
        if has_text:
            del self.fields["text"]
        if held is not None:
            for name in ("title", "kind", "publisher", "url", "licence", "language"):
                self.initial[name] = getattr(held, name)
            kinds = self.fields["kind"].choices  # type: ignore[attr-defined]
            if held.kind not in dict(kinds):
                self.fields["kind"].choices = [*kinds, (held.kind, held.kind)]  # type: ignore[attr-defined]

    def source(self, taken: Mapping[str, object]) -> factbase.Source:
        """Of a valid form; a new one is without its text."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "text"}
        if self.held is not None:
            return replace(self.held, **told)
        return factbase.Source(
            id=free_id(told["title"], taken),
            title=told["title"],
            kind=told["kind"],
            publisher=told["publisher"],
            licence=told["licence"],
            url=told["url"],
            language=told["language"],
            sha256="",
            length=0,
        )


class FactForm(forms.Form):
    """The matter itself."""

    statement = forms.CharField(
        label=_("The fact, in one sentence of your own"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Understood alone: names instead of “it” and “they”."),
    )
    topic = forms.ChoiceField(label=_("Topic"))
    subject = forms.CharField(
        label=_("What it is about"),
        max_length=200,
        help_text=_("As inside a sentence: “the mill of Lindmoor”."),
    )
    subject_type = forms.ChoiceField(
        label=_("That is"),
        required=False,
        choices=type_words,
        help_text=_("Only for a name that is new in this pack."),
    )
    predicate = forms.ChoiceField(
        label=_("What is said of it"),
        error_messages={"required": _("Choose what is said of it.")},
    )
    sensitivity = forms.TypedChoiceField(
        label=_("Does it tell of harm?"),
        coerce=int,
        initial=0,
        choices=[
            (0, _("no: civic and cultural life")),
            (1, _("no: military events without harm told")),
            (2, _("harm to people and homes: to be read, never asked")),
            (3, _("atrocities: to be read after a choice of one’s own, never asked")),
        ],
    )
    event_title = forms.CharField(
        label=_("As a card of the timeline"),
        max_length=200,
        required=False,
        help_text=_("For example “The mill is built”. Without the date; empty if it is no event."),
    )
    card_front = forms.CharField(label=_("Flashcard: front"), max_length=300, required=False)
    card_back = forms.CharField(label=_("Flashcard: back"), max_length=300, required=False)

    def __init__(self, *args: Any, pack: factbase.Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        topics = sorted(pack.topics.values(), key=lambda topic: topic.position)
        self.fields["topic"].choices = [(t.id, t.title) for t in topics]  # type: ignore[attr-defined]
        self.fields["predicate"].choices = [  # type: ignore[attr-defined]
            ("", _("choose …")),
            *((p.id, p.label) for p in sorted(pack.predicates.values(), key=lambda p: p.label)),
        ]
        self.fields["subject"].widget.attrs["list"] = "known-entities"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("card_front")) != bool(cleaned.get("card_back")):
            empty = "card_back" if cleaned.get("card_front") else "card_front"
            self.add_error(empty, gettext("A flashcard has two sides."))
        return cleaned


class VoiceForm(forms.Form):
    """What one voice says, and the exact place where it does."""

    agent = forms.ChoiceField(label=_("Who says so"), initial=OWN_VOICE)
    agent_name = forms.CharField(
        label=_("Its name"),
        max_length=200,
        required=False,
        help_text=_("Inside a sentence: “the town council”."),
    )
    agent_party = forms.ChoiceField(
        label=_("It speaks for"),
        required=False,
        choices=[
            (Party.THIRD.value, _("a third party")),
            (Party.SCHOLAR.value, _("scholars")),
            (Party.UKRAINE.value, _("Ukraine")),
            (Party.RUSSIA.value, _("Russia")),
            (Party.ENCYCLOPAEDIA.value, _("the source itself")),
        ],
    )
    stance = forms.ChoiceField(
        label=_("What this voice does"),
        choices=[
            (Stance.ASSERTS.value, _("it says so")),
            (Stance.REPORTS.value, _("it passes on what others say")),
            (Stance.DENIES.value, _("it denies what the first voice says")),
            (Stance.CORRECTS.value, _("it corrects what the first voice says")),
        ],
    )
    value = forms.CharField(
        label=_("Who, what, where or how many"),
        max_length=300,
        required=False,
        help_text=_("What follows “built by” or “lies in”: a name, or “about 1,200 people”."),
    )
    value_type = forms.ChoiceField(
        label=_("That is"),
        required=False,
        choices=type_words,
        help_text=_("Only for a name that is new in this pack."),
    )
    when = forms.CharField(
        label=_("When"),
        max_length=120,
        required=False,
        help_text=_("27 September 1680, вересень 1680, 1680s, about 1700, or EDTF: 1707/1708."),
    )
    source = forms.ChoiceField(label=_("Source"))
    quote = forms.CharField(
        label=_("The passage, word for word"),
        max_length=LONGEST_QUOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Mark it in the source’s text and take it, or quote it; “ … ” stands for anything "
            "between."
        ),
    )
    locator = forms.CharField(
        label=_("Or the place"),
        max_length=200,
        required=False,
        help_text=_("“p. 12”, “00:14:30”, where the text is not attached."),
    )

    def __init__(self, *args: Any, pack: factbase.Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        self.anchor: factbase.Anchor | None = None
        self.date: dates.Date | None = None
        voices = [(agent.id, agent.name) for agent in pack.agents.values()]
        self.fields["agent"].choices = [*voices, (NEW_VOICE, _("somebody else …"))]  # type: ignore[attr-defined]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (source.id, source.title) for source in pack.sources.values()
        ]
        self.fields["value"].widget.attrs["list"] = "known-entities"

    def clean_when(self) -> str:
        text: str = self.cleaned_data["when"]
        if text:
            self.date = date_of(text)
        return text

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("agent") == NEW_VOICE and not told.get("agent_name"):
            self.add_error("agent_name", gettext("Say who it is."))
        if source := self.pack.sources.get(told.get("source", "")):
            self.anchor = self._anchor(source, told.get("quote", ""), told.get("locator", ""))
        return told

    def _anchor(self, source: factbase.Source, quote: str, locator: str) -> factbase.Anchor | None:
        if not quote:
            if not locator or source.sha256:
                words = gettext("Mark the passage; only where there is no text, name the place.")
                self.add_error("quote", words)
                return None
            return factbase.Anchor(source=source.id, locator=locator)
        document = Document.objects.current().filter(
            source__pack__slug=self.pack.id, source__slug=source.id
        )
        text = document.values_list("text", flat=True).first()
        if text is None:
            self.add_error("locator", gettext("This source has no text attached: name the place."))
            return None
        # More than one gap could make the search take very long.
        places = find(text, quote) if len(re.findall("…|\\.\\.\\.", quote)) <= 1 else []
        if not places:
            self.add_error("quote", gettext("These words do not stand in the text."))
            return None
        if len(places) > 1:
            words = gettext("These words stand in %(count)s places. Quote more of them.")
            self.add_error("quote", words % {"count": len(places)})
            return None
        return anchor_at(source.id, text, *places[0])


class AskForm(forms.Form):
    slot = forms.ChoiceField(
        label=_("Asks for"),
        choices=[
            ("value", _("who, what, where or how many")),
            ("when", _("when")),
            ("subject", _("what it is about")),
        ],
    )
    stem = forms.CharField(label=_("The question"), max_length=300, required=False)


VoiceFormSet = forms.formset_factory(
    VoiceForm, extra=0, min_num=1, validate_min=True, max_num=MOST_VOICES, absolute_max=MOST_VOICES
)
AskFormSet = forms.formset_factory(AskForm, extra=1, max_num=MOST_ASKS, absolute_max=MOST_ASKS)


def date_of(text: str) -> dates.Date:
    """A date in EDTF or as people write it. Raises ``ValidationError``."""
    try:
        return dates.parse(text.strip())
    except DateError:
        pass
    try:
        edtf = dates.typed(text)
        is_about = _ABOUT.match(text.strip()) and "/" not in edtf and "X" not in edtf
        return dates.parse(f"{edtf}~" if is_about else edtf)
    except DateError as error:
        raise ValidationError(
            gettext("“%(text)s” is no date that can be read. Write 27 September 1680, 1680, 1680s"),
            params={"text": text[:60]},
        ) from error


def amount_of(text: str) -> factbase.Quantity:
    """ "about 1,200 people", "74.2 km", "12–15 days". Raises ``ValidationError``."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValidationError(
            gettext("“%(text)s” is no amount. Write “1200 people” or “about 74.2 km”."),
            params={"text": text[:60]},
        )
    to = _number(match["to"]) if match["to"] else None
    n = _number(match["n"])
    if to is not None and to < n:
        raise ValidationError(gettext("This range ends before it begins."))
    op = Op.RANGE if to is not None else _OPS[(match["op"] or "").lower()]
    return factbase.Quantity(op=op, n=n, to=to, unit=match["unit"].strip())


def fact_of(
    matter: FactForm, voices: Sequence[VoiceForm], asks: Sequence[AskForm], *, fact_id: str = ""
) -> tuple[factbase.Fact, dict[str, factbase.Entity], dict[str, factbase.Agent]] | None:
    """The fact that valid forms tell, with the entities and voices that are new; None where a value
    does not fit what is said, which then stands beside its field."""
    pack, told = matter.pack, matter.cleaned_data
    predicate = pack.predicates[told["predicate"]]
    known = _Known(pack)
    subject = known.entity(
        matter, "subject", told["subject"], told["subject_type"], predicate.domain
    )
    agents: dict[str, factbase.Agent] = {}
    assertions = []
    for letter, voice in zip("abcd", voices, strict=False):
        assertions.append(_assertion(letter, voice, predicate, known, agents))
    if matter.errors or any(voice.errors for voice in voices):
        return None
    first = assertions[0]
    label = known.label(subject)
    fact = factbase.Fact(
        id=fact_id or free_id(told["statement"][:60], pack.facts),
        topic=told["topic"],
        statement=told["statement"],
        subject=subject,
        predicate=predicate.id,
        sensitivity=told["sensitivity"],
        assertions=tuple(assertions),
        status=Status.ATTRIBUTED,
        asks=tuple(
            factbase.Ask(
                slot=ask.cleaned_data["slot"],
                stem=ask.cleaned_data["stem"],
                of=first.id,
                fixes=_fixes(ask.cleaned_data["stem"], label, first, known)
                - {ask.cleaned_data["slot"]},
            )
            for ask in asks
            if ask.cleaned_data.get("stem")
        ),
        event=_event(told["event_title"], fact_id, told["statement"], first, pack),
        card=factbase.Card(front=told["card_front"], back=told["card_back"])
        if told["card_front"]
        else None,
    )
    return fact, known.new, agents


class _Known:
    """The pack's entities by their names, and those that a form brings along."""

    def __init__(self, pack: factbase.Pack) -> None:
        self.pack = pack
        self.new: dict[str, factbase.Entity] = {}
        self._by_name = {_name(e.label): e for e in pack.entities.values()}

    def entity(
        self, form: forms.Form, field: str, label: str, kind: str, allowed: frozenset[str]
    ) -> str:
        """Its id; a new name needs its type, unless only one will do."""
        held = self._by_name.get(_name(label))
        if held is not None:
            return held.id
        if not kind and len(allowed) == 1:
            kind = next(iter(allowed))
        if kind not in allowed:
            names = dict(type_words())
            fitting = ", ".join(str(names.get(one, one)) for one in sorted(allowed))
            words = gettext("“%(label)s” is new here: say below what it is. Fitting: %(kinds)s.")
            form.add_error(f"{field}_type", words % {"label": label, "kinds": fitting})
            return ""
        entity = factbase.Entity(
            id=free_id(label, {**self.pack.entities, **self.new}), label=label, type=kind
        )
        self.new[entity.id] = self._by_name[_name(label)] = entity
        return entity.id

    def label(self, entity_id: str) -> str:
        held = self.new.get(entity_id) or self.pack.entities.get(entity_id)
        return held.label if held else ""


def _assertion(
    letter: str,
    voice: VoiceForm,
    predicate: factbase.Predicate,
    known: _Known,
    agents: dict[str, factbase.Agent],
) -> factbase.Assertion:
    told = voice.cleaned_data
    agent = told["agent"]
    if agent == NEW_VOICE:
        agent = free_id(told["agent_name"], {**voice.pack.agents, **agents})
        party = Party(told["agent_party"] or Party.THIRD)
        agents[agent] = factbase.Agent(id=agent, name=told["agent_name"], party=party)
    stance = Stance(told["stance"])
    answers = stance in {Stance.DENIES, Stance.CORRECTS}
    if answers and letter == "a":
        voice.add_error("stance", gettext("The first voice has nobody to answer."))
    return factbase.Assertion(
        id=letter,
        agent=agent,
        stance=stance,
        anchors=(voice.anchor,) if voice.anchor else (),
        of="a" if answers else "",
        values=_values(voice, predicate, known),
        when=factbase.When(date=voice.date, extent=Extent.POINT) if voice.date else None,
    )


def _values(
    voice: VoiceForm, predicate: factbase.Predicate, known: _Known
) -> tuple[factbase.Value, ...]:
    text = voice.cleaned_data["value"].strip()
    if not text:
        return ()
    try:
        if predicate.range == {"quantity"}:
            return (factbase.Value(value=amount_of(text)),)
        if predicate.range == {"date"}:
            return (factbase.Value(value=date_of(text)),)
    except ValidationError as error:
        voice.add_error("value", error)
        return ()
    if predicate.range == {"text"}:
        return (factbase.Value(value=text),)
    kind = voice.cleaned_data["value_type"]
    return (factbase.Value(value=known.entity(voice, "value", text, kind, predicate.range)),)


def _event(
    title: str, fact_id: str, statement: str, first: factbase.Assertion, pack: factbase.Pack
) -> factbase.HistoricalEvent | None:
    if not title:
        return None
    held = pack.facts.get(fact_id)
    taken = {fact.event.id: fact for fact in pack.facts.values() if fact.event}
    event_id = held.event.id if held and held.event else free_id(title, taken)
    edge = held.event.edge if held and held.event else Edge.HAPPENED
    return factbase.HistoricalEvent(id=event_id, title=title, edge=edge, of=first.id)


def _fixes(stem: str, subject: str, first: factbase.Assertion, known: _Known) -> frozenset[str]:
    """The slots that the question itself names, so that a proof may rest on them."""
    said = _name(stem)
    fixes = set()
    if _name(subject) in said:
        fixes.add("subject")
    for value in first.values:
        word = known.label(value.value) if isinstance(value.value, str) else ""
        if (word or (value.value if isinstance(value.value, str) else "")) and _name(
            word or str(value.value)
        ) in said:
            fixes.add("value")
    if first.when and (years := re.findall(r"\d{3,4}", first.when.date.edtf)) and years[0] in stem:
        fixes.add("when")
    return frozenset(fixes)


def _name(label: str) -> str:
    """Without article and case."""
    return re.sub(r"^(?:the|a|an)\s+", "", " ".join(label.split()).casefold())


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[ \u00a0\u202f,]", "", text))
