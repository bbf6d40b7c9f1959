from __future__ import annotations

import ipaddress
import multiprocessing
import stat
from pathlib import Path

import pytest

from izium_edu.environment import (
    Environment,
    SettingError,
    is_weak,
    kept_secret,
    read_variables,
)

STRONG = "q7Wm2ZtR9xKc4VnB8LpD5sHgJ3fY6aEuT1oI0rNwXvQyCzMkPd"


def env(**variables: str) -> Environment:
    return Environment(variables=variables)


def test_text_strips_blanks():
    assert env(NAME="  x ").text("NAME") == "x"


def test_text_blank_counts_as_absent():
    assert env(NAME=" ").text("NAME", default="y") == "y"


def test_text_absent_without_default_names_the_variable():
    with pytest.raises(SettingError, match=r"^NAME is not set\.$"):
        env().text("NAME")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("1", True), ("Yes", True), ("on", True), ("0", False), ("false", False), ("OFF", False)],
)
def test_flag_reads_words(word, meant):
    assert env(HTTPS=word).flag("HTTPS", default=not meant) is meant


@pytest.mark.parametrize("word", ["ture", "2", "нет", "y"])
def test_flag_refuses_other_words(word):
    with pytest.raises(SettingError, match="HTTPS must be 1 or 0"):
        env(HTTPS=word).flag("HTTPS", default=True)


def test_integer_reads_its_limits():
    assert env(PORT="1").integer("PORT", default=8, least=1, most=9) == 1
    assert env(PORT="9").integer("PORT", default=8, least=1, most=9) == 9


@pytest.mark.parametrize("digits", ["0", "10", "-1", "1.5", "1e3", "٣", "x", "9" * 40])
def test_integer_refuses_what_is_outside(digits):
    with pytest.raises(SettingError, match="PORT must be a whole number from 1 to 9"):
        env(PORT=digits).integer("PORT", default=8, least=1, most=9)


def test_choice_ignores_case():
    assert env(MODE="Local").choice("MODE", among=("local", "remote"), default="remote") == "local"


def test_choice_lists_what_is_possible():
    with pytest.raises(SettingError, match="MODE must be one of: local, remote"):
        env(MODE="prod").choice("MODE", among=("local", "remote"), default="local")


def test_names_drops_empty_parts():
    assert env(HOSTS=" a.org, ,b.org,").names("HOSTS") == ["a.org", "b.org"]


@pytest.mark.parametrize("origin", ["quiz.example.org", "https://a.org/path", "ftp://a.org"])
def test_origins_refuses_what_a_browser_never_sends(origin):
    with pytest.raises(SettingError, match="ORIGINS must list origins"):
        env(ORIGINS=origin).origins("ORIGINS")


def test_networks_reads_addresses_and_networks():
    assert env(PROXIES="10.0.0.5, fd00::/8").networks("PROXIES") == [
        ipaddress.ip_network("10.0.0.5/32"),
        ipaddress.ip_network("fd00::/8"),
    ]


@pytest.mark.parametrize("text", ["proxy.local", "10.0.0.5/8", "10.0.0.256"])
def test_networks_refuses_what_is_none(text):
    with pytest.raises(SettingError, match="PROXIES must list addresses"):
        env(PROXIES=text).networks("PROXIES")


@pytest.mark.parametrize("zone", ["Europe/Izium", "../etc/passwd", "Europe"])
def test_time_zone_refuses_what_is_none(zone):
    with pytest.raises(SettingError, match="TIME_ZONE must be a time zone"):
        env(TIME_ZONE=zone).time_zone("TIME_ZONE", default="Europe/Kyiv")


def test_secret_accepts_a_strong_key():
    assert env(SECRET_KEY=STRONG).secret("SECRET_KEY") == STRONG


def test_secret_absent_says_how_to_make_one():
    with pytest.raises(SettingError, match=r"SECRET_KEY is not set\. Make one with: python3"):
        env().secret("SECRET_KEY")


