"""Whatever is edited, regraded and marked by hand, in whatever order: an old attempt shows what it
was taken with, and what a dry run tells is what the regrade does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from quizzes.actions import marks, writing
from quizzes.actions.regrades import dry_run, regrade
from quizzes.items import Choice, to_json
from quizzes.models import Answer, Attempt, AttemptItem, Question
from quizzes.reports.attempts import summary
from quizzes.reports.regrades import RegradePlan
from tests.assigned import classroom, teacher_of
from tests.factories import CITATION, NOON
from tests.graded import question_at, taken, work

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

KEYS = st.sampled_from("abcd")
WHICH = st.integers(min_value=0, max_value=5)
SHARES = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0])


class Regrading(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        room = classroom()
        self.teacher = teacher_of(room)
        self.given = work(room, of=2, weights=[2, 1])
        self.question = question_at(self.given)
        self.now = NOON
        self.shown: dict[object, list[object]] = {}
        for answers in ("ab", "ba", "c-", "-a"):
            self._take(answers)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    @rule(key=KEYS)
    def mend_the_key(self, key: str) -> None:
        """To an option that is there."""

        def mended(item: Choice) -> Choice:
            return replace(item, key=key) if key in {o.id for o in item.options} else item

        self._revise(mended)

    @rule(words=st.sampled_from(["Who?", "Who was it?", "Хто?"]))
    def mend_the_words(self, words: str) -> None:
        self._revise(lambda item: replace(item, stem=words))

    @rule(title=st.sampled_from(["A chronicle", "Another chronicle"]))
    def cite_something_else(self, title: str) -> None:
        cited = (replace(CITATION, source_title=title),)
        self._revise(lambda item: replace(item, citations=cited))

    @rule(key=KEYS)
    def drop_an_option(self, key: str) -> None:
        """Never the key, and three stay."""

        def without(item: Choice) -> Choice:
            left = tuple(option for option in item.options if option.id != key)
            return item if key == item.key or len(left) < 3 else replace(item, options=left)

        self._revise(without)

    @rule(answers=st.text(alphabet="abc-", min_size=2, max_size=2))
    def take_it(self, answers: str) -> None:
        present = {option.id for option in self._current().item.options}
        if set(answers[0]) <= present | {"-"}:
            self._take(answers)

    @rule(which=WHICH, share=SHARES)
    def mark_by_hand(self, which: int, share: float) -> None:
        attempt = self._attempt(which)
        marks.override(
            attempt_id=attempt.pk,
            position=1,
            share=share,
            reason="as it was said",
            by=self.teacher,
            now=self.now,
        )

    @rule(which=WHICH)
    def let_the_key_decide(self, which: int) -> None:
        attempt = self._attempt(which)
        if attempt.answers.get(position=1).is_overridden:
            marks.withdraw_override(
                attempt_id=attempt.pk, position=1, by=self.teacher, now=self.now
            )

    @rule(which=WHICH, alone=st.booleans())
    def grade_anew(self, which: int, alone: bool) -> None:
        versions = list(self.question.versions.order_by("number"))
        scope = {
            "question": self.question,
            "version": versions[which % len(versions)],
            "by": self.teacher,
            "assignment": self.given if alone else None,
        }
        plan = dry_run(**scope)
        before = self._marks()
        regrade(**scope, reason="mended", digest=plan.digest, now=self.now)
        assert self._marks() == self._foretold(plan, before)
        assert dry_run(**scope).changes == ()

    @invariant()
    def what_was_shown_stays(self) -> None:
        for attempt, contents in self.shown.items():
            kept = AttemptItem.objects.filter(attempt=attempt).order_by("position")
            assert [one.version.content for one in kept.select_related("version")] == contents
            told = [row.told.item for row in summary(Attempt.objects.get(pk=attempt)).rows]
            assert [to_json(item) for item in told] == contents

    @invariant()
    def scores_are_those_of_the_answers(self) -> None:
        weights = {1: 2.0, 2: 1.0}
        for attempt in Attempt.objects.filter(assignment=self.given):
            answers = attempt.answers.values_list("position", "score")
            total = sum(weights[position] * share for position, share in answers)
            assert attempt.score == pytest.approx(total)

    def _revise(self, change) -> None:
        question = self._fresh()
        writing.revise(
            question=question,
            item=change(question.current.item),
            topic=question.topic,
            author=self.teacher,
            now=self.now,
        )
        self.question = self._fresh()

    def _fresh(self) -> Question:
        return Question.objects.select_related("current", "topic__pack").get(pk=self.question.pk)

    def _current(self):
        return self._fresh().current

    def _take(self, answers: str) -> None:
        self.now += timedelta(minutes=2)
        attempt = taken(self.given, given=answers, now=self.now)
        kept = attempt.items.select_related("version").order_by("position")
        self.shown[attempt.pk] = [one.version.content for one in kept]

    def _attempt(self, which: int) -> Attempt:
        attempts = list(Attempt.objects.filter(assignment=self.given).order_by("started_at"))
        return attempts[which % len(attempts)]

    def _marks(self) -> tuple[dict[int, float], dict[str, float]]:
        answers = dict(Answer.objects.values_list("pk", "score"))
        scores = {str(pk): score for pk, score in Attempt.objects.values_list("pk", "score")}
        return answers, scores

    def _foretold(
        self, plan: RegradePlan, before: tuple[dict[int, float], dict[str, float]]
    ) -> tuple[dict[int, float], dict[str, float]]:
        answers, scores = before
        return (
            answers | {change.answer: change.after for change in plan.changes},
            scores | {change.attempt: change.score for change in plan.attempts},
        )


def test_old_attempts_stay_and_a_dry_run_is_the_regrade():
    run_state_machine_as_test(
        Regrading,
        settings=settings(
            max_examples=15,
            stateful_step_count=10,
            deadline=None,
            # A failing sequence is short already; each step costs dozens of queries.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
