import pytest
from django.core.management import CommandError, call_command

from quizzes.management.commands import fit_memory, nightly
from tests.actions.test_fitting import finds_the_truth, with_log
from tests.scheduling.learners import FORGETFUL, lived

pytestmark = pytest.mark.django_db


@pytest.fixture
def optimizer(monkeypatch):
    """As if the extra were there."""
    for module in (fit_memory, nightly):
        monkeypatch.setattr(module, "has_optimizer", lambda: True)
    fit_all = fit_memory.fitting.fit_all
    monkeypatch.setattr(
        fit_memory.fitting, "fit_all", lambda now: fit_all(now=now, optimize=finds_the_truth)
    )


@pytest.fixture
def bare(monkeypatch):
    for module in (fit_memory, nightly):
        monkeypatch.setattr(module, "has_optimizer", lambda: False)


def test_command_tells_how_many_were_fitted(optimizer, capsys):
    with_log(lived(FORGETFUL, days=60))
    call_command("fit_memory")
    assert capsys.readouterr().out == "Learners tried: 1, fitted anew: 1\n"


def test_command_without_the_optimizer_says_how_to_get_it(bare):
    with pytest.raises(CommandError, match="make fitting"):
        call_command("fit_memory")


def test_night_fits_where_it_can(optimizer, capsys):
    with_log(lived(FORGETFUL, days=60))
    call_command("nightly")
    assert "fitted anew: 1\n" in capsys.readouterr().out


def test_night_without_the_optimizer_goes_on(bare, capsys):
    with_log(lived(FORGETFUL, days=60))
    call_command("nightly")
    assert capsys.readouterr().out == ""
