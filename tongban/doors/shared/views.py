"""What belongs to no surface: language and size of letters, and the pages of things gone wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from tongban.doors.shared.access import public

YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """Return where to go next if it is a page of ours, else somewhere harmless."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}):
        return there
    return otherwise


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember the language or the size of letters in a cookie; nothing else is kept."""
    response = redirect(safe_next(request))
    language = request.POST.get("language", "")
    if language and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", httponly=True
        )
    if request.POST.get("big") in ("0", "1"):
        response.set_cookie("big", request.POST["big"], max_age=YEAR, samesite="Lax", httponly=True)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that there is no such page (404)."""
    return render(request, "shared/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that this page is not for the reader (403)."""
    return render(request, "shared/403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """Say that the form was too old or came from elsewhere, and how to go on (CSRF)."""
    return render(request, "shared/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the mistake is ours (500); needs neither database nor session."""
    return render(request, "shared/500.html", status=500)
