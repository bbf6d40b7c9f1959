"""All settings, read from the environment and from the file `.env` beside manage.py.

| IZIUM_ENV   | for                                | debug | key                  | https |
|-------------|------------------------------------|-------|----------------------|-------|
| local       | `make run` on this machine (unset) | off   | made, kept in var/   | off   |
| development | writing code, with runserver       | on    | made, kept in var/   | off   |
| production  | a server for other people          | off   | SECRET_KEY, required | on    |

docs/OPERATIONS.md lists every variable.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from izium_edu.environment import Environment, SettingError, kept_secret, read_variables

DJANGO6 = django.VERSION >= (6, 0)

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(variables=read_variables(Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env")))

MODE = env.choice("IZIUM_ENV", among=("local", "development", "production"), default="local")
PRODUCTION = MODE == "production"
DEBUG = MODE == "development"
VAR_DIR = BASE_DIR / env.text("VAR_DIR", default="var")
# Created here because everything below may write into it, and a fresh clone has none.
# It holds names and answers: for its owner alone.
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = env.secret("SECRET_KEY") if PRODUCTION else kept_secret(VAR_DIR / "secret-key")
SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY_FALLBACKS")

# The pack that the site opens with.
PACK_FOLDER = BASE_DIR / env.text("PACK_FOLDER", default="fixtures/izium")

# Where the server listens.
HOST = env.text("HOST", default="127.0.0.1")
PORT = env.integer("PORT", default=8000, least=1, most=65535)
WORKERS = env.integer("WORKERS", default=2, least=1, most=64)

# Accounts to try it with, whose passwords are printed: never on a server for other people
# unless somebody asks for them.
DEMO = env.flag("DEMO", default=not PRODUCTION)

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", default=() if PRODUCTION else LOOPBACK)
if not ALLOWED_HOSTS:
    raise SettingError(
        "ALLOWED_HOSTS is not set. List the names under which people reach the server, "
        "such as quiz.example.org."
    )
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise SettingError("ALLOWED_HOSTS must list names: * lets a forged Host header through.")
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

# Applications

INSTALLED_APPS = [
    "quizzes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
]
if not DJANGO6:
    INSTALLED_APPS.append("template_partials")

MIDDLEWARE = [
    # Outermost, so that what follows sees the real address and scheme.
    "izium_edu.middleware.TrustedProxyMiddleware",
    "izium_edu.middleware.BrowserPolicyMiddleware",
    (
        "django.middleware.csp.ContentSecurityPolicyMiddleware"
        if DJANGO6
        else "izium_edu.middleware.ContentSecurityPolicyMiddleware"
    ),
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "izium_edu.middleware.RequestBodyLimitMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "izium_edu.middleware.StaleSessionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "izium_edu.middleware.PreferenceMiddleware",
    "quizzes.views.logged_out.LoggedOutMiddleware",
    "quizzes.views.closed_reading.ClosedReadingMiddleware",
    "izium_edu.middleware.DatabaseOutageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "izium_edu.urls"
WSGI_APPLICATION = "izium_edu.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [] if DJANGO6 else ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Database

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(
        "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}", base=BASE_DIR
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A deferred transaction that reads first and writes later fails with "locked" at once,
        # without waiting; an immediate one queues.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged answer survives a power cut.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
    # Opening a connection takes more time than a small page: each worker keeps its own.
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["OPTIONS"] |= {
        "pool": {
            "min_size": 1,
            "max_size": env.integer("DATABASE_POOL", default=4, least=1, most=100),
            "timeout": 10,
        }
    }
    if env.flag("DATABASE_PREPARED", default=True):
        # The server plans a statement once for all: a quarter of the time of a small page. Behind a
        # pooler that lends connections by transaction, statements would be looked for in vain.
        DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
# SQLite has one writer: a second thread in a worker would only wait for it.
THREADS = env.integer(
    "THREADS",
    default=1 if DATABASES["default"]["ENGINE"].endswith("sqlite3") else 2,
    least=1,
    most=32,
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts and sessions

AUTH_USER_MODEL = "quizzes.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "quizzes.backends.PasswordBackend",
    "quizzes.backends.RecoveryBackend",
    "quizzes.backends.ClassBackend",
    "quizzes.backends.PassphraseBackend",
]
PASSWORD_HASHERS = [
    # A quarter of the time of PBKDF2 here: a class of thirty logs in within seconds.
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# How one becomes a teacher: by saying so, by an administrator's word, or not at all.
TEACHERS = env.choice(
    "TEACHERS",
    among=("open", "approval", "closed"),
    default="approval" if PRODUCTION else "open",
)
# How long things are kept that nobody works with any more; manage.py prune goes by it.
KEEP_LOG_DAYS = env.integer("KEEP_LOG_DAYS", default=730, least=30, most=3650)
KEEP_CLASSES_DAYS = env.integer("KEEP_CLASSES_DAYS", default=1095, least=30, most=3650)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# Thirty pupils sit behind one address: an account is locked for an address, never the address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "izium_edu.lockouts.too_many_logins"
AXES_USERNAME_CALLABLE = "izium_edu.lockouts.account"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# What was typed in vain is often nearly right, and may name somebody.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "passphrase", "nickname", "carried"]

SESSION_ENGINE = "quizzes.sessions"
# A guest has no other way back to what was done.
SESSION_COOKIE_AGE = int(timedelta(days=90).total_seconds())
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# HTTPS and headers

HTTPS = env.flag("HTTPS", default=PRODUCTION)
# Browsers accept the prefix only with Secure, Path=/ and no Domain: no other host can set it.
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "izium_edu.errors.csrf_failure"
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())

SECURE_SSL_REDIRECT = HTTPS
# Load balancers ask over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = (
    env.integer("HSTS_SECONDS", default=31_536_000, least=0, most=63_072_000) if HTTPS else 0
)
# Other hosts of a school's domain are not ours to bind; browsers' own lists are for ever.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}

# Only these may tell the address and the scheme of the request that they pass on.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
if TRUSTED_PROXIES:
    # TrustedProxyMiddleware removes the header from everybody else's requests.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Limits on what a request may carry; beyond them the answer is 413.
REQUEST_BODY_LIMIT = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Languages and time

LOCALE_PATHS = [BASE_DIR / "quizzes" / "locale"]
LANGUAGE_CODE = "en"
# A language is offered once its catalogue is there: a page that says lang="uk" over English
# text would be read out wrongly.
LANGUAGES = [
    (code, name)
    for code, name in (("en", "English"), ("uk", "Українська"))
    if code == LANGUAGE_CODE or (LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.mo").exists()
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", default="Europe/Kyiv")

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "izium_edu.storage.StaticStorage"
        )
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = PRODUCTION
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# Per process: nothing that must hold across workers belongs here.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# The app asks nobody for an e-mail address and sends none.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Logs go to standard error, without names of people and without query strings.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "izium_edu.logs.DiscreetFormatter",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
            "show_messages": DEBUG,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice(
            "LOG_LEVEL", among=("debug", "info", "warning", "error"), default="info"
        ).upper(),
    },
    "loggers": {
        # Replace Django's own handlers, which would print each message again.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # Whoever scans the internet for servers would fill the log.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
        # Its messages name the account; the lock-out itself is logged by izium_edu.lockouts.
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": True},
    },
}
