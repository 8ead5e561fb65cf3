"""The gate (入口): who is inside finishes, who comes now takes a number, guides stay open to all.

Nothing is asked of the database for somebody who waits: their place stands in a cookie that we
signed. Inside are whoever has signed in, whoever was let in, and whoever sends a form they were
given before. Health, static files, officers' sign-in and the doors of machines are never queued.

One address draws only so many numbers a minute, so that nobody alone makes the queue long; whoever
comes from it beyond that is shown how the queue stands and looks again, and draws when it is its turn.
"""

import base64
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation

from tongban.doors.shared import client
from tongban.doors.shared.pace import Pace
from tongban.doors.shared.rush import state

PLACE, INSIDE = "tongban_place", "tongban_inside"
FOREVER_OPEN = ("/static/", "/health/", "/metrics", "/staff/", "/v/", "/log/", "/federation/", "/.well-known/", "/api/", "/open311/", "/open/", "/carriers/", "/payments/notify", "/identity/o/api/", "/preferences")  # fmt: skip
GUIDES = frozenset(
    f"citizen:{name}"
    for name in ("home", "service", "service-pdf", "agencies", "agency", "agency-pdf", "event", "policies")
)  # fmt: skip
"""Pages that only tell: they are read by everybody, from a copy where there is one."""
_INSIDE_FOR = 20 * 60  # seconds without a step
_RENEWED = 60
PLACE_FOR = 2 * 3600
_COPY_FOR = 30.0  # seconds
_COPIES = 400
_HERE = ("127.", "::/64")
"""This machine itself: a proxy nobody named, and behind it stand all there are."""
_LATER = 10  # seconds over which those of one address who have no number look again
MARKED = "tongban.rush.marked"
"""What the environment of a request says that only makes the page of those who wait."""
AHEAD, MINUTES, AGAIN = 918_273_645, 192_837_465, 564_738_291
"""Marks in such a page where the numbers go."""
_LANGUAGES = {"en": "en", "zh-hant": "zh-Hant"}

Answer = Callable[[HttpRequest], HttpResponse]


class Rush:
    """The gate before all pages; costs a look at a clock while nobody storms."""

    def __init__(self, get_response: Answer) -> None:
        if not settings.RUSH:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.gauge, self.watch = here()
        self.copies = Copies()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, answer from a copy, or give a place in the queue."""
        if marked := request.META.get(MARKED):
            return _page(request, marked)
        with self.gauge.answering():
            standing = self.watch.standing()
            if not standing.on or request.path.startswith(FOREVER_OPEN):
                return self.get_response(request)
            return self._queued(request, standing)

    def _queued(self, request: HttpRequest, standing: state.Standing) -> HttpResponse:
        since = _read(request.COOKIES, INSIDE, _INSIDE_FOR)
        if since or _has_session(request):
            return _let_in(self.get_response(request), since)
        if _sends_a_form(request):
            # Anybody can make up the cookie of a form, so a form alone lets nobody in for good.
            return self.get_response(request)
        if request.method in ("GET", "HEAD") and is_guide(request.path_info):
            return self.copies.answer(request, self.get_response)
        ticket = place(request.COOKIES)
        if ticket and not standing.ahead(ticket):
            response = _let_in(self.get_response(request), 0)
            response.delete_cookie(PLACE)
            return response
        return waiting(request, ticket or drawn(request.META), standing)


class Copies:
    """Copies of guides for those who have not signed in, kept for half a minute (副本)."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], tuple[float, HttpResponse]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, request: HttpRequest, get_response: Answer) -> HttpResponse:
        """Answer with the copy, else make one; a page with a form of somebody's is never kept."""
        asked = request.headers.get("Accept-Language", ""), request.headers.get("Cookie", "")
        key = (request.get_full_path(), *asked)
        with self._lock:
            kept = self._kept.get(key)
        if kept and time.monotonic() - kept[0] < _COPY_FOR:
            return _copy(kept[1])
        response = get_response(request)
        if (
            response.status_code == HTTPStatus.OK
            and not response.cookies
            and not response.streaming
        ):
            with self._lock:
                self._kept[key] = time.monotonic(), _copy(response)
                self._kept.move_to_end(key)
                while len(self._kept) > _COPIES:
                    self._kept.popitem(last=False)
        return response


@cache
def here() -> tuple[state.Gauge, state.Watch]:
    """Return how busy this process is and what it knows of the queue; one of each."""
    gauge = state.Gauge(settings.RUSH_THREADS)
    return gauge, state.Watch(gauge)


