"""The desk: every button, with and without a script; drafts, clashes, and what a stranger gets."""

import io
import re
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from quizzes import items
from quizzes.actions import drafts, sets, writing
from quizzes.actions.writing import Written
from quizzes.forms import question_tokens
from quizzes.forms import questions as forms
from quizzes.items import Choice, Ordering
from quizzes.kinds import Kind
from quizzes.models import Draft, Picture, Question, SetEntry, User
from quizzes.models.people import Role
from tests.factories import NOON, TopicFactory, UserFactory, choice_question
from tests.views.authored import picture, write, written_choice
from tests.views.quiz import queries
from tests.views.reading import HTMX, cited_fact
from tests.views.test_fuzz import ODD

pytestmark = pytest.mark.django_db

NEW = {
    "kind": "choice",
    "stem": "Who built the old mill?",
    "row": ["1", "2", "3"],
    "r1-text": "The Petrenkos",
    "r2-text": "The Ivanenkos",
    "r3-text": "The Bondarenkos",
    "key": "1",
}


@pytest.fixture
def teacher(client) -> User:
    made: User = UserFactory.create(role=Role.TEACHER)
    client.force_login(made)
    return made


def send(client, *, htmx=False, url="", **fields):
    headers = HTMX if htmx else {}
    data = {name: value for name, value in {**NEW, **fields}.items() if value is not None}
    return client.post(url or reverse("question_new"), data, headers=headers)


def html_of(response) -> str:
    return response.content.decode()


def edit_url(question) -> str:
    return reverse("question_edit", args=[question.pk])


def edited(question, **fields):
    """The form of a question as its page sends it."""
    fields = {"version": question.current.number, **fields}
    return {**NEW, "r1-id": "a", "r2-id": "b", "r3-id": "c", **fields}


# --- The page


def test_new_question_has_empty_rows_and_is_not_scolded(client, teacher):
    html = html_of(client.get(reverse("question_new")))
    # Four rows, and the one that the script copies.
    assert html.count('name="row"') == 5
    assert "Still missing" not in html
    assert "Save as version 1" in html


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_its_form(client, teacher, kind):
    response = client.get(reverse("question_new"), {"kind": kind.value})
    assert f'value="{kind.value}" data-kind checked' in html_of(response)


@pytest.mark.parametrize("kind", ["choice", "short"])
def test_page_has_one_first_heading_though_the_preview_shows_the_question(client, teacher, kind):
    html = html_of(send(client, kind=kind, do="check"))
    assert html.count("<h1") == 1
    assert re.search(r'<h3 class="question" id="stem"', html)


def test_fragment_is_the_form_alone(client, teacher):
    html = html_of(send(client, htmx=True, do="add"))
    assert html.lstrip().startswith('<form id="editor"')
    assert "<html" not in html


