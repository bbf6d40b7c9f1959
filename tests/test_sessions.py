from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from quizzes.sessions import SessionStore
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def kept(**values):
    store = SessionStore()
    store.update(values)
    store.save()
    return store.session_key


def test_session_gives_what_was_kept():
    assert dict(SessionStore(kept(word="ґанок")).items()) == {"word": "ґанок"}


def test_session_that_ran_out_is_empty_and_leaves_its_key():
    key = kept(word="ґанок")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    store = SessionStore(key)
    assert list(store.items()) == []
    assert store.session_key is None


def test_key_that_nobody_gave_is_not_taken_over():
    store = SessionStore("a" * 32)
    store["word"] = "ґанок"
    store.save()
    assert store.session_key != "a" * 32


@pytest.mark.parametrize("changed", [{"is_active": False}, {"password": "!other"}])
def test_session_ends_with_the_account_or_the_password_it_began_with(client, changed):
    learner = UserFactory()
    client.force_login(learner)
    assert client.get("/").context["user"] == learner
    type(learner).objects.filter(pk=learner.pk).update(**changed)
    assert client.get("/").context["user"].is_anonymous


def test_session_of_no_account_is_nobodys(client):
    client.force_login(UserFactory())
    session = client.session
    session[SESSION_KEY] = str(2**63)
    session.save()
    assert client.get("/").context["user"].is_anonymous
