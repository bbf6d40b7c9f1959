"""The shape of what a teacher asks of the bank and of a set."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from quizzes.actions.set_drawing import Wanted
from quizzes.kinds import Kind, Level
from quizzes.models import QuestionSet, Topic
from quizzes.models.questions import Origin, QuestionStatus
from quizzes.models.sets import MOST_IN_A_SET
from quizzes.reports.bank import SORTS, Filters, PackTopics
from quizzes.reports.paper import VERSIONS
from quizzes.reports.sets import SHELVES

DEFAULT_COUNT = 20
MOST_AT_ONCE = 100
MOST_SEED = 999_999
LARGEST_ID = 2**62

KINDS = [
    (Kind.CHOICE.value, _("one right answer")),
    (Kind.MULTIPLE.value, _("several right answers")),
    (Kind.TRUE_FALSE.value, _("true or false")),
    (Kind.ORDERING.value, _("ordering")),
    (Kind.SHORT.value, _("a few words")),
    (Kind.NUMERICAL.value, _("a number")),
    (Kind.DATE.value, _("a date")),
    (Kind.FLASHCARD.value, _("flashcard")),
]
LEVELS = [
    (Level.EASY.value, _("easy")),
    (Level.MEDIUM.value, _("medium")),
    (Level.HARD.value, _("hard")),
]


class BankForm(forms.Form):
    """The filters of the bank. Whatever does not fit filters nothing.

    Where there are packs in several languages, one of them is chosen: the given ``language``,
    unless the address says another, or asks for something that may stand in any."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    language = forms.ChoiceField(label=_("Language"), required=False)
    topic = forms.TypedChoiceField(label=_("Topic"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    origin = forms.ChoiceField(label=_("Where it comes from"), required=False)
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("everybody’s")), ("mine", _("mine")), ("shared", _("not mine"))],
    )
    results = forms.ChoiceField(
        label=_("Right at the first try"),
        required=False,
        choices=[
            ("", _("any")),
            ("few", _("few learners")),
            ("some", _("about half")),
            ("most", _("most learners")),
            ("unknown", _("not known yet")),
        ],
    )
    flags = forms.ChoiceField(
        label=_("Remarks on the wording"),
        required=False,
        choices=[("", _("any")), ("some", _("with remarks")), ("none", _("without"))],
    )
    status = forms.ChoiceField(label=_("Use"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("newest", _("newest first")),
            ("oldest", _("oldest first")),
            ("missed", _("most often missed first")),
            ("right", _("most often right first")),
        ],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def __init__(
        self, data: QueryDict, *, topics: Sequence[PackTopics], language: str = "", **kwargs: Any
    ) -> None:
        self.in_language: dict[str, list[int]] = {}
        for group in topics:
            if not group.pack.is_of_own_questions:
                self.in_language.setdefault(group.pack.language, []).append(group.pack.pk)
        for packs in self.in_language.values():
            packs.extend(group.pack.pk for group in topics if group.pack.is_of_own_questions)
        if not any(data.get(name) for name in ("q", "topic", "whose")) and "language" not in data:
            data = data.copy()
            data["language"] = language
        super().__init__(data, **kwargs)
        named = [(code, _language_name(code)) for code in self.in_language]
        self._choose("language", [("", _("all languages")), *named])
        if len(named) < 2:
            del self.fields["language"]
        self._choose("topic", [("", _("all topics")), *grouped(topics)])
        self._choose("kind", [("", _("any")), *KINDS])
        self._choose("level", [("", _("any")), *LEVELS])
        self._choose("origin", [("", _("anywhere")), *Origin.choices])
        self._choose("status", QuestionStatus.choices)

    def filters(self) -> Filters:
        """Fields that came with nonsense are as if left out."""
        self.is_valid()
        given = self.cleaned_data
        sort = given.get("sort") or ""
        return Filters(
            text=given.get("q") or "",
            packs=tuple(self.in_language[given["language"]]) if given.get("language") else None,
            topic=given.get("topic"),
            kind=given.get("kind") or "",
            level=given.get("level") or "",
            origin=given.get("origin") or "",
            whose=given.get("whose") or "",
            status=given.get("status") or QuestionStatus.LIVE,
            flags=given.get("flags") or "",
            results=given.get("results") or "",
            sort=sort if sort in SORTS else SORTS[0],
        )

    @property
    def number(self) -> int:
        """Of the page; after ``filters``."""
        return self.cleaned_data.get("page") or 1

    @property
    def narrowed(self) -> int:
        """How many filters, the words and the order left aside, are in force."""
        names = ("topic", "kind", "level", "origin", "whose", "results", "flags")
        used = sum(bool(self.cleaned_data.get(name)) for name in names)
        return used + (self.cleaned_data.get("status") == QuestionStatus.RETIRED)

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


class SetListForm(forms.Form):
    """Words, shelf and page of the lists of sets; whatever does not fit is as if left out."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    shelf = forms.ChoiceField(required=False, choices=[(name, name) for name in SHELVES])
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.is_valid()

    @property
    def text(self) -> str:
        return self.cleaned_data.get("q") or ""

    @property
    def chosen(self) -> str:
        return self.cleaned_data.get("shelf") or SHELVES[0]

    @property
    def number(self) -> int:
        return self.cleaned_data.get("page") or 1


class DrawForm(forms.Form):
    """What to draw. Everything has a default: an empty form is twenty questions on everything."""

    topics = forms.TypedMultipleChoiceField(
        label=_("Topics"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    count = forms.IntegerField(
        label=_("How many questions"),
        help_text=_("Up to 100."),
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=DEFAULT_COUNT,
    )
    most_orderings = forms.IntegerField(
        label=_("Orderings, at most"),
        help_text=_("Empty: about one in five."),
        required=False,
        min_value=0,
        max_value=MOST_AT_ONCE,
    )
    most_hard = forms.IntegerField(
        label=_("Hard ones, at most"),
        help_text=_("Empty: as they come."),
        required=False,
        min_value=0,
        max_value=MOST_AT_ONCE,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"),
        required=False,
        choices=[(value, label) for value, label in KINDS if value != Kind.FLASHCARD],
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.ChoiceField(
        label=_("From"),
        required=False,
        choices=[
            ("", _("the whole bank")),
            ("proven", _("generated questions alone, whose answers are proven")),
        ],
        widget=forms.RadioSelect,
    )
    military = forms.ChoiceField(
        label=_("Questions on military events"),
        required=False,
        choices=[("", _("include them")), ("no", _("leave them out"))],
        widget=forms.RadioSelect,
    )
    seed = forms.IntegerField(
        label=_("Number of the draw"),
        required=False,
        min_value=1,
        max_value=MOST_SEED,
        help_text=_("The same number draws the same questions again. Empty: a new draw."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        topics: Sequence[PackTopics],
        pack: int | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.pack = pack
        self.groups = topics
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (topic.pk, topic.title) for group in topics for topic in group.topics
        ]

    def wanted(self) -> Wanted:
        """Of a valid form."""
        asked = self.cleaned_data
        return Wanted(
            count=asked["count"] or DEFAULT_COUNT,
            topics=tuple(asked["topics"]),
            packs=(self.pack,) if self.pack is not None else (),
            kinds=tuple(Kind(kind) for kind in asked["kinds"]),
            most_orderings=asked["most_orderings"],
            most_hard=asked["most_hard"],
            proven=asked["source"] == "proven",
            military=asked["military"] != "no",
        )


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)


class OptionsForm(forms.ModelForm):
    """Title, description, who sees it, and how it is taken."""

    class Meta:
        model = QuestionSet
        fields = [
            "title",
            "description",
            "visibility",
            "release",
            "shuffle_questions",
            "shuffle_options",
            "attempts_allowed",
            "time_limit",
            "pass_mark",
            "retry_missed",
        ]
        labels = {
            "release": _("When are learners told what was right?"),
            "attempts_allowed": _("How often may it be taken?"),
            "time_limit": _("Time limit, in minutes"),
            "pass_mark": _("Pass mark, in percent"),
            "shuffle_questions": _("The questions come in another order for each learner"),
            "shuffle_options": _(
                "The answers of a question come in another order for each learner"
            ),
            "retry_missed": _("Missed questions may be tried again afterwards, without counting"),
        }
        help_texts = {
            "visibility": _("Whoever sees the set sees its questions, your own among them."),
            "attempts_allowed": _("0 means as often as one likes."),
            "time_limit": _("Empty: take the time you need. A limit puts slow readers at a loss."),
            "pass_mark": _("Empty: nobody passes or fails, everybody gets a share."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "visibility": forms.RadioSelect,
            "release": forms.RadioSelect,
        }

    def values(self) -> dict[str, Any]:
        """Of a valid form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class FromTopicForm(forms.Form):
    """ "n from this topic", drawn anew for each learner."""

    topic = forms.TypedChoiceField(label=_("Topic"), coerce=int)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE, initial=5)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("any")),
            (Kind.CHOICE.value, _("one right answer")),
            (Kind.ORDERING.value, _("ordering")),
        ],
    )
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("any")), *LEVELS])

    def __init__(
        self, data: QueryDict | None = None, *, topics: Iterable[PackTopics], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["topic"].choices = grouped(topics)  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """How a set is printed. The seed decides which order each version has."""

    versions = forms.TypedChoiceField(
        label=_("Versions"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            (n, VERSIONS[:n] if n == 1 else f"{VERSIONS[0]}–{VERSIONS[n - 1]}") for n in range(1, 5)
        ],
        initial=1,
        widget=forms.RadioSelect,
    )
    large = forms.BooleanField(label=_("Large type"), required=False)
    sheet = forms.BooleanField(label=_("A separate answer sheet"), required=False)
    seed = forms.IntegerField(
        label=_("Number of the paper"),
        required=False,
        min_value=1,
        max_value=MOST_SEED,
        help_text=_("The same number gives the same paper, so that a key printed later fits."),
    )
    code = forms.RegexField(r"^[0-9]{1,6}-[0-9a-f]{4}$", required=False)


class EntriesForm:
    """The list of entries as the page sent it: the order of their ids, their weights, and one of
    what was pressed. Names that no page sends are passed over."""

    def __init__(self, data: QueryDict) -> None:
        self.order = ids(data, "entry")
        self.weights = _weights(data)
        self.seen = _moment(data.get("seen", ""))
        self.moved = data.get("move", "")
        self.removed = next(iter(ids(data, "remove")), None)
        self.swapped = next(iter(ids(data, "another")), None)

    def is_valid(self) -> bool:
        return self.seen is not None

    def arranged(self) -> list[int]:
        """The order with the one move or removal in it."""
        order = [pk for pk in dict.fromkeys(self.order) if pk != self.removed]
        name, _dash, way = self.moved.partition("-")
        if not name.isascii() or not name.isdigit() or int(name[:18]) not in order:
            return order
        at = order.index(int(name[:18]))
        to = at - 1 if way == "up" else at + 1
        if way in {"up", "down"} and 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
        return order


def ids(data: QueryDict, name: str) -> list[int]:
    """The whole numbers sent under ``name`` that can be ids, once each, in their order."""
    given = data.getlist(name)[: 2 * MOST_IN_A_SET]
    numbers = (int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19)
    return list(dict.fromkeys(number for number in numbers if 0 < number <= LARGEST_ID))


def grouped(topics: Iterable[PackTopics]) -> list[Any]:
    """Choices of a select: by pack, where there are several."""
    groups = [(g.pack.title, [(t.pk, t.title) for t in g.topics]) for g in topics]
    return list(groups[0][1]) if len(groups) == 1 else groups


def topic_of(topics: Iterable[PackTopics], pk: int) -> Topic | None:
    return next((t for group in topics for t in group.topics if t.pk == pk), None)


def _weights(data: Mapping[str, Any]) -> dict[int, float]:
    """``weight-12``=2 and the like, from 0 to 100; what is no number leaves the weight alone."""
    weights: dict[int, float] = {}
    for name in data:
        key, _dash, pk = name.partition("-")
        if key != "weight" or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            continue
        field = forms.FloatField(min_value=0, max_value=100)
        try:
            weights[int(pk)] = field.clean(str(data[name]).replace(",", "."))
        except forms.ValidationError:
            continue
    return weights


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text[:40])
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
