"""The shipped pack in its two languages, loaded once, read and quizzed through the pages."""

import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from quizzes import quality
from quizzes.kinds import Kind
from quizzes.models import Attempt, Fact, Pack, Question
from quizzes.models.questions import Origin

pytestmark = pytest.mark.django_db

IZIUM = settings.BASE_DIR / "fixtures" / "izium"
CYRILLIC = re.compile("[а-яіїєґ]{3}", re.IGNORECASE)


@pytest.fixture(scope="module")
def izium(kept: None) -> Pack:
    call_command("load_pack", IZIUM, stdout=StringIO())
    return Pack.objects.get(slug="izium-uk")


@pytest.fixture(scope="module")
def bank(izium: Pack) -> Pack:
    call_command("generate_bank", pack="izium-uk", stdout=StringIO())
    return izium


def page(client, name, *args, **headers) -> str:
    return client.get(reverse(name, args=args), **headers).content.decode()


def without_marks(html: str) -> str:
    """Figures and Latin words break a text into several marked runs."""
    return re.sub(r'<span lang="uk">([^<]*)</span>', r"\1", html)


def test_load_pack_brings_the_translation_with_its_original(izium):
    assert (izium.language, izium.translation_of.slug) == ("uk", "izium")
    original = set(Fact.objects.filter(pack__slug="izium").values_list("slug", flat=True))
    translated = set(izium.fact_set.values_list("slug", flat=True))
    assert translated
    assert translated < original


def test_questions_of_the_translation_are_in_ukrainian_to_the_last_option(bank):
    questions = Question.objects.filter(pack=bank, origin=Origin.GENERATED, kind=Kind.CHOICE)
    items = [question.current.item for question in questions.select_related("current")]
    assert items
    for item in items:
        assert item.language == "uk"
        flags = quality.check(item, generated=True)
        assert [f for f in flags if f.severity is quality.Severity.ERROR] == []
        assert CYRILLIC.search(item.stem)
        for option in item.options:
            assert CYRILLIC.search(option.text), option.text
            if option.proof and "because" in option.proof.params:
                assert CYRILLIC.search(option.proof.params["because"])


def test_who_chose_ukrainian_reads_the_translation(client, izium):
    client.cookies["content_language"] = "uk"
    html = page(client, "topic", "fortress")
    assert '<h1><span lang="uk">Фортеця</span></h1>' in html
    assert "Загін, який Кіндрат Булавін вислав улітку 1708 року" in without_marks(html)


def test_the_language_of_the_browser_alone_leaves_the_whole_pack(client, izium):
    """A translation may hold one topic of twelve: it is shown to who asks for it."""
    html = page(client, "topic", "fortress", HTTP_ACCEPT_LANGUAGE="uk-UA,uk;q=0.9")
    assert "<h1>The fortress</h1>" in html


def test_what_is_not_translated_is_shown_as_it_was_written(client, izium):
    client.cookies["content_language"] = "uk"
    html = page(client, "topic", "battle")
    assert "<h1>The battle of 2022</h1>" in html
    fact = Fact.objects.filter(pack__slug="izium", topic__slug="empire").first()
    assert client.get(reverse("fact", args=[fact.slug])).status_code == 200


def test_a_quiz_is_taken_in_ukrainian(client, bank):
    client.cookies["content_language"] = "uk"
    client.post(reverse("quiz_start"), {"length": "5"})
    attempt = Attempt.objects.get()
    for position in range(1, attempt.length + 1):
        here = reverse("attempt_item", args=[attempt.pk, position])
        html = client.get(here).content.decode()
        item = attempt.items.get(position=position).version.item
        assert item.stem in without_marks(html)
        assert f'<span lang="uk">{item.stem.split()[0]}' in html
        token = re.search(r'name="token" value="([^"]+)"', html)[1]
        sent = client.post(
            reverse("answer", args=[attempt.pk, position]), {"token": token, "place": "1"}
        )
        assert sent.status_code == 302
        assert 'id="verdict"' in client.get(here).content.decode()
    result = client.get(reverse("attempt_result", args=[attempt.pk]))
    assert "Фортеця" in result.content.decode()


def test_a_topic_that_is_not_translated_is_asked_as_it_was_written(client, bank):
    client.cookies["content_language"] = "uk"
    call_command("generate_bank", pack="izium", stdout=StringIO())
    client.post(reverse("quiz_start"), {"topics": "battle"})
    assert {i.version.item.language for i in Attempt.objects.get().items.all()} == {"en"}
