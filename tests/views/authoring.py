"""A pack of a teacher's own with one fact, as its pages need it."""

from dataclasses import replace

from quizzes import dates
from quizzes.actions import authoring
from quizzes.factbase import model as factbase
from quizzes.factbase.anchor import anchor_at, find
from quizzes.kinds import Stance, Status
from quizzes.models import Pack, User
from tests.factories import NOON

TEXT = "The mill of Lindmoor was built by Anna Brook in 1702. It stands by the pond."
CHRONICLE = factbase.Source(
    id="chronicle",
    title="A chronicle",
    kind="book",
    publisher="",
    licence="public domain",
    url="",
    language="en",
    sha256="",
    length=0,
)
MILL = factbase.Entity(id="mill", label="the mill of Lindmoor", type="structure")
ANNA = factbase.Entity(id="anna-brook", label="Anna Brook", type="person")


def built(**columns: object) -> factbase.Fact:
    [(start, end)] = find(TEXT, "The mill … in 1702.")
    said = factbase.Assertion(
        id="a",
        agent=authoring.OWN_VOICE,
        stance=Stance.ASSERTS,
        anchors=(anchor_at("chronicle", TEXT, start, end),),
        values=(factbase.Value(value="anna-brook"),),
        when=factbase.When(date=dates.parse("1702")),
    )
    ask = factbase.Ask(
        slot="when",
        stem="In which year was the mill of Lindmoor built?",
        of="a",
        fixes=frozenset({"subject"}),
    )
    fact = factbase.Fact(
        id="mill-built",
        topic=authoring.GENERAL,
        statement="Anna Brook built the mill of Lindmoor in 1702.",
        subject="mill",
        predicate="built_by",
        sensitivity=0,
        assertions=(said,),
        status=Status.PLAIN,
        asks=(ask,),
    )
    return replace(fact, **columns)


def pack_with_a_fact(author: User) -> Pack:
    pack = authoring.create_pack(owner=author, title="Млин і ставок", language="en", now=NOON)
    authoring.add_text(pack=pack, source=CHRONICLE, text=TEXT, by=author, now=NOON)
    authoring.put_fact(pack=pack, fact=built(), entities={"mill": MILL, "anna-brook": ANNA})
    return pack
