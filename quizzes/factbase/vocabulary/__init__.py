"""The predicates that a pack written in the browser begins with (``predicates.yaml``)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from quizzes.factbase.model import Predicate
from quizzes.factbase.reading import examine_files

TYPES = ("place", "person", "people", "organisation", "structure", "event", "work", "thing")


@cache
def predicates() -> Mapping[str, Predicate]:
    """By id, in the order of ids."""
    text = (Path(__file__).parent / "predicates.yaml").read_text(encoding="utf-8")
    return examine_files({"predicates.yaml": text}).draft.predicates
