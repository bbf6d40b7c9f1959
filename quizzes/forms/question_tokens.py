"""What the editor offered and gets back: signed, so that it is as it was.

A proof goes with the words that it was given for; a citation with the fact that it came from.
"""

from dataclasses import asdict, dataclass

from django.core import signing

from quizzes.items import Citation, Proof
from quizzes.kinds import Party, Rule, Stance
from quizzes.quality.words import normalised

_PROOF_SALT, _CITATION_SALT = "questions.proof", "questions.citation"


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A citation of the question. ``fact`` is the key of the fact that it came with, 0 where the
    author wrote it. ``token`` is what the form sends for it."""

    citation: Citation
    fact: int
    token: str


def cite_token(citation: Citation, *, fact: int) -> str:
    return signing.dumps(
        {"fact": fact, "citation": asdict(citation)}, salt=_CITATION_SALT, compress=True
    )


def cited(citation: Citation, *, fact: int) -> Cited:
    return Cited(citation=citation, fact=fact, token=cite_token(citation, fact=fact))


def reference(*, title: str, place: str, url: str) -> Citation:
    """A free reference: only the source is known. It speaks in its own voice, so that nobody is
    asked whose claim it is."""
    return Citation(
        source="",
        source_title=title,
        section="",
        url=url,
        start=0,
        end=0,
        locator=place,
        agent="",
        agent_name="",
        party=Party.ENCYCLOPAEDIA,
        stance=Stance.ASSERTS,
        verb="",
        said_on="",
    )


def proof_token(proof: Proof, *, text: str, key: str) -> str:
    """A proof goes with the words it was given for, beside the key it was given against."""
    told = {"rule": proof.rule, "facts": list(proof.facts), "params": dict(proof.params)}
    told |= {"text": normalised(text), "key": normalised(key)}
    return signing.dumps(told, salt=_PROOF_SALT, compress=True)


def proof_of(token: str, text: str, key: str) -> Proof | None:
    """The proof of a token, unless the option or the key was reworded since."""
    if not token:
        return None
    try:
        told = signing.loads(token, salt=_PROOF_SALT)
        if (told["text"], told["key"]) != (normalised(text), normalised(key)):
            return None
        return Proof(
            rule=Rule(told["rule"]), facts=tuple(told["facts"]), params=dict(told["params"])
        )
    except (signing.BadSignature, TypeError, KeyError, ValueError):
        return None


def read_citation(token: str) -> Cited | None:
    """None for what this app did not sign: it was never offered."""
    try:
        told = signing.loads(token, salt=_CITATION_SALT)
        held = told["citation"]
        parts = {"party": Party(held["party"]), "stance": Stance(held["stance"])}
        return Cited(citation=Citation(**held | parts), fact=int(told["fact"]), token=token)
    except (signing.BadSignature, TypeError, KeyError, ValueError):
        return None
