"""Pictures as they are sent: for good to one browser, to nobody who is not at work."""

from uuid import UUID

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.views.authored import picture

pytestmark = pytest.mark.django_db


def address(kept) -> str:
    return reverse("picture", args=[getattr(kept, "pk", kept)])


def test_picture_is_sent_as_what_it_is_and_kept_by_one_browser(client):
    kept = picture(UserFactory())
    client.force_login(UserFactory())
    response = client.get(address(kept))
    assert response.content == b"\x89PNG"
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"


def test_browser_that_has_it_is_sent_nothing(client):
    kept = picture(UserFactory())
    client.force_login(UserFactory())
    tag = client.get(address(kept))["ETag"]
    response = client.get(address(kept), headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


def test_nobody_is_told_whether_it_is_there(client):
    kept = picture(UserFactory())
    codes = [client.get(address(key)).status_code for key in (kept.pk, UUID(int=1))]
    assert codes == [404, 404]
