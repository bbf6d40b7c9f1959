"""Repeated wrong passwords: which account they are for, and what the person sees."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from izium_edu import errors
from quizzes.models.people import username_key

logger = logging.getLogger(__name__)


def account(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The username in its one form: "Anna" and "ANNA" must not have five attempts each."""
    if credentials:
        return username_key(str(credentials.get("username") or ""))
    return username_key(request.POST.get("username", ""))


def too_many_logins(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    logger.warning("An account was locked for one address after repeated wrong passwords.")
    return errors.too_many_requests(
        request, seconds=int(settings.AXES_COOLOFF_TIME.total_seconds())
    )
