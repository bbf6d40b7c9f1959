import pytest


@pytest.mark.django_db
def test_absent_page_answers_404(client):
    assert client.get("/absent/").status_code == 404
