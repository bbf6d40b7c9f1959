"""Where an item's answer stands, and who says so."""

from collections.abc import Sequence

from quizzes import dates
from quizzes.factbase.anchors import passage_url
from quizzes.factbase.model import Assertion, Fact, Pack
from quizzes.items import Citation
from quizzes.kinds import Status


def citations(pack: Pack, fact: Fact, asserted: Assertion) -> tuple[Citation, ...]:
    """One for each anchor of the assertion asked about; of a contested fact, also those of the
    others, so that a learner sees all sides."""
    told: Sequence[Assertion] = [asserted]
    if fact.status is Status.CONTESTED:
        told = [asserted, *(other for other in fact.assertions if other is not asserted)]
    return tuple(found for assertion in told for found in _of_assertion(pack, assertion))


def _of_assertion(pack: Pack, assertion: Assertion) -> list[Citation]:
    agent = pack.agents[assertion.agent]
    said_on = dates.words(assertion.said_on, pack.language) if assertion.said_on else ""
    found = []
    for anchor in assertion.anchors:
        source = pack.sources[anchor.source]
        section = source.section_at(anchor.start)
        found.append(
            Citation(
                source=source.id,
                source_title=source.title,
                section=section.title if section else "",
                url=passage_url(source, anchor),
                start=anchor.start,
                end=anchor.end,
                locator=anchor.locator,
                agent=agent.id,
                agent_name=agent.name,
                party=agent.party,
                stance=assertion.stance,
                verb=assertion.verb,
                said_on=said_on,
                pack=pack.id,
            )
        )
    return found


def explanation(fact: Fact) -> str:
    """What is told after an answer; of a contested fact also the note on the disagreement."""
    if fact.status is Status.CONTESTED and fact.note:
        return f"{fact.statement} {fact.note}"
    return fact.statement
