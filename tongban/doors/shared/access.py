"""Who may open a page (入口权限): every view says so, and a house test walks the URLs.

`@public` marks a page for everybody, `@signed_in` a page of the person who signed in,
`@staff` a page of an official. A view without one of the three is a mistake.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]

SIGN_IN = "/sign-in"
STAFF_SIGN_IN = "/staff/sign-in"


def public(view: View) -> View:
    """Mark a page that anybody may open without signing in."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Let in a person who has signed in; send everybody else to sign in and then back here."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated or not getattr(request.user, "party_id", None):
            return _to(SIGN_IN, request)
        response = view(request, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    inner.access = "citizen"  # type: ignore[attr-defined]
    return inner


def staff(view: View) -> View:
    """Let in an official who has signed in; a signed-in citizen is told there is no such page.

    What an official may do there is decided by the faces (agencies.may), not here.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to(getattr(settings, "STAFF_SIGN_IN", STAFF_SIGN_IN), request)
        if not request.user.is_staff:
            raise Http404
        response = view(request, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    inner.access = "staff"  # type: ignore[attr-defined]
    return inner


def _to(address: str, request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{address}?{urlencode({'next': back})}")
