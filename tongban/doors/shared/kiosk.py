"""The mode of a hall's terminal (自助机): a signed device, a short memory, no traces.

A clerk makes a machine a terminal of a hall; the browser then keeps a signed note of that and
nothing else. On such a machine every page says that it is a terminal (large targets), forgets its
visitor after a minute without a step, is kept by no cache, and the end of a visit empties session,
caches and storage. The note says which hall; it signs nobody in and opens nothing that is closed.
"""

from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "tongban_kiosk"
SALT = "tongban.doors.kiosk"
YEAR = 365 * 24 * 3600
IDLE = 60  # seconds without a step, after which the visitor is forgotten
HOME, END = "/hall/start", "/hall/end"
NO_COOKIE = ("tongban_browser", "tongban_language", "big", "strong")


def hall_of(request: HttpRequest) -> str:
    """Return the hall this machine is a terminal of; "" where it is none."""
    note = request.COOKIES.get(COOKIE)
    if not note:
        return ""
    try:
        said = signing.loads(note, salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return ""
    return str(said.get("hall", "")) if isinstance(said, dict) else ""


def make(response: HttpResponse, hall: str, by: int) -> HttpResponse:
    """Make this browser a terminal of a hall; who did it stands in the note."""
    response.set_cookie(
        COOKIE,
        signing.dumps({"hall": hall, "by": by}, salt=SALT),
        max_age=YEAR,
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
        request.kiosk = hall_of(request) if COOKIE in request.COOKIES else ""  # type: ignore[attr-defined]
        response = self.get_response(request)
        if not request.kiosk:  # type: ignore[attr-defined]
            return response
        response["Cache-Control"] = "no-store"
        if request.session.accessed and not request.session.is_empty():
            request.session.set_expiry(2 * IDLE)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and request.path not in (HOME, END):
            response.setdefault("Refresh", f"{IDLE}; url={END}")
        return response
