"""What belongs to no surface: language and size of letters, and the pages of things gone wrong."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from tongban.doors.shared import words
from tongban.doors.shared.access import public
from tongban.kernel.text import Text

YEAR = 365 * 24 * 3600
TOO_BIG = Text("一次交得太多了", "Too much at once")
TOO_BIG_ADVICE = Text(
    "一份文件不超过 10 MB；文件多的，请分几次交。",
    "A file may have 10 MB at most; please hand in many files a few at a time.",
)
UNREADABLE = Text("没有读懂这次提交", "This could not be read")
UNREADABLE_ADVICE = Text(
    "里面有不能显示的字符。请回到上一页，重新输入后再交。",
    "It has characters that cannot be shown. Please go back, type it again and send it.",
)


BACK = Text("回到刚才那一页", "Back to that page")


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """Return where to go next if it is a page of ours, else somewhere harmless."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()})
    # What is no path would be looked up as the name of a view.
    if ours and there.startswith("/"):
        return there
    return otherwise


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember language, size of letters and contrast in cookies; nothing else is kept."""
    response = redirect(safe_next(request))
    language = request.POST.get("language", "")
    if language and check_for_language(language):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **_kept())
    for wish in ("big", "strong"):
        if request.POST.get(wish) in ("0", "1"):
            response.set_cookie(wish, request.POST[wish], **_kept())
    return response


def _kept() -> dict[str, Any]:
    """Say how a wish is kept: a year, sent to us alone, over HTTPS where we have it."""
    return {"max_age": YEAR, "samesite": "Lax", "httponly": True, "secure": settings.HTTPS}


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that what was sent is too much or no text (400, 413); nothing of it is shown again."""
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    context = {
        "heading": words.said(TOO_BIG if too_big else UNREADABLE),
        "detail": "",
        "advice": words.said(TOO_BIG_ADVICE if too_big else UNREADABLE_ADVICE),
        "law": "",
        "back": _came_from(request),
        "back_words": words.said(BACK),
    }
    return render(request, "shared/said.html", context, status=413 if too_big else 400)


def _came_from(request: HttpRequest) -> str | None:
    """Return the page of ours from which a form was sent, where the browser says so."""
    there = urlsplit(request.headers.get("Referer", ""))
    return there.path if there.path and there.netloc == request.get_host() else None


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
