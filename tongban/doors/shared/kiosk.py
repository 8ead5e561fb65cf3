"""The mode of a hall's terminal (自助机): a signed device, a short memory, no traces.

A clerk registers a machine as a terminal of a hall; the browser then keeps the signed number of
that registration and nothing else. On such a machine every page says that it is a terminal (large
targets), forgets its visitor after a minute without a step, is kept by no cache, and the end of a
visit empties session, caches and storage. The number signs nobody in and opens nothing that is
closed. A machine that is used stays a terminal; one that nobody used for a month is none any more,
and one that a clerk withdraws, from wherever, is none at its next page.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tongban.doors.models import Terminal as Row
from tongban.kernel.time import now

COOKIE = "tongban_kiosk"
SALT = "tongban.doors.kiosk"
LIFE = timedelta(days=30)  # without a visitor
RENEWED = timedelta(days=1)
IDLE = 60  # seconds without a step, after which the visitor is forgotten
HOME, END = "/hall/start", "/hall/end"
NO_COOKIE = ("tongban_browser", "tongban_language", "big", "strong")


@dataclass(frozen=True, slots=True)
class Registered:
    """A terminal as a clerk sees it (已登记的自助机)."""

    id: str
    hall: str
    made_at: datetime
    made_by: int
    seen_at: datetime


def registered(request: HttpRequest) -> Registered | None:
    """Return the registration of this machine, None where it is no terminal."""
    note = request.COOKIES.get(COOKIE)
    try:
        said = signing.loads(note, salt=SALT, max_age=LIFE) if note else None
    except signing.BadSignature:
        return None
    if not isinstance(said, str):  # what was written before terminals were registered
        return None
    row = Row.objects.filter(pk=said, withdrawn_at=None, seen_at__gt=now() - LIFE).first()
    return _of(row) if row else None


def terminals() -> list[Registered]:
    """Return the terminals there are, by hall, the newest first."""
    rows = Row.objects.filter(withdrawn_at=None, seen_at__gt=now() - LIFE)
    return [_of(row) for row in rows.order_by("hall", "-made_at")]


def register(request: HttpRequest, response: HttpResponse, hall: str, by: int) -> HttpResponse:
    """Make this browser a terminal of a hall; what it was before it is no more."""
    if before := registered(request):
        withdraw(before.id, by)
    at = now()
    row = Row.objects.create(id=secrets.token_hex(4), hall=hall, made_at=at, made_by=by, seen_at=at)
    return _note(response, row.id)


def withdraw(terminal: str, by: int) -> None:
    """Make a machine a terminal no more, wherever it stands; who did it is kept."""
    Row.objects.filter(pk=terminal, withdrawn_at=None).update(withdrawn_at=now(), withdrawn_by=by)


def _of(row: Row) -> Registered:
    return Registered(row.id, row.hall, row.made_at, row.made_by, row.seen_at)


def _note(response: HttpResponse, terminal: str) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        signing.dumps(terminal, salt=SALT),
        max_age=LIFE,
        httponly=True,
        samesite="Strict",
        secure=settings.HTTPS,
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Leave nothing of the visitor in the browser: caches, storage, wishes; the device stays one."""
    response["Clear-Site-Data"] = '"cache", "storage"'
    response["Cache-Control"] = "no-store"
    for name in NO_COOKIE:
        response.delete_cookie(name, samesite="Lax")
    return response


class Terminal:
    """Makes every page of a terminal forget; costs one look at the cookies elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the hall on the request; tell the browser to end the visit by itself."""
        here = registered(request) if COOKIE in request.COOKIES else None
        request.kiosk = here.hall if here else ""  # type: ignore[attr-defined]
        response = self.get_response(request)
        if here is None:
            return response
        if COOKIE not in response.cookies and now() - here.seen_at > RENEWED:
            Row.objects.filter(pk=here.id).update(seen_at=now())
            _note(response, here.id)
        response["Cache-Control"] = "no-store"
        if request.session.accessed and not request.session.is_empty():
            request.session.set_expiry(2 * IDLE)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and request.path not in (HOME, END):
            response.setdefault("Refresh", f"{IDLE}; url={END}")
        return response
