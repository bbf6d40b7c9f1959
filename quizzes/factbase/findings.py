"""How rules write down what they find: a code, the thing it is about, and where that stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.factbase.fields import Places, nearest
from quizzes.factbase.model import Fact
from quizzes.factbase.problems import Problem


@dataclass(frozen=True)
class Finder:
    """Called with a code, a thing and the fields that are at fault, it gives the problem with the
    best known place: the field, the thing, or the fact around it."""

    places: Places
    around: Fact | None = None

    def within(self, fact: Fact) -> "Finder":
        return Finder(self.places, fact)

    def __call__(
        self, code: str, thing: object, *fields: str, warning: bool = False, **params: object
    ) -> Problem:
        file, line = self.places.of(thing, *fields)
        if not file and self.around is not None:
            file, line = self.around.file, self.around.line
        return Problem(file=file, line=line, code=code, params=params, warning=warning)

    def missing(
        self, what: str, named: str, known: Iterable[str], thing: object, *fields: str
    ) -> Problem:
        """Something is named that the pack does not hold."""
        return self(
            "missing-reference",
            thing,
            *fields,
            what=what,
            id=named,
            suggestion=nearest(named, known),
        )