@cache
def _share() -> Pace:
    return Pace(settings.RUSH_SHARE)


def drawn(environ: Mapping[str, Any]) -> int:
    """Draw the next number, 0 where the address of this request has drawn its share."""
    address = client.address_of(environ)
    if address and not address.startswith(_HERE) and _share().wait(address):
        return 0
    return state.next_ticket()


def waiting(request: HttpRequest, ticket: int, standing: state.Standing) -> HttpResponse:
    """Tell the place in the queue and how long it will take, in plain words; look again by itself."""
    response = _page(request, shown(ticket, standing))
    if ticket:
        _give(response, PLACE, ticket, PLACE_FOR)
    return response


def shown(ticket: int, standing: state.Standing) -> dict[str, Any]:
    """Return the numbers of the waiting page: before this one, minutes, seconds to the next look.

    Whoever has no number yet (0) would get the next.
    """
    next_ = ticket or standing.issued + 1
    seconds = standing.wait(next_)
    again = standing.again(next_) if ticket else standing.again(next_) + secrets.randbelow(_LATER)
    return {
        "ahead": standing.ahead(next_), "minutes": int(seconds // 60) + 1,
        "soon": seconds < 45, "again": again,  # noqa: PLR2004
    }  # fmt: skip


def _page(request: HttpRequest, numbers: Mapping[str, Any]) -> HttpResponse:
    style, its_hash = _style()
    with translation.override(translation.get_language_from_request(request)):
        context = {
            **numbers, "style": style,
            "lang": _LANGUAGES.get(translation.get_language() or "", "zh-Hans"),
            "big": request.COOKIES.get("big") == "1", "strong": request.COOKIES.get("strong") == "1",
        }  # fmt: skip
        response = HttpResponse(
            render_to_string("shared/waiting.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    response["Retry-After"] = str(numbers["again"])
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src '{its_hash}'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    return response


@cache
def _style() -> tuple[str, str]:
    """Return the page's few styles and their hash, by which the browser knows them for ours."""
    place = Path(__file__).parents[1] / "jinja2" / "shared" / "waiting.css"
    text = place.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"sha256-{digest}"


def has_come_in(cookies: Mapping[str, str]) -> bool:
    """Whether this may be somebody inside: let in before, or with a session of whatever worth."""
    return settings.SESSION_COOKIE_NAME in cookies or bool(_read(cookies, INSIDE, _INSIDE_FOR))


def place(cookies: Mapping[str, str]) -> int:
    """Return the place in the queue that somebody holds, 0 for none."""
    return _read(cookies, PLACE, PLACE_FOR)


def _let_in(response: HttpResponse, since: int) -> HttpResponse:
    at = int(time.time())
    if at - since > _RENEWED:
        _give(response, INSIDE, at, _INSIDE_FOR)
    return response


def _has_session(request: HttpRequest) -> bool:
    """Whether this is somebody who has signed in: the session exists, and not only its cookie."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return bool(key) and bool(store().exists(key))


def _sends_a_form(request: HttpRequest) -> bool:
    return request.method == "POST" and bool(request.COOKIES.get(settings.CSRF_COOKIE_NAME))


@lru_cache(maxsize=2_000)
def is_guide(path: str) -> bool:
    """Whether a path is of a page that only tells."""
    try:
        return resolve(path).view_name in GUIDES
    except Resolver404:
        return False


def signed(name: str, number: int) -> str:
    """Sign a number for the cookie of this name."""
    return signing.TimestampSigner(salt=name).sign(str(number))


def _read(cookies: Mapping[str, str], name: str, lasts: int) -> int:
    """Read a number from one of our cookies; 0 where there is none or it is too old or not ours."""
    text = cookies.get(name)
    if not text:
        return 0
    try:
        return int(signing.TimestampSigner(salt=name).unsign(text, max_age=lasts))
    except (signing.BadSignature, ValueError):
        return 0


def _give(response: HttpResponse, name: str, number: int, lasts: int) -> None:
    response.set_cookie(
        name, signed(name, number), max_age=lasts, secure=settings.HTTPS, httponly=True,
        samesite="Lax",
    )  # fmt: skip


def _copy(response: HttpResponse) -> HttpResponse:
    made = HttpResponse(response.content, status=response.status_code)
    for name, value in response.items():
        made[name] = value
    return made
