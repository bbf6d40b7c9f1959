"""Where a person wanted to go: the ``next`` field of a form or address, which anybody may write."""

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back_to(request: HttpRequest, wanted: str, *, default: str = "home") -> str:
    """``wanted`` if it is an absolute path on this host, else the address of ``default``.

    What begins with no slash would be taken for the name of a view.
    """
    same_host = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if wanted.startswith("/") and same_host:
        return wanted
    return resolve_url(default) if default else ""