@pytest.mark.parametrize(
    "key", ["short", "ab" * 40, f"django-insecure-{STRONG}", f"changeme{STRONG}", STRONG[:49]]
)
def test_secret_refuses_a_weak_key_without_repeating_it(key):
    with pytest.raises(SettingError, match="SECRET_KEY is weak") as caught:
        env(SECRET_KEY=key).secret("SECRET_KEY")
    assert key not in str(caught.value)


def test_secrets_refuses_a_weak_older_key():
    with pytest.raises(SettingError, match="holds a weak key"):
        env(OLD=f"{STRONG},short").secrets("OLD")


def test_database_relative_file():
    database = env(URL="sqlite:///var/db.sqlite3").database("URL", default="", base=Path("/srv"))
    assert database["NAME"] == "/srv/var/db.sqlite3"


def test_database_absolute_file():
    database = env(URL="sqlite:////data/d%20b.sqlite3").database("URL", default="", base=Path("/"))
    assert database["NAME"] == "/data/d b.sqlite3"


def test_database_postgresql_with_everything():
    url = "postgres://us%40er:p%3Aw%2F@db.example.org:5433/quiz?sslmode=require"
    assert env(URL=url).database("URL", default="", base=Path("/")) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "quiz",
        "USER": "us@er",
        "PASSWORD": "p:w/",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_postgresql_on_a_socket():
    database = env(URL="postgresql://postgres:@/postgres?host=/run/pg").database(
        "URL", default="", base=Path("/")
    )
    assert (database["HOST"], database["PORT"], database["OPTIONS"]) == ("/run/pg", "", {})


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://a/b", "must begin with"),
        ("db.sqlite3", "must begin with"),
        ("sqlite://host/db", "must name a file"),
        ("sqlite:///", "must name a file"),
        ("postgres://u:secretword@h", "name of a database"),
        ("postgres://u:secretword@h:port/d", "port that is not a number"),
        ("postgres://u:secretword@h/d?sslmod=require", "not known: sslmod"),
    ],
)
def test_database_refuses_without_repeating_the_password(url, words):
    with pytest.raises(SettingError, match=words) as caught:
        env(URL=url).database("URL", default="", base=Path("/srv"))
    assert "secretword" not in str(caught.value)


def test_read_variables_reads_a_file(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# words\n\nA_B=1 = 2\nexport C='x y'\nD=\"\"\n", encoding="utf-8")
    variables = read_variables(file)
    assert (variables["A_B"], variables["C"], variables["D"]) == ("1 = 2", "x y", "")


def test_read_variables_process_wins(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("A_B=file\n", encoding="utf-8")
    monkeypatch.setenv("A_B", "process")
    assert read_variables(file)["A_B"] == "process"


def test_read_variables_names_the_line(tmp_path):
    file = tmp_path / ".env"
    file.write_text("A=1\nSECRET_KEY: x\n", encoding="utf-8")
    with pytest.raises(SettingError, match=r"^\.env, line 2: write NAME=value\.$"):
        read_variables(file)


def test_read_variables_needs_no_file(tmp_path):
    assert "PATH" in read_variables(tmp_path / "absent")


def test_kept_secret_is_strong_private_and_kept(tmp_path):
    path = tmp_path / "var" / "secret-key"
    key = kept_secret(path)
    assert not is_weak(key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(path) == key
    assert [file.name for file in path.parent.iterdir()] == ["secret-key"]


def test_kept_secret_is_one_for_processes_that_start_at_once(tmp_path):
    path = tmp_path / "secret-key"
    with multiprocessing.get_context("fork").Pool(4) as pool:
        keys = pool.map(kept_secret, [path] * 16)
    assert len(set(keys)) == 1


def test_kept_secret_damaged_says_what_to_do(tmp_path):
    path = tmp_path / "secret-key"
    path.write_text("", encoding="ascii")
    with pytest.raises(SettingError, match="Delete the file"):
        kept_secret(path)
