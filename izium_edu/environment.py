"""Typed readers of environment variables: each returns its type or says what is wrong.

An unreadable value is never replaced by a default: a typing error in `HTTPS=ture` must not
quietly start a server without HTTPS. Every failure is a `SettingError` whose message is one
sentence for the person who wrote the setting: the name, what is wrong, what would be right.
The value itself is never repeated, since it may be a password.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})

SECRET_LENGTH = 50
SECRET_VARIETY = 12
PLACEHOLDERS = ("insecure", "changeme", "change-me", "replace", "example", "password")

# What libpq understands and a school may need; anything else is more likely a typing error.
POSTGRES_PARAMETERS = frozenset(
    {"application_name", "connect_timeout", "sslcert", "sslkey", "sslmode", "sslrootcert"}
)


class SettingError(ImproperlyConfigured):
    """A setting is missing or cannot be read."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Variables by name. A blank value counts as absent."""

    variables: Mapping[str, str]

    def text(self, name: str, *, default: str | None = None) -> str:
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise SettingError(f"{name} is not set.")
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        word = self.text(name, default="").casefold()
        if not word:
            return default
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise SettingError(f"{name} must be 1 or 0 (or true, false, yes, no, on, off).")

    def integer(self, name: str, *, default: int, least: int, most: int) -> int:
        digits = self.text(name, default="")
        if not digits:
            return default
        if not re.fullmatch(r"[0-9]{1,12}", digits):
            raise SettingError(f"{name} must be a whole number from {least} to {most}.")
        number = int(digits)
        if not least <= number <= most:
            raise SettingError(f"{name} must be a whole number from {least} to {most}.")
        return number

    def choice(self, name: str, *, among: tuple[str, ...], default: str) -> str:
        word = self.text(name, default=default).casefold()
        if word not in among:
            raise SettingError(f"{name} must be one of: {', '.join(among)}.")
        return word

    def names(self, name: str, *, default: tuple[str, ...] = ()) -> list[str]:
        """A list separated by commas."""
        text = self.text(name, default="")
        if not text:
            return list(default)
        return [part.strip() for part in text.split(",") if part.strip()]

    def origins(self, name: str) -> list[str]:
        """Origins as browsers send them: scheme and host, no path."""
        origins = self.names(name)
        for origin in origins:
            if not re.fullmatch(r"https?://[^/\s?#]+", origin):
                raise SettingError(
                    f"{name} must list origins such as https://quiz.example.org, "
                    "with the scheme and without a path."
                )
        return origins

    def networks(self, name: str) -> list[Network]:
        """Addresses or networks: `10.0.0.5, 192.168.0.0/24`."""
        try:
            return [ipaddress.ip_network(part) for part in self.names(name)]
        except ValueError:
            raise SettingError(
                f"{name} must list addresses or networks such as 10.0.0.5 or 192.168.0.0/24."
            ) from None

    def time_zone(self, name: str, *, default: str) -> str:
        zone = self.text(name, default=default)
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise SettingError(f"{name} must be a time zone such as Europe/Kyiv.") from None
        return zone

    def secret(self, name: str) -> str:
        """A key that nobody can guess, or an error: a weak one lets anybody forge a session."""
        key = self.variables.get(name, "").strip()
        if not key:
            raise SettingError(
                f"{name} is not set. Make one with: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
            )
        if is_weak(key):
            raise SettingError(
                f"{name} is weak: it needs at least {SECRET_LENGTH} random characters. Make one "
                "with: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
            )
        return key

    def secrets(self, name: str) -> list[str]:
        """Older keys, separated by commas, still accepted while a key is being changed."""
        keys = self.names(name)
        if any(is_weak(key) for key in keys):
            raise SettingError(f"{name} holds a weak key. Remove it.")
        return keys

    def database(self, name: str, *, default: str, base: Path) -> dict[str, Any]:
        """Django's database settings out of a URL, without OPTIONS of our own.

        `sqlite:///relative/to/base.sqlite3`, `sqlite:////absolute.sqlite3`, or
        `postgresql://user:password@host:5432/name?sslmode=require`; `?host=/folder` names the
        folder of a Unix socket.
        """
        parts = urlsplit(self.text(name, default=default))
        if parts.scheme == "sqlite":
            return _sqlite(name, path=unquote(parts.path), host=parts.netloc, base=base)
        if parts.scheme in {"postgres", "postgresql"}:
            return _postgresql(name, url=parts.geturl())
        raise SettingError(f"{name} must begin with sqlite:/// or postgresql://.")


def is_weak(key: str) -> bool:
    """Too short, too uniform, or a placeholder that somebody forgot to replace."""
    if len(key) < SECRET_LENGTH or len(set(key)) < SECRET_VARIETY:
        return True
    return any(word in key.casefold() for word in PLACEHOLDERS)


def read_variables(path: Path) -> dict[str, str]:
    """The process's variables over those of a settings file (`NAME=value` lines, `#` comments).

    The file is optional. Quotes around a value are taken off; nothing is expanded.
    """
    variables: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.removeprefix("export ").partition("=")
        if not equals or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name.strip()):
            raise SettingError(f"{path.name}, line {number}: write NAME=value.")
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        variables[name.strip()] = value
    return variables | dict(os.environ)


def kept_secret(path: Path) -> str:
    """The key kept in a file, made on the first call.

    Two processes that start at once get the same key: the file appears whole, by a link that
    only one of them can make.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_text(encoding="ascii").strip()
    if is_weak(key):
        raise SettingError(f"The key in {path} is damaged. Delete the file: a new one is made.")
    return key


def _sqlite(name: str, *, path: str, host: str, base: Path) -> dict[str, Any]:
    if host or len(path) < 2:
        raise SettingError(f"{name} must name a file, such as sqlite:///var/db.sqlite3.")
    # "sqlite:///var/x" has the path "/var/x", relative to base; "sqlite:////var/x" is absolute.
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(base / path[1:])}


def _postgresql(name: str, *, url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise SettingError(f"{name} has a port that is not a number.") from None
    parameters = dict(parse_qsl(parts.query))
    socket_folder = parameters.pop("host", "")
    unknown = sorted(parameters.keys() - POSTGRES_PARAMETERS)
    if unknown:
        raise SettingError(f"{name} has a parameter that is not known: {', '.join(unknown)}.")
    database = unquote(parts.path.removeprefix("/"))
    if not database:
        raise SettingError(f"{name} must end with the name of a database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": socket_folder or (parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": parameters,
    }
