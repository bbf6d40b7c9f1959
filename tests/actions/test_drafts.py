"""Drafts: kept as one types, and never over what another tab has kept since."""

import pytest

from quizzes.actions import drafts
from quizzes.errors import DraftsFull, DraftStale
from quizzes.models import Draft
from tests.factories import NOON, UserFactory
from tests.views.authored import write

pytestmark = pytest.mark.django_db


def keep(owner, draft=None, *, stem="Who?", revision=None, **fields):
    known = draft.revision if draft and revision is None else revision or 0
    return drafts.keep(
        owner=owner,
        data={"stem": [stem]},
        draft_id=draft.pk if draft else None,
        revision=known,
        now=NOON,
        **fields,
    )


def test_first_keeping_makes_a_draft_and_the_next_ones_count():
    teacher = UserFactory()
    draft = keep(teacher)
    draft = keep(teacher, draft, stem="Who built it?")
    assert (Draft.objects.get().data, draft.revision) == ({"stem": ["Who built it?"]}, 2)


def test_same_words_again_count_as_one():
    teacher = UserFactory()
    draft = keep(teacher)
    assert keep(teacher, draft).revision == 1


def test_tab_that_fell_behind_is_told():
    teacher = UserFactory()
    draft = keep(teacher)
    keep(teacher, draft, stem="From the first tab")
    with pytest.raises(DraftStale) as told:
        keep(teacher, draft, stem="From the second tab", revision=1)
    assert told.value.params == {"gone": False}
    assert Draft.objects.get().data == {"stem": ["From the first tab"]}


def test_tab_that_fell_behind_may_keep_its_own():
    teacher = UserFactory()
    draft = keep(teacher)
    keep(teacher, draft, stem="From the first tab")
    mine = keep(teacher, draft, stem="From the second tab", revision=1, mine=True)
    assert (mine.pk, mine.revision) == (draft.pk, 3)
    assert Draft.objects.get().data == {"stem": ["From the second tab"]}


def test_draft_that_went_meanwhile_is_not_brought_back_unasked():
    teacher = UserFactory()
    draft = keep(teacher)
    drafts.discard(owner=teacher, draft_id=draft.pk)
    with pytest.raises(DraftStale) as told:
        keep(teacher, draft)
    assert told.value.params == {"gone": True}
    assert keep(teacher, draft, mine=True).revision == 1


def test_one_draft_a_question_whatever_tab_begins_it():
    teacher = UserFactory()
    question = write(teacher)
    first = keep(teacher, question=question)
    with pytest.raises(DraftStale):
        keep(teacher, question=question, stem="From the second tab")
    assert Draft.objects.get() == first


def test_colleague_keeps_nothing_in_it():
    draft = keep(UserFactory())
    with pytest.raises(DraftStale):
        keep(UserFactory(), draft)
    drafts.discard(owner=UserFactory(), draft_id=draft.pk)
    assert Draft.objects.get().data == {"stem": ["Who?"]}


def test_no_more_drafts_than_one_may_keep(monkeypatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    teacher = UserFactory()
    keep(teacher)
    with pytest.raises(DraftsFull):
        keep(teacher)


def test_tab_that_begins_a_draft_a_moment_later_is_told(monkeypatch):
    teacher = UserFactory()
    question = write(teacher)
    keep(teacher, question=question, stem="From the first tab")
    monkeypatch.setattr(drafts, "_held", lambda *_known: None)  # looked before the first wrote
    with pytest.raises(DraftStale) as told:
        keep(teacher, question=question, stem="From the second tab")
    assert told.value.params == {"gone": False}
    assert Draft.objects.get().data == {"stem": ["From the first tab"]}
