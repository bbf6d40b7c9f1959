"""Who may do what: role × address × method, for every address of the URL conf.

An address without a row fails, so that none is added without somebody deciding who may open it.
The quiz is the owner's, open, with nothing answered; every form is sent empty but for its token
against forgery.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from http.cookies import SimpleCookie
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from quizzes.actions import (
    accounts,
    assignments,
    attempts,
    deck_exchange,
    question_exchange,
)
from quizzes.exchange.deck import Imported
from quizzes.exchange.formats import Format
from quizzes.kinds import Kind
from quizzes.models import (
    Assignment,
    Attempt,
    Card,
    Classroom,
    Draft,
    ItemReport,
    Membership,
    Pack,
    PendingImport,
    Picture,
    Question,
    QuestionImport,
    QuestionSet,
    SetEntry,
    Source,
    TeacherRequest,
    User,
)
from quizzes.models.classes import MemberRole
from quizzes.models.people import Role
from quizzes.urls import urlpatterns
from tests.cards import card_of, own_card
from tests.factories import NOON, TopicFactory, UserFactory, choice_question, ordering_question
from tests.views.authored import authored
from tests.views.authoring import pack_with_a_fact
from tests.views.quiz import begin, without_tokens
from tests.views.reading import cited_fact

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOBODY, GUEST, OWNER, STRANGER, CLASSMATE, TEACHER, FORMER, OTHER, ADMINISTRATOR = ROLES = (
    "nobody",
    "another guest",
    "owner",
    "stranger",
    "classmate",
    "teacher of the owner",
    "teacher of a class that the owner left",
    "teacher of others",
    "administrator",
)
TEACHERS = (TEACHER, FORMER, OTHER, ADMINISTRATOR)

Outcomes = Mapping[str, str]  # by role: a status, or the name of the page that one is sent to


def everybody(outcome: str, but: Mapping[str, tuple[str, ...]] | None = None) -> Outcomes:
    """``outcome`` for all roles, except for those listed in ``but`` under another outcome."""
    told = dict.fromkeys(ROLES, outcome)
    for other, roles in (but or {}).items():
        told |= dict.fromkeys(roles, other)
    return told


PAGE = (everybody("200"), everybody("405"))
POST_ONLY = everybody("405")
# The learner's own, closed to everybody else; without a log-in, one may be the owner.
OWN_ITEM = everybody("404", {"200": (OWNER,), "to login": (NOBODY,)})
OF_TEACHERS = everybody("404", {"200": TEACHERS, "to login": (NOBODY,)})
OF_ITS_TEACHER = everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)})
NEVER_SENT = everybody("405", {"to login": (NOBODY,)})
CLASS_PAGE = (
    everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
    everybody("405", {"to login": (NOBODY,)}),
)
CLASS_FORM = (CLASS_PAGE[0], everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)}))
SCHOOL_PAGE = (
    everybody("404", {"200": (ADMINISTRATOR,), "to login": (NOBODY,)}),
    everybody("405", {"to login": (NOBODY,)}),
)
SCHOOL_CHOICE = everybody("404", {"400": (ADMINISTRATOR,), "to login": (NOBODY,)})
MATRIX: dict[str, tuple[Outcomes, Outcomes]] = {
    # Reading: open to all, and never changed by a request.
    "home": PAGE,
    "topics": PAGE,
    "topic": PAGE,
    "fact": PAGE,
    "timeline": PAGE,
    "sources": PAGE,
    "source": PAGE,
    "disagreements": PAGE,
    "search": PAGE,
    "about": PAGE,
    "passage": (everybody("404"), everybody("405")),  # no document is attached
    "sensitive_choice": (POST_ONLY, everybody("400")),
    "content_language": (POST_ONLY, everybody("400")),
    "attach_document": (everybody("404", {"200": TEACHERS}), everybody("404", {"422": TEACHERS})),
    "detach_document": (
        POST_ONLY,
        everybody("404", {"to attach_document": TEACHERS}),
    ),
    # Accounts: always one's own.
    "signup": (
        everybody("to progress", {"200": (NOBODY, GUEST)}),
        everybody("to progress", {"422": (NOBODY, GUEST)}),
    ),
    "login": (everybody("200"), everybody("422")),
    "logout": (POST_ONLY, everybody("to home")),
    "recover": (everybody("200"), everybody("422")),
    "passphrase": (
        everybody("to preferences", {"to login": (NOBODY,)}),
        everybody("to home", {"to login": (NOBODY,)}),
    ),
    "new_passphrase": (
        POST_ONLY,
        everybody("to passphrase", {"to login": (NOBODY,), "to signup": (GUEST,)}),
    ),
    "keep_answers": (
        everybody("to home", {"to login": (NOBODY,)}),
        everybody("to home", {"to login": (NOBODY,)}),
    ),
    "start_afresh": (POST_ONLY, everybody("to home")),
    "preferences": (
        everybody("200", {"to login": (NOBODY,)}),
        everybody("422", {"to login": (NOBODY,)}),
    ),
    # Progress: one's own.
    "progress": PAGE,
    "memory": PAGE,
    "memory_weights": (POST_ONLY, everybody("400", {"to login": (NOBODY,)})),
    "today": (everybody("200", {"to login": (NOBODY,)}), everybody("405", {"to login": (NOBODY,)})),
    # A quiz: begun by anybody, gone on with by its learner, its result seen by the teacher too.
    "quiz_new": PAGE,
    "quiz_start": (POST_ONLY, everybody("to attempt_item")),
    "attempt": (
        everybody("404", {"to attempt_item": (OWNER,), "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "attempt_item": (OWN_ITEM, everybody("405")),
    "answer": (POST_ONLY, everybody("404", {"422": (OWNER,), "to login": (NOBODY,)})),
    "item_report": (
        POST_ONLY,
        everybody("404", {"to attempt_item": (OWNER,), "to login": (NOBODY,)}),
    ),
    "attempt_result": (
        everybody("404", {"to attempt": (OWNER,), "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "attempt_review": (
        everybody("404", {"to attempt": (OWNER,), "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "attempt_finish": (
        POST_ONLY,
        everybody("404", {"to attempt_result": (OWNER,), "to login": (NOBODY,)}),
    ),
    "attempt_retry": (
        POST_ONLY,
        everybody("404", {"to attempt_item": (OWNER,), "to login": (NOBODY,)}),
    ),
    # Cards: one's own, closed to those who teach, too.
    "review": PAGE,
    "review_card": (everybody("200", {"to review": (NOBODY,)}), everybody("405")),
    "review_ahead": (everybody("200", {"204": (NOBODY,)}), everybody("405")),
    "review_offline": (everybody("200", {"to review": (NOBODY,)}), everybody("405")),
    "review_worker": PAGE,
    "rate_card": (POST_ONLY, everybody("404", {"422": (OWNER,), "to login": (NOBODY,)})),
    "change_card": (
        POST_ONLY,
        everybody("404", {"to review_card": (OWNER,), "to login": (NOBODY,)}),
    ),
    "note_card": (
        POST_ONLY,
        everybody("404", {"to review_card": (OWNER,), "to login": (NOBODY,)}),
    ),
    "undo_review": (POST_ONLY, everybody("422", {"to login": (NOBODY,)})),
    "learn_more": (POST_ONLY, everybody("400", {"to login": (NOBODY,)})),
    "plan_exam": (POST_ONLY, everybody("400", {"to login": (NOBODY,)})),
    "practice_own": (everybody("200", {"to review": (NOBODY,)}), everybody("405")),
    "practice": (
        everybody("404", {"200": (OWNER,), "to review": (NOBODY,)}),
        everybody("405"),
    ),
    "read_again": (everybody("200", {"to review": (NOBODY,)}), everybody("405")),
    "review_preferences": (
        everybody("200", {"to login": (NOBODY,)}),
        everybody("422", {"to login": (NOBODY,)}),
    ),
    "decks": PAGE,
    "add_cards": (POST_ONLY, everybody("400")),
    "leave_deck": (POST_ONLY, everybody("400", {"to login": (NOBODY,)})),
    "deck_export": (everybody("200", {"to login": (NOBODY,)}), everybody("405")),
    "deck_import": (everybody("200"), everybody("422")),
    "deck_import_confirm": (
        OWN_ITEM,
        everybody("404", {"to decks": (OWNER,), "to login": (NOBODY,)}),
    ),
    "own_card_new": (everybody("200"), everybody("422")),
    "own_card": (
        everybody("404", {"200": (OWNER,), "to login": (NOBODY,)}),
        everybody("404", {"422": (OWNER,), "to login": (NOBODY,)}),
    ),
    "own_card_delete": (
        POST_ONLY,
        everybody("404", {"to decks": (OWNER,), "to login": (NOBODY,)}),
    ),
    # Classes: their own teachers'. Who pupils are and what they know is nobody else's.
    "classrooms": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        everybody("405", {"to login": (NOBODY,)}),
    ),
    "classroom": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("405", {"to login": (NOBODY,)}),
    ),
    "classroom_exam": (
        POST_ONLY,
        everybody("404", {"to classroom_readiness": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "classroom_mend": (
        POST_ONLY,
        everybody("404", {"400": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "classroom_new": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        everybody("404", {"422": TEACHERS, "to login": (NOBODY,)}),
    ),
    "classroom_readiness": CLASS_PAGE,
    "classroom_board": (CLASS_PAGE[0], everybody("405")),
    "classroom_log": CLASS_PAGE,
    "classroom_settings": CLASS_FORM,
    "classroom_code": (POST_ONLY, everybody("404", {"400": (TEACHER,), "to login": (NOBODY,)})),
    "classroom_archive": (POST_ONLY, everybody("404", {"400": (TEACHER,), "to login": (NOBODY,)})),
    "classroom_pupils": CLASS_PAGE,
    "classroom_teachers": CLASS_FORM,
    "pupils_add": CLASS_FORM,
    "pupils_passphrases": (POST_ONLY, CLASS_FORM[1]),
    "pupil": CLASS_FORM,
    "pupil_move": (POST_ONLY, CLASS_FORM[1]),
    "pupil_remove": (
        POST_ONLY,
        everybody("404", {"to classroom_pupils": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "teacher_remove": (
        POST_ONLY,
        everybody("404", {"to classroom_teachers": (TEACHER,), "to login": (NOBODY,)}),
    ),
    # Joining: whoever has the code. Members are told that they are in.
    "join": (everybody("200"), everybody("422")),
    "join_class": (
        everybody("200"),
        everybody("422", {"200": (OWNER, CLASSMATE, TEACHER)}),
    ),
    "join_back": (everybody("200"), everybody("422")),
    "joined": (
        everybody("to home", {"to login": (NOBODY,)}),
        everybody("to home", {"to login": (NOBODY,)}),
    ),
    # One's own account, and what is kept about oneself.
    "privacy": PAGE,
    "account": (
        everybody("200", {"to login": (NOBODY,)}),
        everybody("405", {"to login": (NOBODY,)}),
    ),
    "account_export": (POST_ONLY, everybody("200", {"to login": (NOBODY,)})),
    "account_delete": (
        everybody("200", {"to login": (NOBODY,)}),
        # A guest has no password to ask for.
        everybody("422", {"to login": (NOBODY,), "to home": (GUEST,)}),
    ),
    "teach_request": (
        everybody("200", {"to teach": TEACHERS, "to login": (NOBODY,)}),
        # Here, as on one's own machine, whoever says so teaches.
        everybody("to teach", {"to teach_request": (GUEST,), "to login": (NOBODY,)}),
    ),
    # People: the administrators'.
    "people": (SCHOOL_PAGE[0], SCHOOL_PAGE[0]),  # a search is sent by POST
    "people_log": SCHOOL_PAGE,
    "people_decide": (POST_ONLY, SCHOOL_CHOICE),
    "person": SCHOOL_PAGE,
    "person_role": (POST_ONLY, SCHOOL_CHOICE),
    "person_active": (POST_ONLY, SCHOOL_CHOICE),
    "person_passphrase": (
        POST_ONLY,
        everybody("404", {"200": (ADMINISTRATOR,), "to login": (NOBODY,)}),
    ),
    "person_erase": (
        POST_ONLY,
        everybody("404", {"422": (ADMINISTRATOR,), "to login": (NOBODY,)}),
    ),
    # Sets, bank, paper: of those who teach; a private set is its owner's.
    # The stranger has asked to teach, and is told how that stands.
    "teach": (
        everybody("404", {"200": TEACHERS, "to teach_request": (STRANGER,), "to login": (NOBODY,)}),
        NEVER_SENT,
    ),
    "bank": (OF_TEACHERS, NEVER_SENT),
    "sets": PAGE,
    "set_new": (
        OF_TEACHERS,
        everybody("404", {"422": TEACHERS, "to login": (NOBODY,)}),
    ),
    "set_take": (
        everybody("404", {"200": (TEACHER,)}),
        everybody("404", {"to attempt": (TEACHER,)}),
    ),
    "question_set": (everybody("404", {"200": (TEACHER,)}), everybody("405")),
    "set_options": (
        OF_ITS_TEACHER,
        everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_entries": (
        POST_ONLY,
        everybody("404", {"400": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_draw": (
        OF_ITS_TEACHER,
        everybody("404", {"to question_set": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_pick": (
        OF_ITS_TEACHER,
        everybody("404", {"to question_set": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_from_topic": (
        POST_ONLY,
        everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_copy": (
        POST_ONLY,
        everybody("404", {"to question_set": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_archive": (
        POST_ONLY,
        everybody("404", {"to sets": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_restore": (
        POST_ONLY,
        everybody("404", {"to question_set": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_cards": (
        POST_ONLY,
        everybody("404", {"to question_set": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_import": (OF_TEACHERS, everybody("404", {"422": TEACHERS, "to login": (NOBODY,)})),
    "set_import_confirm": (
        OF_ITS_TEACHER,
        everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "set_export": (
        everybody("404", {"to set_export_as": (TEACHER,), "to login": (NOBODY,)}),
        NEVER_SENT,
    ),
    "set_export_as": (OF_ITS_TEACHER, NEVER_SENT),
    "paper": (OF_ITS_TEACHER, NEVER_SENT),
    "paper_key": (OF_ITS_TEACHER, NEVER_SENT),
    # Class work: its teachers see to it, its pupils take it; nobody else learns that it is there.
    "assignments": (
        everybody("404", {"200": (TEACHER, OWNER, CLASSMATE), "to login": (NOBODY,)}),
        everybody("405", {"to login": (NOBODY,)}),
    ),
    "assignment_new": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        everybody("404", {"422": TEACHERS, "to login": (NOBODY,)}),
    ),
    "assignment": (
        everybody("404", {"200": (TEACHER, OWNER, CLASSMATE), "to login": (NOBODY,)}),
        everybody("405", {"to login": (NOBODY,)}),
    ),
    "assignment_edit": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "assignment_end": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("404", {"to assignment": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "assignment_open": (
        POST_ONLY,
        everybody("404", {"400": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "assignment_archive": (
        POST_ONLY,
        everybody("404", {"to assignment": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "assignment_pupils": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("405", {"to login": (NOBODY,)}),
    ),
    "assignment_pupil": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("404", {"to assignment_pupils": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "assignment_start": (
        POST_ONLY,
        everybody("404", {"to attempt": (OWNER, CLASSMATE), "to login": (NOBODY,)}),
    ),
    "assignment_cards": (
        POST_ONLY,
        everybody("404", {"409": (OWNER, CLASSMATE), "to login": (NOBODY,)}),
    ),
    # Results: the teachers' of the class, while the pupil is in it.
    "gradebook": CLASS_PAGE,
    "export_results": (POST_ONLY, everybody("404", {"400": (TEACHER,), "to login": (NOBODY,)})),
    "pupil_results": CLASS_PAGE,
    "assignment_results": CLASS_PAGE,
    "question_results": CLASS_PAGE,
    "pupil_attempts": CLASS_PAGE,
    "set_results": CLASS_PAGE,
    "pupil_attempt": CLASS_PAGE,
    "reopen_attempt": CLASS_FORM,
    "delete_attempt": (
        CLASS_PAGE[0],
        everybody("404", {"to pupil_attempts": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "mark_answer": (POST_ONLY, CLASS_FORM[1]),
    "unmark_answer": (
        POST_ONLY,
        everybody("404", {"to pupil_attempt": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "comment_answer": (
        POST_ONLY,
        everybody("404", {"to pupil_attempt": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "question_regrade": CLASS_FORM,
    "assignment_live": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("405", {"to login": (NOBODY,)}),
    ),
}
# A pack in the making: its author's alone.
OWN_PACK = everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)})
OWN_PACK_ONLY_READ = everybody("405", {"to login": (NOBODY,)})
MATRIX |= {
    "own_packs": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        everybody("404", {"422": TEACHERS, "to login": (NOBODY,)}),
    ),
    "pack_import": (POST_ONLY, everybody("404", {"422": TEACHERS, "to login": (NOBODY,)})),
    "date_words": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        OWN_PACK_ONLY_READ,
    ),
    "own_pack": (OWN_PACK, OWN_PACK_ONLY_READ),
    "pack_export": (OWN_PACK, OWN_PACK_ONLY_READ),
    "pack_topic": (POST_ONLY, everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)})),
    "pack_delete": (
        OWN_PACK,
        everybody("404", {"to own_packs": (TEACHER,), "to login": (NOBODY,)}),
    ),
    # Of the last topic, which stays.
    "topic_delete": (OWN_PACK, OWN_PACK),
    "pack_visibility": (POST_ONLY, everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)})),
    "pack_generate": (POST_ONLY, OWN_PACK),
    "pack_source": (OWN_PACK, everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)})),
    "source_edit": (OWN_PACK, everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)})),
    "fact_new": (OWN_PACK, everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)})),
    "fact_edit": (OWN_PACK, everybody("404", {"422": (TEACHER,), "to login": (NOBODY,)})),
    "fact_remove": (
        POST_ONLY,
        everybody("404", {"to own_pack": (TEACHER,), "to login": (NOBODY,)}),
    ),
    # Writing questions: those who teach; each question, draft and report its author's.
    "question_new": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
    ),
    "question_check": (POST_ONLY, everybody("404", {"200": TEACHERS, "to login": (NOBODY,)})),
    "fact_find": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "draft_keep": (POST_ONLY, everybody("404", {"200": TEACHERS, "to login": (NOBODY,)})),
    "draft": (
        everybody("404", {"to question_new": (TEACHER,), "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "draft_discard": (
        POST_ONLY,
        everybody("404", {"to teach": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "question_reports": (
        everybody("404", {"200": TEACHERS, "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "report_settle": (
        POST_ONLY,
        everybody("404", {"to question_reports": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "question": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "question_edit": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "question_copy": (
        POST_ONLY,
        everybody("404", {"to draft": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "question_retire": (
        POST_ONLY,
        everybody("404", {"to question": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "question_restore": (
        POST_ONLY,
        everybody("404", {"to question": (TEACHER,), "to login": (NOBODY,)}),
    ),
    "question_versions": (
        everybody("404", {"200": (TEACHER,), "to login": (NOBODY,)}),
        everybody("405"),
    ),
    "version_restore": (
        POST_ONLY,
        everybody("404", {"to question_versions": (TEACHER,), "to login": (NOBODY,)}),
    ),
    # Nobody guesses the address of a picture; who is at work may have been shown it.
    "picture": (everybody("200", {"404": (NOBODY,)}), everybody("405")),
}
NAMES = [str(route.name) for route in urlpatterns]
WITH_ATTEMPT = [
    str(route.name) for route in urlpatterns if "attempt_id" in route.pattern.converters
]
OF_CLASS_WORK = {
    "pupil_attempt",
    "reopen_attempt",
    "delete_attempt",
    "mark_answer",
    "unmark_answer",
    "comment_answer",
}
ABSENT = UUID(int=1)
CODES = {TEACHER: "ABCD2345", FORMER: "EFGH2345", OTHER: "JKMN2345"}


@pytest.fixture(scope="module")
def quiz(kept: None) -> Attempt:
    topic = TopicFactory(slug="river")
    question = choice_question(topic)
    ordering_question(topic)
    cited_fact(topic, slug="flood")
    made = begin(UserFactory.create(), length=2)
    card_of(question, made.learner)
    own_card(made.learner)
    deck_exchange.keep(owner=made.learner, name="deck", imported=Imported(decks=()), now=NOON)
    return made


@pytest.fixture(scope="module")
def people(quiz: Attempt) -> dict[str, User | None]:
    def person(role: Role = Role.LEARNER) -> User:
        made: User = UserFactory.create(role=role)
        return made

    people = {
        NOBODY: None,
        GUEST: accounts.create_guest(now=NOON),
        OWNER: quiz.learner,
        STRANGER: person(),
        CLASSMATE: person(),
        TEACHER: person(Role.TEACHER),
        FORMER: person(Role.TEACHER),
        OTHER: person(Role.TEACHER),
        ADMINISTRATOR: person(Role.ADMINISTRATOR),
    }
    for teacher, pupils in (
        (TEACHER, (OWNER, CLASSMATE)),
        (FORMER, (CLASSMATE,)),
        (OTHER, (STRANGER,)),
    ):
        room = Classroom.objects.create(name=teacher, code=CODES[teacher], created_at=NOON)
        join(room, people[teacher], MemberRole.TEACHER)
        for pupil in pupils:
            join(room, people[pupil], MemberRole.PUPIL)
        if teacher == FORMER:
            join(room, people[OWNER], MemberRole.PUPIL)
            Membership.objects.filter(classroom=room, user=people[OWNER]).delete()
    authored(people[TEACHER], reporter=people[OWNER])
    rivers = QuestionSet.objects.create(
        owner=people[TEACHER], title="Rivers", created_at=NOON, changed_at=NOON
    )
    Assignment.objects.create(
        classroom=Classroom.objects.get(name=TEACHER),
        question_set=rivers,
        title="Rivers",
        opens_at=NOON - timedelta(days=3650),
        created_at=NOON,
    )
    question_exchange.keep(
        owner=people[TEACHER], name="x", data=b"x {T}", format=Format.GIFT, now=NOON
    )
    TeacherRequest.objects.create(user=people[STRANGER], created_at=NOON)
    hand_in_rivers(people[OWNER], rivers)
    pack_with_a_fact(people[TEACHER])
    return people


@pytest.fixture(scope="module")
def cookies(people: dict[str, User | None]) -> dict[str, SimpleCookie]:
    """By role: what the browser of somebody who is logged in sends."""
    clients = {role: Client() for role in people}
    for role, person in people.items():
        if person is not None:
            clients[role].force_login(person)
    return {role: client.cookies for role, client in clients.items()}


def hand_in_rivers(learner: User | None, rivers: QuestionSet) -> None:
    """One attempt at the class work, so that there are results; older than the quiz."""
    question = Question.objects.filter(kind=Kind.CHOICE).first()
    SetEntry.objects.create(question_set=rivers, position=1, question=question)
    given = Assignment.objects.select_related("classroom").get(question_set=rivers)
    long_ago = NOON - timedelta(days=3649)
    made = assignments.begin(assignment=given, pupil=learner, seed=1, now=long_ago)
    attempts.finish(attempt_id=made.pk, learner=learner, now=long_ago)


def test_every_address_has_a_row():
    assert sorted(MATRIX) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_role_address_and_method(name, quiz, cookies):
    address = address_of(name, quiz.pk)
    for_get, for_post = MATRIX[name]
    got = {role: outcome(asked("GET", address, sent)) for role, sent in cookies.items()}
    posted = {role: outcome(asked("POST", address, sent)) for role, sent in cookies.items()}
    assert got == for_get
    assert posted == for_post


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_other_methods_do_nothing(method, name, quiz, cookies):
    address = address_of(name, quiz.pk)
    for role in (NOBODY, OWNER, ADMINISTRATOR):
        assert outcome(asked(method, address, cookies[role])) in {"405", "404", "to login"}


@pytest.mark.parametrize("name", [name for name in NAMES if "405" not in MATRIX[name][1].values()])
def test_every_change_needs_the_token_against_forgery(name, quiz):
    client = Client(enforce_csrf_checks=True)
    client.force_login(quiz.learner)
    assert client.post(address_of(name, quiz.pk), {"choice": "read"}).status_code == 403


@pytest.mark.parametrize("name", WITH_ATTEMPT)
def test_somebody_elses_quiz_answers_like_one_that_is_not_there(name, quiz, cookies):
    for role in set(ROLES) - {NOBODY, OWNER, TEACHER}:
        for method in ("GET", "POST"):
            theirs = asked(method, address_of(name, quiz.pk), cookies[role])
            absent = asked(method, address_of(name, ABSENT), cookies[role])
            assert told(theirs, quiz.pk) == told(absent, ABSENT)


def test_colleagues_do_not_see_each_others_quizzes(people, cookies):
    room = Classroom.objects.create(name="shared", code="SHARED22", created_at=NOON)
    for teacher in (TEACHER, OTHER):
        join(room, people[teacher], MemberRole.TEACHER)
    theirs = begin(people[TEACHER], length=2)
    address = address_of("attempt_result", theirs.pk)
    assert outcome(asked("GET", address, cookies[OTHER])) == "404"


def join(room: Classroom, person: User | None, role: MemberRole) -> None:
    Membership.objects.create(classroom=room, user=person, role=role, joined_at=NOON)


def address_of(name: str, attempt_id: UUID) -> str:
    route = next(route for route in urlpatterns if route.name == name)
    cards = Card.objects.order_by("pk")
    there = {
        "attempt_id": _of_class(attempt_id) if name in OF_CLASS_WORK else attempt_id,
        "question_id": Question.objects.filter(setentry__isnull=False)
        .values_list("pk", flat=True)
        .first()
        or 1,
        **_authored(name),
        "position": 1,
        "classroom_id": _class_of(TEACHER),
        "member_id": _member(TEACHER if name == "teacher_remove" else OWNER),
        "person_id": User.objects.filter(attempt=attempt_id).values_list("pk", flat=True).first()
        or 1,
        "request_id": TeacherRequest.objects.values_list("pk", flat=True).first() or 1,
        "code": CODES[TEACHER],
        "set_id": QuestionSet.objects.values_list("pk", flat=True).first() or 1,
        "assignment_id": Assignment.objects.values_list("pk", flat=True).first() or 1,
        "pupil_id": Attempt.objects.values_list("learner", flat=True).first() or 1,
        "card_id": cards.own().get().pk if name.startswith("own_card") else cards.first().pk,
        "pending_id": PendingImport.objects.values_list("pk", flat=True).first() or ABSENT,
        "import_id": QuestionImport.objects.values_list("pk", flat=True).first() or ABSENT,
        "format": "gift",
        "start": 10,
        "end": 15,
        "topic_id": cards.first().topic_id,
        "slug": {"topic": "river", "fact": "flood"}.get(
            name, Source.objects.get(pack__owner=None).slug
        ),
        "pack_slug": Pack.objects.filter(fact__slug="mill-built")
        .values_list("slug", flat=True)
        .first()
        or "x",
        "fact_slug": "mill-built",
        "source_slug": "chronicle",
        "topic_slug": "general",
    }
    return reverse(name, kwargs={part: there[part] for part in route.pattern.converters})


def _authored(name: str) -> dict[str, object]:
    """A question of the teacher's own, and what belongs to it."""
    written = Question.objects.filter(origin="written").values_list("pk", flat=True).first() or 1
    there = {
        "number": 1,
        "draft_id": Draft.objects.values_list("pk", flat=True).first() or ABSENT,
        "report_id": ItemReport.objects.values_list("pk", flat=True).first() or 1,
        "picture_id": Picture.objects.values_list("pk", flat=True).first() or ABSENT,
    }
    pages = {"edit", "copy", "retire", "restore", "versions"}
    of_author = name in {"question", "version_restore", *(f"question_{page}" for page in pages)}
    return there | {"question_id": written} if of_author else there


