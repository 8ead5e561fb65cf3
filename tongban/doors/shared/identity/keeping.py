"""What was typed when the sign-in was over (登录过期时填的内容): kept, and given back.

A form that arrives after the sign-in ended is sealed by a key of which one half is ours and the
other lies in this browser's cookie, for half an hour. It comes back only in the browser it was
typed in, and only to the person who was signed in there before; who signs out takes the cookie with
them. Passwords and codes are never kept, and files are named because a page cannot choose them.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from tongban.doors.models import KeptForm
from tongban.doors.shared.access import signed_in_anyhow
from tongban.kernel import time
from tongban.people import api as people

COOKIE = "tongban_browser"
SALT = "tongban.doors.kept"
LIFE = timedelta(minutes=30)
LARGEST = 256 * 1024
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "old", "new", "code", "credential"})
NOT_TYPED = frozenset({"next", "later", "do", "language", "big"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was sent (暂存表单): to which address, with which values; files by name."""

    path: str
    typed: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def remember(response: HttpResponse, request: HttpRequest, account: people.Account) -> None:
    """Note in the browser who was signed in here, so that what they type later is theirs alone."""
    known = _browser(request)
    browser = known[0] if known else secrets.token_urlsafe(24)
    response.set_cookie(
        COOKIE,
        signing.dumps([browser, _whose(account.pk, browser)], salt=SALT),
        max_age=24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def forget(response: HttpResponse) -> HttpResponse:
    """Take the note out of the browser when its person signs out."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def keep(request: HttpRequest) -> str | None:
    """Keep a form that was sent, where we know whose browser it is; returns where it waits."""
    known = _browser(request)
    if request.method != "POST" or known is None:
        return None
    files = [str(file.name) for _, several in request.FILES.lists() for file in several]
    typed = [
        [name, str(value)]
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
    ]
    said = json.dumps({"path": request.get_full_path(), "typed": typed, "files": files})
    if not typed or len(said) > LARGEST:
        return None
    browser, whose = known
    now = time.now()
    KeptForm.objects.filter(expires_at__lt=now).delete()
    KeptForm.objects.update_or_create(
        browser=_digest(browser),
        defaults={
            "whose": whose,
            "sealed": people.seal(f"kept-form:{browser}", said),
            "expires_at": now + LIFE,
        },
    )
    return reverse("shared:kept")


def waits(request: HttpRequest, account: people.Account) -> bool:
    """Whether something this person typed in this browser waits for them."""
    return _row(request, account) is not None


def take(request: HttpRequest, account: people.Account) -> Kept | None:
    """Return what waits for this person in this browser, None where nothing does."""
    row, known = _row(request, account), _browser(request)
    if row is None or known is None:
        return None
    said: Mapping[str, Any] = json.loads(people.opened(f"kept-form:{known[0]}", row.sealed))
    typed = tuple((str(name), str(value)) for name, value in said["typed"])
    return Kept(str(said["path"]), typed, tuple(said["files"]))


@signed_in_anyhow
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Show what was typed before the sign-in was over, and send it on by one button."""
    account = request.user
    found = take(request, account) if isinstance(account, people.Account) else None
    if found is None or not _is_ours(found.path, request):
        return redirect("/")
    if request.method == "POST":
        KeptForm.objects.filter(browser=_digest((_browser(request) or [""])[0])).delete()
        return redirect(found.path.partition("?")[0])
    context = {
        "form": found,
        "shown": read_back(found.typed),
        "seat": None,
    }
    return render(request, "shared/kept.html", context)


def read_back(typed: Iterable[tuple[str, str]]) -> list[str]:
    """List what a person would know again of what was sent: what they typed, no marks of ours."""
    return [
        value
        for name, value in typed
        if any(map(str.isalnum, value)) and name not in NOT_TYPED and ":" not in name
    ]


def _is_ours(path: str, request: HttpRequest) -> bool:
    return path.startswith("/") and url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}
    )


def _row(request: HttpRequest, account: people.Account) -> KeptForm | None:
    known = _browser(request)
    if known is None:
        return None
    return KeptForm.objects.filter(
        browser=_digest(known[0]), whose=_whose(account.pk, known[0]), expires_at__gt=time.now()
    ).first()


def _browser(request: HttpRequest) -> tuple[str, str] | None:
    """Return this browser's half of the key and whose it was, None where it has no note."""
    try:
        browser, whose = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return str(browser), str(whose)


def _whose(account: int, browser: str) -> str:
    return _digest(f"{account} {browser}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
