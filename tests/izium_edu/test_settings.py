"""The settings as another process reads them: each case is one fresh import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRONG = "q7Wm2ZtR9xKc4VnB8LpD5sHgJ3fY6aEuT1oI0rNwXvQyCzMkPd"
PRODUCTION = {
    "IZIUM_ENV": "production",
    "SECRET_KEY": STRONG,
    "ALLOWED_HOSTS": "quiz.example.org",
}
SHOW = """
import json, sys
from izium_edu import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def run(tmp_path: Path, variables: dict[str, str], *names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(tmp_path / "var"),
            "ENV_FILE": os.devnull,
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def settings(tmp_path: Path, variables: dict[str, str], *names: str) -> dict[str, Any]:
    done = run(tmp_path, variables, *names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusal(tmp_path: Path, variables: dict[str, str]) -> str:
    done = run(tmp_path, variables)
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1]


def test_nothing_set_is_a_local_server_with_a_kept_key(tmp_path):
    first = settings(tmp_path, {}, "DEBUG", "SECRET_KEY", "HTTPS", "ALLOWED_HOSTS", "DEMO")
    assert first["DEBUG"] is False
    assert first["HTTPS"] is False
    assert first["DEMO"] is True
    assert first["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings(tmp_path, {}, "SECRET_KEY")["SECRET_KEY"] == first["SECRET_KEY"]


def test_development_debugs(tmp_path):
    assert settings(tmp_path, {"IZIUM_ENV": "development"}, "DEBUG") == {"DEBUG": True}


def test_unknown_mode_refuses_to_start(tmp_path):
    assert "IZIUM_ENV must be one of" in refusal(tmp_path, {"IZIUM_ENV": "prod"})


@pytest.mark.parametrize("key", ["", "short", "a" * 64, f"django-insecure-{STRONG}"])
def test_production_without_a_strong_key_refuses_to_start(tmp_path, key):
    assert "SettingError: SECRET_KEY is " in refusal(tmp_path, PRODUCTION | {"SECRET_KEY": key})


@pytest.mark.parametrize("hosts", ["", "*", "quiz.example.org,*"])
def test_production_without_named_hosts_refuses_to_start(tmp_path, hosts):
    assert "ALLOWED_HOSTS" in refusal(tmp_path, PRODUCTION | {"ALLOWED_HOSTS": hosts})


def test_production_is_https_with_host_cookies(tmp_path):
    found = settings(
        tmp_path,
        PRODUCTION,
        *("DEBUG", "DEMO", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"),
        *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME"),
        *("CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_NAME", "LANGUAGE_COOKIE_SECURE"),
    )
    assert found == {
        "DEBUG": False,
        "DEMO": False,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_NAME": "__Host-language",
        "LANGUAGE_COOKIE_SECURE": True,
    }


def test_without_https_no_cookie_claims_the_prefix(tmp_path):
    found = settings(tmp_path, {}, "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS")
    assert found == {
        "SESSION_COOKIE_NAME": "session",
        "CSRF_COOKIE_NAME": "csrf",
        "SECURE_HSTS_SECONDS": 0,
    }


def test_forwarded_scheme_counts_only_with_named_proxies(tmp_path):
    alone = run(tmp_path, PRODUCTION, "SECURE_PROXY_SSL_HEADER")
    assert "has no attribute 'SECURE_PROXY_SSL_HEADER'" in alone.stderr
    behind = settings(
        tmp_path, PRODUCTION | {"TRUSTED_PROXIES": "10.0.0.5"}, "SECURE_PROXY_SSL_HEADER"
    )
    assert behind == {"SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_sqlite_waits_for_its_turn_and_for_the_disk(tmp_path):
    options = settings(tmp_path, {}, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_keeps_connections_in_a_pool(tmp_path):
    variables = {"DATABASE_URL": "postgresql://a:b@c/d?sslmode=require", "DATABASE_POOL": "7"}
    options = settings(tmp_path, variables, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
    assert options == {
        "sslmode": "require",
        "pool": {"min_size": 1, "max_size": 7, "timeout": 10},
        "server_side_binding": True,
        "prepare_threshold": 5,
    }


def test_pooler_that_knows_no_prepared_statements_is_sent_none(tmp_path):
    variables = {"DATABASE_URL": "postgresql://a:b@c/d", "DATABASE_PREPARED": "0"}
    options = settings(tmp_path, variables, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
    assert options.keys() == {"pool"}


def test_scrypt_hashes_new_passwords(tmp_path):
    hashers = settings(tmp_path, {}, "PASSWORD_HASHERS")["PASSWORD_HASHERS"]
    assert hashers[0] == "django.contrib.auth.hashers.ScryptPasswordHasher"


def test_production_passes_djangos_own_review(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(tmp_path / "var"),
            "ENV_FILE": os.devnull,
            **PRODUCTION,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variables", "way"),
    [({}, "open"), (PRODUCTION, "approval"), ({"TEACHERS": "Closed"}, "closed")],
)
def test_how_one_becomes_a_teacher(tmp_path, variables, way):
    assert settings(tmp_path, variables, "TEACHERS") == {"TEACHERS": way}


def test_unknown_way_to_become_a_teacher_refuses_to_start(tmp_path):
    assert "TEACHERS must be one of" in refusal(tmp_path, {"TEACHERS": "everybody"})
