"""The project's settings for tests: no file of the machine is read, nothing is slow on purpose.

`DATABASE_URL` chooses the database; without it each run has its own SQLite.
"""

import os

os.environ["ENV_FILE"] = os.devnull
for name in ("IZIUM_ENV", "HTTPS", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "SECRET_KEY"):
    os.environ.pop(name, None)

from izium_edu.settings import *  # noqa: E402, F403
from izium_edu.settings import DATABASES, STORAGES  # noqa: E402

# Scrypt is slow because it must be; a test that makes ten users must not wait for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True

# A pool keeps connections open that the end of a run has to close.
DATABASES["default"].setdefault("OPTIONS", {}).pop("pool", None)

LOGGING_CONFIG = None