def test_edit_page_holds_the_question(client, teacher):
    question = write(teacher, tags=["mills", "water"])
    html = html_of(client.get(edit_url(question)))
    assert "Who built the old mill?</textarea>" in html
    assert 'value="mills, water"' in html
    assert "Save as version 2" in html


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_and_absent_questions_answer_alike(client, teacher, method):
    theirs = write(UserFactory(role=Role.TEACHER), visibility="public")
    answers = [
        getattr(client, method)(reverse("question_edit", args=[pk])) for pk in (theirs.pk, 0)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_generated_question_is_not_edited(client, teacher):
    assert client.get(edit_url(choice_question(TopicFactory()))).status_code == 404


def test_session_that_ran_out_leads_to_the_log_in_and_back(client):
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/questions/new/?draft=x"}
    response = client.post(reverse("draft_keep"), NEW, headers=here)
    assert response["HX-Redirect"] == "/login/?next=%2Fquestions%2Fnew%2F%3Fdraft%3Dx"


# --- Saving


def test_saving_makes_a_question_of_ones_own(client, teacher):
    response = send(client, do="save", tags="mills")
    question = Question.objects.get()
    assert response["Location"] == reverse("question", args=[question.pk])
    item = question.current.item
    assert isinstance(item, Choice)
    assert item.option(item.key).text == "The Petrenkos"
    assert (question.owner, question.visibility, question.tags) == (teacher, "private", ["mills"])
    assert question.topic.pack.slug == f"own-{teacher.pk}"


def test_saving_by_script_leads_on_as_well(client, teacher):
    response = send(client, htmx=True, do="save")
    assert response["HX-Redirect"] == reverse("question", args=[Question.objects.get().pk])


def test_saving_for_a_set_adds_it_and_leads_back(client, teacher):
    rivers = sets.create(owner=teacher, title="Rivers", now=NOON)
    response = send(client, do="save", set=str(rivers.pk))
    assert response["Location"] == reverse("question_set", args=[rivers.pk])
    assert SetEntry.objects.get().question == Question.objects.get()


def test_colleagues_set_gets_nothing(client, teacher):
    theirs = sets.create(owner=UserFactory(), title="Rivers", now=NOON)
    send(client, do="save", set=str(theirs.pk))
    assert not SetEntry.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"key": None}, "Mark the right answer."),
        ({"stem": ""}, "Write the question."),
        ({"r2-text": "the petrenkos"}, "stands there twice"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_saved(client, teacher, fields, words):
    response = send(client, do="save", **fields)
    html = html_of(response)
    assert response.status_code == 422
    assert words in html.partition('class="error-summary"')[2].partition("</div>")[0]
    assert "<title>Error:" in html
    assert not Question.objects.exists()


def test_advice_does_not_keep_from_saving(client, teacher):
    send(client, do="save", **{"r3-text": "All of the above"})
    assert Question.objects.count() == 1


def test_editing_makes_the_next_version_with_the_same_ids(client, teacher):
    question = write(teacher)
    client.post(edit_url(question), edited(question, do="save", **{"r1-text": "The Petrenko clan"}))
    question.refresh_from_db()
    item = question.current.item
    assert question.current.number == 2
    assert next((o.id, o.text) for o in item.options) == ("a", "The Petrenko clan")


def test_version_saved_elsewhere_meanwhile_is_told_and_may_be_followed(client, teacher):
    question = write(teacher)
    stale = edited(question, do="save", stem="From the second tab?")
    written = Written(item=written_choice(stem="From the first tab?"), topic=question.topic)
    writing.save(author=teacher, written=written, question=question, now=NOON)
    response = client.post(edit_url(question), stale)
    assert response.status_code == 409
    assert "From the second tab?" in html_of(response)
    client.post(edit_url(question), stale | {"do": "save-mine"})
    stems = [v.item.stem for v in question.versions.order_by("number")]
    assert stems[1:] == ["From the first tab?", "From the second tab?"]


def test_markup_in_words_is_shown_as_words(client, teacher):
    html = html_of(send(client, do="add", stem="<script>alert(1)</script>"))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


# --- Rows, without a script


def texts(html: str) -> list[str]:
    rows = html.partition("data-rows>")[2].partition("</ol>")[0]
    return re.findall(r'name="r\d+-text" id="[^"]+" value="([^"]*)"', rows)


ONE, TWO, THREE = "The Petrenkos", "The Ivanenkos", "The Bondarenkos"


@pytest.mark.parametrize(
    ("do", "after"),
    [
        ("add", [ONE, TWO, THREE, ""]),
        ("remove-2", [ONE, THREE]),
        ("up-3", [ONE, THREE, TWO]),
        ("down-1", [TWO, ONE, THREE]),
        ("up-1", [ONE, TWO, THREE]),
        ("remove-9", [ONE, TWO, THREE]),
        ("no-such-thing", [ONE, TWO, THREE]),
    ],
)
def test_rows_change_without_a_script(client, teacher, do, after):
    response = send(client, do=do)
    assert (response.status_code, texts(html_of(response))) == (200, after)
    assert not Question.objects.exists()


def test_other_kind_keeps_the_words_and_what_is_right(client, teacher):
    html = html_of(send(client, do="kind", kind="multiple"))
    assert texts(html)[:3] == [ONE, TWO, THREE]
    assert re.search(r'name="r1-right" value="1" id="id_r1-right" checked', html)


# --- Advice, mends, preview


def test_check_tells_advice_in_words_with_a_mend(client, teacher):
    html = html_of(
        client.post(reverse("question_check"), {**NEW, "r3-text": "All of the above"}, headers=HTMX)
    )
    assert "is better left out." in html
    assert 'name="do" value="mend-F1"' in html
    assert "“All of the above” would go." in html


def test_mend_changes_the_form_and_saves_nothing(client, teacher):
    fields = {"r4-text": "All of the above", "row": ["1", "2", "3", "4"]}
    html = html_of(send(client, do="mend-F1", **fields))
    assert texts(html) == [ONE, TWO, THREE]
    assert not Question.objects.exists()


def test_preview_tells_no_key_before_the_answer(client, teacher):
    html = html_of(client.post(reverse("question_check"), NEW, headers=HTMX))
    before, _answer, after = html.partition("And after the answer")
    assert "Right answer" not in before
    assert "Right answer" in after
    assert all(text in before for text in (ONE, TWO, THREE))


def test_order_of_the_dates_is_told(client, teacher):
    fields = {
        "kind": "ordering",
        "r1-date": "1882",
        "r2-date": "20 травня 1681",
        "r3-date": "1765",
        "decided": "dates",
    }
    html = html_of(client.post(reverse("question_check"), {**NEW, **fields}, headers=HTMX))
    told = html.partition("In the order of the dates")[2].partition("</ol>")[0]
    assert re.findall(r"The \w+", told) == [TWO, THREE, ONE]


def test_check_of_a_strangers_question_is_that_of_an_absent_one(client, teacher):
    theirs = write(UserFactory())
    for pk in (theirs.pk, 999_999):
        assert client.post(reverse("question_check"), {**NEW, "question": pk}).status_code == 404


# --- Facts and suggestions


def test_fact_is_found_and_cited_with_its_place(client, teacher):
    fact = cited_fact(TopicFactory(), search_text="the old mill")
    assert f'value="cite-{fact.pk}"' in html_of(client.get(reverse("fact_find"), {"find": "MILL"}))
    html = html_of(send(client, do=f"cite-{fact.pk}"))
    assert "from the facts" in html
    token = re.search(r'name="cite" value="([^"]+)"', html)[1]
    send(client, do="save", cite=token, topic=str(fact.topic_id))
    question = Question.objects.get()
    assert list(question.facts.all()) == [fact]
    assert question.current.item.citations[0].source_title == "A made-up chronicle"


def test_fact_of_harm_is_not_cited(client, teacher):
    fact = cited_fact(TopicFactory(), sensitivity=2)
    assert "from the facts" not in html_of(send(client, do=f"cite-{fact.pk}"))


def test_free_reference_is_cited(client, teacher):
    html = html_of(send(client, do="refer", cite_title="Історія Ізюма", cite_place="с. 7"))
    assert "Історія Ізюма" in html.partition('class="cited"')[2].partition("</ul>")[0]


def test_suggestion_brings_its_proof_along(client, teacher):
    made = choice_question(TopicFactory())
    fact = made.facts.get()
    token = question_tokens.cited(made.current.item.citations[0], fact=fact.pk).token
    fields = {"cite": token, "r1-text": "the builder a", "r2-text": "", "r3-text": ""}
    html = html_of(send(client, do="add", **fields))
    offered = re.search(r'name="suggest" value="([^"]+)"', html)[1]
    html = html_of(send(client, suggest=offered, **fields))
    assert "proven wrong by the facts" in html
    assert "the builder b" in texts(html)


# --- Pictures


def picture_file() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(buffer, "PNG")
    return SimpleUploadedFile("mill.png", buffer.getvalue(), content_type="image/png")


def test_picture_needs_words_or_the_choice_that_it_decorates(client, teacher):
    html = html_of(send(client, do="picture", picture_file=picture_file()))
    kept = Picture.objects.get()
    assert f'name="picture" value="{kept.pk}"' in html
    assert send(client, do="save", picture=str(kept.pk)).status_code == 422
    send(client, do="save", picture=str(kept.pk), picture_alt="A mill by a weir")
    assert Question.objects.get().current.item.picture.alt == "A mill by a weir"


def test_what_is_no_picture_is_refused_with_its_reason(client, teacher):
    odd = SimpleUploadedFile("x.png", b"<svg/>", content_type="image/png")
    html = html_of(send(client, do="picture", picture_file=odd))
    assert "This is no picture that can be read." in html
    assert not Picture.objects.exists()


def test_copy_keeps_the_picture(client, teacher):
    kept = picture(UserFactory())
    shown = items.Picture(id=str(kept.pk), alt="A mill", width=1, height=1)
    theirs = write(UserFactory(), visibility="school", picture=shown)
    client.post(reverse("question_copy", args=[theirs.pk]))
    client.post(reverse("question_new"), Draft.objects.get().data | {"do": ["save"]})
    assert Question.objects.get(owner=teacher).current.item.picture == shown


def test_picture_that_is_not_there_is_none(client, teacher):
    send(client, do="save", picture="00000000-0000-0000-0000-000000000001", picture_alt="A mill")
    assert Question.objects.get().current.item.picture is None


# --- Drafts


def keep(client, **fields):
    return client.post(reverse("draft_keep"), {**NEW, **fields}, headers=HTMX)


def test_draft_is_kept_and_found_again_under_its_address(client, teacher):
    response = keep(client, stem="Half a quest")
    draft = Draft.objects.get()
    assert response["HX-Replace-Url"] == f"/questions/new/?draft={draft.pk}"
    html = html_of(client.get(response["HX-Replace-Url"]))
    assert "Half a quest</textarea>" in html
    assert f'name="revision" value="{draft.revision}"' in html


def test_blank_form_leaves_no_draft(client, teacher):
    client.post(reverse("draft_keep"), {"kind": "choice", "row": ["1"]}, headers=HTMX)
    assert not Draft.objects.exists()


def test_second_tab_is_told_and_may_keep_its_own(client, teacher):
    keep(client)
    draft = Draft.objects.get()
    keep(client, draft=draft.pk, revision=1, stem="From the first tab")
    behind = {"draft": draft.pk, "revision": 1, "stem": "From the second tab"}
    response = keep(client, **behind)
    assert response.status_code == 409
    assert "Another tab has gone on with this draft." in html_of(response)
    assert keep(client, do="draft-mine", **behind).status_code == 200
    assert Draft.objects.get().data["stem"] == ["From the second tab"]


def test_saving_over_another_tabs_draft_is_asked_first(client, teacher):
    keep(client)
    draft = Draft.objects.get()
    keep(client, draft=draft.pk, revision=1, stem="From the first tab")
    assert send(client, do="save", draft=draft.pk, revision=1).status_code == 409
    assert not Question.objects.exists()
    send(client, do="save-mine", draft=draft.pk, revision=1)
    assert Question.objects.count() == 1
    assert not Draft.objects.exists()


def test_draft_of_a_question_is_open_when_one_returns_and_can_be_thrown_away(client, teacher):
    question = write(teacher)
    keep(client, question=question.pk, stem="Half an edit")
    assert "Half an edit</textarea>" in html_of(client.get(edit_url(question)))
    client.post(reverse("draft_discard", args=[Draft.objects.get().pk]))
    assert "Who built the old mill?</textarea>" in html_of(client.get(edit_url(question)))


def test_without_a_script_a_draft_is_saved_by_its_button(client, teacher):
    response = send(client, do="draft", stem="Half a quest")
    draft = Draft.objects.get()
    assert response["Location"] == reverse("draft", args=[draft.pk])
    followed = client.get(response["Location"])
    assert followed["Location"] == f"{reverse('question_new')}?draft={draft.pk}"


def test_colleagues_draft_is_not_opened(client, teacher):
    other = UserFactory(role=Role.TEACHER)
    theirs = drafts.keep(
        owner=other, data={"stem": ["Secret"]}, draft_id=None, revision=0, now=NOON
    )
    assert client.get(reverse("draft", args=[theirs.pk])).status_code == 404
    page = client.get(reverse("question_new"), {"draft": str(theirs.pk)})
    assert "Secret" not in html_of(page)
    assert keep(client, draft=theirs.pk, revision=1).status_code == 409


def test_ordering_by_hand_is_saved_as_it_stands(client, teacher):
    send(client, do="save", kind="ordering", decided="hand", row=["3", "1", "2"])
    item = Question.objects.get().current.item
    assert isinstance(item, Ordering)
    assert [event.title for event in item.events] == [THREE, ONE, TWO]


# --- Whatever anybody sends


FIELDS = sorted(
    {*forms.QuestionForm.base_fields, "row", "cite", "do", "suggest", "start", "question"}
    | {f"r1-{name}" for name in forms.RowForm.base_fields}
)
DOS = ["save", "draft", "add", "kind", "mend-C1", "cite-1", "cite-²", "uncite-0", "remove-1"]


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["question_new", "question_check", "draft_keep"])
def test_odd_values_are_no_fault_of_the_server(client, teacher, name):
    client.raise_request_exception = False
    chance = Random(name)
    faults = []
    for _ in range(120):
        data = dict(NEW)
        for field in chance.sample(FIELDS, 6):
            data[field] = chance.choice(ODD)
        data["kind"] = chance.choice([*(kind.value for kind in Kind), "odd"])
        data["do"] = chance.choice([*DOS, *ODD])
        response = client.post(reverse(name), data, headers=chance.choice([{}, HTMX]))
        if response.status_code >= 500:
            faults.append(data)
    assert faults == []


def test_desk_takes_the_same_queries_for_few_topics_and_many(client, teacher):
    question = write(teacher)
    client.get(edit_url(question))
    with queries() as few:
        client.get(edit_url(question))
    TopicFactory.create_batch(20, pack=TopicFactory().pack)
    with queries() as many:
        client.get(edit_url(question))
    assert len(few) == len(many)
