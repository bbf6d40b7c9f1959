"""The app as `make run` serves it, and the bare views beside it."""

from izium_edu.settings import *  # noqa: F403
from izium_edu.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.urls"
