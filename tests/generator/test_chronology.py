"""What the dates decide between two events."""

from dataclasses import replace

import pytest

from quizzes.dates import parse
from quizzes.factbase.model import When
from quizzes.generator.chronology import Dated, at_edge, dated_events, gap_level
from quizzes.kinds import Edge, Extent
from tests.generator.made_up import event_fact, pack

AS_OF = parse("2026-01-01").lo or 0


def dated(when: str, *, campaign: str = "") -> Dated:
    (event,), rejections = dated_events(pack(event_fact("depot", when, "early")))
    assert rejections == []
    return replace(event, campaign=campaign)


@pytest.mark.parametrize(
    ("edtf", "extent", "edge", "meant"),
    [
        ("1681", Extent.POINT, Edge.BEGAN, "1681"),
        ("1635/1658", Extent.SPAN, Edge.BEGAN, "1635"),
        ("1635/1658", Extent.SPAN, Edge.ENDED, "1658"),
        ("1635/1658", Extent.SPAN, Edge.HAPPENED, "1635/1658"),
        ("1451/1500", Extent.POINT, Edge.BEGAN, "1451/1500"),
        ("1780/..", Extent.SPAN, Edge.BEGAN, "1780"),
        ("1780/..", Extent.SPAN, Edge.ENDED, None),
        ("1884", Extent.STATE, Edge.HAPPENED, None),
    ],
)
def test_at_edge_reads_the_table(edtf: str, extent: Extent, edge: Edge, meant: str | None) -> None:
    date = at_edge(When(date=parse(edtf), extent=extent), edge)
    assert (date and date.edtf) == meant


def test_at_edge_places_nothing_by_a_date_told_as_a_limit() -> None:
    when = When(date=parse("2022-03-06"), words="by the morning of 6 March 2022")
    assert at_edge(when, Edge.HAPPENED) is None


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("1681", "1765", 3),
        ("1925", "1927", 1),
        ("1925", "1929", 2),
        ("1925", "1932", 3),
        ("1681", "1682", 0),  # 1681 may have ended in what is January 1682 by our calendar
        ("1765", "1681", 0),
        ("1681", "1670/1690", 0),
        ("2022-03-06", "2022-03-07", 1),
        ("2022-03-06", "2022-04-06", 2),
        ("2022-03-06", "2023-04-06", 3),
    ],
)
def test_gap_level_reads_the_table(a: str, b: str, level: int) -> None:
    assert gap_level(dated(a), dated(b), as_of=AS_OF) == level


@pytest.mark.parametrize(("day", "level"), [("2022-03-07", 0), ("2022-03-08", 1)])
def test_gap_level_asks_two_days_within_a_campaign(day: str, level: int) -> None:
    first, second = dated("2022-03-06", campaign="battle"), dated(day, campaign="battle")
    assert gap_level(first, second, as_of=AS_OF) == level


def test_dated_events_tell_why_one_has_no_place() -> None:
    events, rejections = dated_events(pack(event_fact("depot", "../1884", "early")))
    assert (events, [r.code for r in rejections]) == ([], ["vague-date"])
