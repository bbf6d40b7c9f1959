"""A pack beside its translation in the database."""

import random
import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction

from quizzes import generator
from quizzes.actions import bank, drawing, packs
from quizzes.factbase.overlay import read_overlays, with_silent
from quizzes.factbase.reading import read_pack
from quizzes.models import Pack, Question
from quizzes.reports.packs import frozen_pack
from tests.factories import NOON, PackFactory, TopicFactory, UserFactory, choice_question

pytestmark = pytest.mark.django_db

IZIUM = settings.BASE_DIR / "fixtures" / "izium"


@pytest.fixture(scope="module")
def frozen():
    pack = read_pack(IZIUM)
    return pack, read_overlays(pack, IZIUM)[0]


@pytest.fixture
def row(frozen) -> Pack:
    pack, translation = frozen
    packs.load(pack)
    packs.load(translation, translation_of=Pack.objects.get(slug="izium"))
    return Pack.objects.get(slug="izium-uk")


def test_a_loaded_translation_is_read_back_as_the_same_value(frozen, row):
    assert frozen_pack(row) == frozen[1]


def test_a_translations_bank_rests_on_all_that_the_original_knows(frozen, row):
    pack, translation = frozen
    bank.generate(row, now=NOON)
    whole = generator.build(with_silent(translation, pack), seed=pack.seed)
    questions = Question.objects.filter(pack=row).select_related("current")
    assert {q.identity: q.current.item for q in questions} == {i.identity: i for i in whole.items}


def test_loading_again_changes_nothing_in_either_language(row):
    call_command("load_pack", IZIUM, stdout=StringIO())
    out = StringIO()
    call_command("load_pack", IZIUM, force=True, stdout=out)
    first, second = out.getvalue().splitlines()
    assert first.startswith("izium: 0 new, 0 changed, ")
    assert second.startswith("izium-uk: 0 new, 0 changed, ")


def test_a_translation_whose_folder_is_gone_is_hidden_until_it_is_back(tmp_path):
    folder = tmp_path / "izium"
    shutil.copytree(IZIUM, folder)
    call_command("load_pack", folder, stdout=StringIO())
    shutil.move(folder / "overlays", tmp_path / "overlays")
    out = StringIO()
    call_command("load_pack", folder, stdout=out)
    assert "izium-uk: hidden, for its folder is gone" in out.getvalue()
    assert Pack.objects.get(slug="izium-uk").visibility == "private"
    shutil.move(tmp_path / "overlays", folder / "overlays")
    call_command("load_pack", folder, force=True, stdout=StringIO())
    assert Pack.objects.get(slug="izium-uk").visibility == "public"


def test_a_translation_is_seen_by_whoever_sees_its_original(frozen):
    pack, translation = frozen
    owner = UserFactory()
    packs.load(pack)
    Pack.objects.update(visibility="private", owner=owner)
    packs.load(translation, translation_of=Pack.objects.get())
    row = Pack.objects.get(slug="izium-uk")
    assert (row.visibility, row.owner) == ("private", owner)


def test_a_pack_has_one_translation_into_a_language():
    original = PackFactory()
    PackFactory(language="uk", translation_of=original)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackFactory(language="uk", translation_of=original)


def test_packs_that_are_no_translations_may_share_their_language():
    PackFactory(language="uk")
    PackFactory(language="uk")
    assert Pack.objects.originals().count() == 2


def test_a_quiz_on_no_pack_in_particular_draws_no_translation():
    original = PackFactory()
    translation = PackFactory(language="uk", translation_of=original)
    for pack in (original, translation):
        choice_question(TopicFactory(pack=pack))
    drawn = drawing.draw(learner=UserFactory(), options=drawing.QuizOptions(), rng=random.Random(1))
    assert {Question.objects.get(pk=c.question).pack for c in drawn} == {original}


@pytest.mark.parametrize(
    ("codes", "title"),
    [
        ((), "A town"),
        (("uk",), "Містечко"),
        (("pl",), "A town"),
        (("pl", "uk"), "Містечко"),
        (("en", "uk"), "A town"),
        (("uk", "en"), "Містечко"),
    ],
)
def test_the_first_pack_comes_first_in_the_first_language_that_it_has(codes, title):
    original = PackFactory(title="A town")
    PackFactory(title="Another town", language="pl")
    PackFactory(title="Містечко", language="uk", translation_of=original)
    assert Pack.objects.for_language(*codes).first().title == title
