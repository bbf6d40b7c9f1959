"""A few learners of the simulated class; the whole of it is measured on demand."""

from statistics import mean

from tests.bench.simulated_class import away, exam


def test_more_is_known_by_the_exam_plan_than_by_doing_what_is_due():
    planned = mean(exam(number, 1, "plan").known for number in range(3))
    due = mean(exam(number, 1, "due first").known for number in range(3))

    assert planned > due + 0.1


def test_most_stable_first_clears_a_backlog_that_due_dates_leave():
    stable = away(0, 1, "most stable first").due
    by_date = away(0, 1, "by due date").due

    assert stable < by_date
