"""Before everything else (队前): whoever waits is answered with a page that was made before.

In a storm most requests are of people who wait. Were each of them to go through sessions, languages
and templates, the queue itself would be the storm, and those inside would wait behind it. So the
waiting page is made once for each language and look, by the ordinary way, and after that only
three numbers and the cookie are put into it. Whatever is not surely somebody who waits goes on to
the application, whose gate judges again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.http import parse_cookie

from tongban.doors.shared.outage import AWAY
from tongban.doors.shared.rush import gate, state
from tongban.doors.shared.rush.gate import AGAIN, AHEAD, MINUTES
from tongban.doors.shared.watching import REQUESTS

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
_PAGES = 400  # kinds of pages kept; there are some tens
_STATUS = "503 Service Unavailable"
_OWN = frozenset(("set-cookie", "retry-after", "content-length", "traceparent"))
Made = tuple[list[tuple[str, str]], bytes]


class Front:
    """Answers those who wait; the application answers all others."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.pages: OrderedDict[tuple[Any, ...], Made] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request."""
        if not settings.RUSH or environ["REQUEST_METHOD"] != "GET":
            return self.application(environ, start)
        gauge, watch = gate.here()
        with gauge.answering():
            answer = self._waiting(environ, watch.standing())
        if answer is None:
            return self.application(environ, start)
        headers, body = answer
        REQUESTS.labels("GET", "queue", "5xx").inc()
        start(_STATUS, headers)
        return [body]

    def _waiting(self, environ: Environ, standing: state.Standing) -> Made | None:
        """Return the page of whoever waits, None for whoever does not, or not surely."""
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        if not standing.on or path.startswith(gate.FOREVER_OPEN):
            return None
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        if gate.has_come_in(cookies) or gate.is_guide(path):
            return None
        ticket = gate.place(cookies)
        if ticket and not standing.ahead(ticket):
            return None
        try:
            ticket = ticket or gate.drawn(environ)
        except AWAY:
            return None
        return self._page(environ, cookies, ticket, standing)

    def _page(
        self, environ: Environ, cookies: dict[str, str], ticket: int, standing: state.Standing
    ) -> Made | None:
        shown = gate.shown(ticket, standing)
        kind = (
            environ.get("HTTP_ACCEPT_LANGUAGE", ""), cookies.get(settings.LANGUAGE_COOKIE_NAME),
            cookies.get("big"), cookies.get("strong"), environ.get("HTTP_X_FORWARDED_PROTO"),
            environ.get("HTTP_HOST"), shown["ahead"] == 1, shown["soon"],
        )  # fmt: skip
        made = self.pages.get(kind) or self._make(environ, kind)
        if made is None:
            return None
        headers, body = made
        for mark, name in ((AHEAD, "ahead"), (MINUTES, "minutes"), (AGAIN, "again")):
            body = body.replace(b"%d" % mark, b"%d" % shown[name])
        own = [("Retry-After", str(shown["again"]))]
        own += [("Set-Cookie", _cookie(ticket))] if ticket else []
        return [*headers, ("Content-Length", str(len(body))), *own], body

    def _make(self, environ: Environ, kind: tuple[Any, ...]) -> Made | None:
        """Have the application make a page of this kind with marks for the numbers."""
        said: list[Any] = []
        ahead = 1 if kind[-2] else AHEAD
        marked = {"ahead": ahead, "minutes": MINUTES, "again": AGAIN, "soon": kind[-1]}
        answered = self.application(
            environ | {"QUERY_STRING": "", gate.MARKED: marked},
            lambda status, headers, *_: said.extend((status, headers)),
        )
        body = b"".join(answered)
        if close := getattr(answered, "close", None):
            close()
        if said[0] != _STATUS:  # sent elsewhere, or refused: the ordinary way says it
            return None
        made = [one for one in said[1] if one[0].lower() not in _OWN], body
        with self._lock:
            self.pages[kind] = made
            while len(self.pages) > _PAGES:
                self.pages.popitem(last=False)
        return made


def _cookie(ticket: int) -> str:
    """Write the cookie that keeps the place, as Django would."""
    made: SimpleCookie = SimpleCookie()
    made[gate.PLACE] = gate.signed(gate.PLACE, ticket)
    one = made[gate.PLACE]
    one["max-age"], one["path"], one["samesite"] = gate.PLACE_FOR, "/", "Lax"
    one["httponly"] = True
    if settings.HTTPS:
        one["secure"] = True
    return one.OutputString()
