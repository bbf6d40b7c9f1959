"""What stands in a slot of an assertion: subject, value, when, agent, gloss, or a qualifier."""

from quizzes.factbase.model import Assertion, Fact, Scalar, Value

CORE_SLOTS = ("subject", "value", "when", "agent", "gloss")
# What a stem may state without anything being asked for it.
FIXABLE_ONLY = ("said_on",)


def slot_values(fact: Fact, assertion: Assertion, slot: str, given: str = "") -> tuple[Scalar, ...]:
    """Everything on record in ``slot``, empty where nothing is. ``given`` narrows the qualifiers of
    single values to those of that one value; qualifiers of the whole assertion always count."""
    match slot:
        case "subject":
            return (fact.subject,)
        case "agent":
            return (assertion.agent,)
        case "value":
            return tuple(value.value for value in assertion.values)
        case "when":
            return (assertion.when.date,) if assertion.when else ()
        case "said_on":
            return (assertion.said_on,) if assertion.said_on else ()
        case "gloss":
            return (assertion.gloss,) if assertion.gloss else ()
    found = list(assertion.qualifiers.get(slot, ()))
    for value in assertion.values:
        if not given or value.value == given:
            found += [v for v in value.qualifiers.get(slot, ()) if v not in found]
    return tuple(found)


def value_given(assertion: Assertion, given: str) -> Value | None:
    return next((value for value in assertion.values if value.value == given), None)