def _of_class(attempt_id: UUID) -> UUID:
    """What was handed in to the class, in place of the quiz."""
    handed_in = Attempt.objects.filter(assignment__isnull=False).values_list("pk", flat=True)
    return attempt_id if attempt_id == ABSENT else handed_in.first() or ABSENT


def _member(role: str) -> int:
    """The row of the teacher, or of the owner, in the teacher's class."""
    rows = Membership.objects.filter(classroom=_class_of(TEACHER))
    kind = MemberRole.TEACHER if role == TEACHER else MemberRole.PUPIL
    row = rows.filter(role=kind).order_by("pk").first()
    return row.pk if row else 1


def _class_of(teacher: str) -> int:
    room = Classroom.objects.filter(name=teacher).first()
    return room.pk if room else 1


def asked(method: str, address: str, cookies: SimpleCookie) -> HttpResponse:
    """What it changed is undone, so that the next one meets the same."""
    client = Client()
    client.cookies = deepcopy(cookies)
    with transaction.atomic():
        response: HttpResponse = client.generic(
            method,
            address,
            b"x=1" if method == "POST" else b"",
            content_type="application/x-www-form-urlencoded",
        )
        transaction.set_rollback(True)
    return response


def outcome(response: HttpResponse) -> str:
    if response.status_code == 302:
        return f"to {resolve(response.headers['Location'].partition('?')[0]).url_name}"
    return str(response.status_code)


def told(response: HttpResponse, attempt_id: UUID) -> tuple[int, list[tuple[str, str]], str]:
    body = without_tokens(response.content.decode()).replace(str(attempt_id), "")
    # Expires is the second of the answer, which may turn between the two.
    varying = {"Content-Length", "Expires"}
    headers = [(n, v) for n, v in response.headers.items() if n not in varying]
    return response.status_code, headers, body
