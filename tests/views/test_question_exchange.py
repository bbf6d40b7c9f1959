"""The screens on which questions come in and leave."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quizzes.actions import sets
from quizzes.actions.question_exchange import LIMITS
from quizzes.exchange import question
from quizzes.exchange.formats import Format
from quizzes.exchange.gift import read_gift
from quizzes.exchange.question import Lost, Place, Problem, Severity
from quizzes.models import Question, QuestionImport, QuestionSet
from quizzes.models.people import Role
from quizzes.views.question_words import _LOST, _PROBLEMS, grouped_words, problem_words
from tests.exchange.test_hostile_questions import REFUSED
from tests.factories import (
    NOON,
    TopicFactory,
    UserFactory,
    choice_question,
    flashcard_question,
    ordering_question,
)

pytestmark = pytest.mark.django_db
GIFT = "Хто? {=Ганна ~Богдан}\n\nEssay {}\n\n[html]<b>Так</b>. {T}\n"


@pytest.fixture
def teacher(client):
    user = UserFactory(role=Role.TEACHER)
    client.force_login(user)
    return user


def paste(client, text, follow=True, **more):
    return client.post(reverse("set_import"), {"text": text, "format": ""} | more, follow=follow)


def upload(client, data, **more):
    values = {"file": SimpleUploadedFile("Річка.txt", data), "format": ""} | more
    return client.post(reverse("set_import"), values, follow=True)


def confirm(client, **more):
    address = reverse("set_import_confirm", args=[QuestionImport.objects.get().pk])
    values = {"into": "new", "title": "Mine", "topic": ""} | more
    return client.post(address, values, follow=True)


def page(response):
    return response.content.decode()


# --- In


def test_pasted_questions_are_shown_before_they_count(client, teacher):
    response = paste(client, GIFT)

    assert "2 questions, not kept yet" in page(response)
    assert "Богдан" in page(response)
    assert "Line 3: a question of the kind “essay”, which is not asked here" in page(response)
    assert "Line 5: formatting was reduced to text (b)." in page(response)
    assert not Question.objects.exists()


def test_column_that_is_passed_over_is_named_before_anything_counts(client, teacher):
    body = paste(client, "question\tright\twrong\tPoints\nWho?\tA\tB\t3\n").content.decode()
    assert "the column “Points” is passed over." in body


def test_what_is_told_about_single_answers_is_shown(client, teacher):
    response = paste(client, "Who? {=Ann#so it is ~Ben#not he}\n\nIt is. {T#no, it is}")

    assert "so it is" in page(response)
    assert "not he" in page(response)
    assert "no, it is" in page(response)


def test_a_file_is_read_and_names_the_new_set(client, teacher):
    response = upload(client, GIFT.encode())

    assert response.context["form"]["title"].value() == "Річка"
    assert response.context["counts"] == [("single choice", 1), ("true or false", 1)]


def test_the_word_makes_questions_and_leads_to_their_set(client, teacher):
    topic = TopicFactory()
    paste(client, GIFT)

    response = confirm(client, topic=topic.pk)

    made = QuestionSet.objects.get()
    assert response.redirect_chain[-1][0] == reverse("question_set", args=[made.pk])
    assert "2 questions were taken in." in page(response)
    assert {question.topic for question in Question.objects.all()} == {topic}


def test_the_word_said_twice_leads_to_the_same_set(client, teacher):
    paste(client, GIFT)
    confirm(client)
    response = confirm(client)

    assert response.redirect_chain[-1][0] == reverse(
        "question_set", args=[QuestionSet.objects.get().pk]
    )
    assert Question.objects.count() == 2


def test_a_set_in_the_address_is_chosen_already(client, teacher):
    mine = sets.create(owner=teacher, title="Mine", now=NOON)
    address = f"{reverse('set_import')}?set={mine.pk}"

    response = client.post(address, {"text": GIFT, "format": ""}, follow=True)

    assert response.context["form"]["into"].value() == str(mine.pk)


def test_somebody_elses_set_cannot_be_chosen(client, teacher):
    theirs = sets.create(owner=UserFactory(role=Role.TEACHER), title="Theirs", now=NOON)
    paste(client, GIFT)

    response = confirm(client, into=theirs.pk)

    assert response.status_code == 422
    assert response.context["form"].errors["into"]
    assert not theirs.entries.exists()


def test_a_new_set_wants_a_title(client, teacher):
    paste(client, GIFT)

    response = confirm(client, title=" ")

    assert response.status_code == 422
    assert "Give the new set a title." in page(response)


def test_a_set_that_is_too_full_says_so(client, teacher, monkeypatch):
    monkeypatch.setattr(sets, "MOST_IN_A_SET", 1)
    paste(client, GIFT)

    response = confirm(client)

    assert response.status_code == 422
    assert "more than 1 questions" in page(response)
    assert not Question.objects.exists()


def test_every_problem_comes_back_with_its_line_and_the_text(client, teacher):
    response = paste(client, "Good {T}\n\nopen {=a\n\nno key {~a ~b}")

    assert response.status_code == 422
    assert "Line 3: “{” has no “}” before the next empty line." in page(response)
    assert "Line 5: no answer is wholly right." in page(response)
    assert "no key {~a ~b}" in page(response)
    assert not QuestionImport.objects.exists()


def test_the_text_of_a_broken_file_can_be_mended_at_once(client, teacher):
    response = upload(client, "Що? {=а".encode())

    assert response.status_code == 422
    assert response.context["form"]["text"].value() == "Що? {=а"
    assert response.context["form"]["format"].value() == Format.GIFT


@pytest.mark.parametrize(
    ("format", "recipe"),
    [
        (format, recipe)
        for format, recipe, code, _line in REFUSED
        if code not in (None, "empty") and "00_000" not in recipe
    ],
)
def test_a_hostile_file_is_refused_and_nothing_stored(client, teacher, format, recipe):
    response = upload(client, eval(recipe), format=format)

    assert response.status_code == 422
    assert "Nothing was kept" in page(response)
    assert not QuestionImport.objects.exists()
    assert not Question.objects.exists()


def test_neither_file_nor_text_is_told(client, teacher):
    response = paste(client, " \n ")

    assert response.status_code == 422
    assert "Choose a file, or paste the questions below." in page(response)


def test_a_file_that_is_too_large_is_not_read(client, teacher):
    response = upload(client, b"x" * (LIMITS.upload + 1))

    assert response.status_code == 422
    assert "is the most" in page(response)


def test_a_wrong_guess_is_corrected_on_the_preview(client, teacher):
    paste(client, "Who: a? {=b}\tright", format="gift")
    address = reverse("set_import_confirm", args=[QuestionImport.objects.get().pk])

    response = client.post(address, {"format": "csv"}, follow=True)

    assert response.context["format_name"] == "CSV"
    assert response.context["counts"] == [("flashcard", 1)]


def test_a_format_that_does_not_fit_can_be_left_again(client, teacher):
    paste(client, GIFT)
    address = reverse("set_import_confirm", args=[QuestionImport.objects.get().pk])

    response = client.post(address, {"format": "moodle-xml"}, follow=True)

    assert "Read like this, nothing can be taken" in page(response)
    assert "Take in" not in page(response)
    assert "Take in 2 questions" in page(client.post(address, {"format": "gift"}, follow=True))


def test_many_questions_are_shown_page_by_page(client, teacher):
    response = paste(client, "\n\n".join(f"No. {n} {{T}}" for n in range(60)))
    address = response.redirect_chain[-1][0]

    assert len(response.context["rows"]) == 25
    assert len(client.get(address, {"page": 3}).context["rows"]) == 10


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_preview_costs_the_same_queries_however_long(
    client, teacher, count, django_assert_num_queries
):
    response = paste(client, "\n\n".join(f"No. {n} {{T}}" for n in range(count)))

    with django_assert_num_queries(5):
        client.get(response.redirect_chain[-1][0])


def test_markup_in_a_file_is_shown_as_text(client, teacher):
    response = paste(client, "[plain]<script>alert(1)</script> {=<img src\\=x onerror\\=y> ~b}")

    assert "<script>alert" not in page(response)
    assert "<img src=x" not in page(response)
    assert "&lt;script&gt;" in page(response)


# --- Out


@pytest.fixture
def mine(teacher):
    topic = TopicFactory()
    asked = [choice_question(topic), ordering_question(topic), flashcard_question(topic)]
    return sets.create(owner=teacher, title="Річка", questions=asked, now=NOON)


def test_what_a_format_cannot_carry_is_told_before(client, mine):
    response = client.get(reverse("set_export_as", args=[mine.pk, "gift"]))

    assert "1 question goes as GIFT." in page(response)
    told = {group.words: group.numbers for group in response.context["left_out"]}
    assert told == {
        "“ordering” is a kind of question that this format does not know.": [2],
        "“flashcard” is a kind of question that this format does not know.": [3],
    }
    lost = {group.words: group.numbers for group in response.context["lost"]}
    assert lost["stays behind: why each wrong option is wrong."] == [1]


def test_the_file_is_sent_with_a_name_and_no_page(client, mine):
    response = client.get(reverse("set_export_as", args=[mine.pk, "gift"]), {"file": "1"})

    assert response["Content-Disposition"] == 'attachment; filename="questions.gift.txt"'
    assert len(read_gift(response.content, language="en").questions) == 1


@pytest.mark.parametrize("format", list(Format))
def test_every_format_gives_a_file_that_is_read_again(client, mine, format):
    address = reverse("set_export_as", args=[mine.pk, format])
    response = client.get(address, {"file": "1", "sources": "on"})

    again = upload(client, response.content)

    assert again.context["count"] == client.get(address).context["count"]


def test_sources_go_only_where_they_are_wanted(client, mine):
    title = mine.entries.first().question.current.item.citations[0].source_title
    address = reverse("set_export_as", args=[mine.pk, "moodle-xml"])

    assert title in page(client.get(address, {"file": "1", "sources": "on"}))
    assert title not in page(client.get(address, {"file": "1"}))


def test_a_format_that_is_not_known_is_not_there(client, mine):
    assert client.get(reverse("set_export_as", args=[mine.pk, "qti"])).status_code == 404


def test_an_empty_set_says_that_nothing_goes(client, teacher):
    empty = sets.create(owner=teacher, title="Empty", now=NOON)

    response = client.get(reverse("set_export_as", args=[empty.pk, "aiken"]))

    assert "No question of this set can go as Aiken." in page(response)
    assert "Download" not in page(response)


def test_export_begins_with_the_format_that_keeps_the_most(client, mine):
    response = client.get(reverse("set_export", args=[mine.pk]))

    assert response["Location"] == reverse("set_export_as", args=[mine.pk, "moodle-xml"])


# --- Words

_TOLD = (question.__doc__ or "").partition("Codes of problems")[2]
CODES = re.findall(r"^\| ([a-z0-9-]+) +\|", _TOLD, re.MULTILINE)


@pytest.mark.parametrize("code", [code for code in CODES if code != "code"])
def test_every_problem_has_words(code):
    assert code in _PROBLEMS


def test_everything_that_can_be_lost_has_words():
    assert set(_LOST) == set(Lost)


def test_a_problem_tells_its_place():
    def problem(place, number):
        return Problem(code="stem-empty", severity=Severity.ERROR, place=place, number=number)

    assert problem_words(problem(Place.LINE, 3)) == "Line 3: nothing is asked."
    assert problem_words(problem(Place.ROW, 3)) == "Row 3: nothing is asked."
    assert problem_words(problem(Place.FILE, 0)) == "The file: nothing is asked."


def test_the_same_loss_of_many_questions_is_told_once():
    problems = [
        Problem(code="lost", severity=Severity.NOTICE, number=n, params={"what": Lost.TAGS})
        for n in (1, 4)
    ]

    [group] = grouped_words(problems)
    assert (group.words, group.numbers) == ("stays behind: tags.", [1, 4])
