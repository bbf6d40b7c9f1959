"""Whether two versions of a question are graded alike."""

from quizzes.items import (
    AnyItem,
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

Key = tuple[object, ...]


def key_of(item: AnyItem) -> Key:
    """What an answer is measured by, and nothing else: versions that differ in wording, or in a
    distractor that earns nothing, have equal keys. Options and events count by their ids."""
    match item:
        case Choice():
            earning = {(o.id, item.share(o.id)) for o in item.options if item.share(o.id) > 0}
            return (item.kind, *sorted(earning))
        case Multiple():
            # A share below 0 takes from the others, so it counts.
            return (item.kind, *sorted((o.id, o.share) for o in item.options if o.share))
        case TrueFalse():
            return (item.kind, item.answer)
        case Ordering():
            events = ((event.id, event.lo, event.hi) for event in item.events)
            return (item.kind, item.method, *events)
        case ShortAnswer():
            return (item.kind, item.exact, *((a.text, a.share) for a in item.accepted))
        case Numerical():
            accepted = ((a.value, a.tolerance, a.share) for a in item.accepted)
            return (item.kind, item.unit, *accepted)
        case DateAnswer():
            return (item.kind, item.edtf, item.tolerance, item.tolerance_unit)
        case Flashcard():
            return (item.kind, item.back)


def asks_for_what_was_shown(shown: AnyItem, key: AnyItem) -> bool:
    """Whether every option that the key asks for stood in ``shown``: nobody can be measured by an
    option that was not there to choose."""
    match shown, key:
        case Choice(), Choice():
            return key.key in {option.id for option in shown.options}
        case Multiple(), Multiple():
            return set(key.keys) <= {option.id for option in shown.options}
        case _:
            return True
