"""What the served cities are asked: a mixture with a tenth of writes, and hot pages in turn.

Requests go over lines that are kept, without a browser's own work. Both cities are served by one
process each; hot pages are asked of one and the other in turn, so that whatever else the machine
does falls on both alike.
"""

import http.client  # noqa: TID251 - a line to our own server, as light as can be
import itertools
import random
import re
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote, urlencode

from bench.city.place import CSRF
from bench.pages.serving import processor, serve

CLIENTS, SECONDS = 4, 20.0
ROUNDS = 200  # of each hot page in each city
FOUND = re.compile(rb'href="(/desk/case/[0-9-]+)"')
# Of two hundred requests: what people do on a portal, a tenth of it writes.
READS = {
    "start page": 24, "search": 28, "guide": 28, "life event": 10, "own page": 16, "wallet": 14,
    "licence": 14, "progress": 16, "case": 14, "inbox of 50": 8, "desk case": 8,
}  # fmt: skip
WRITES = {"start a draft": 6, "save a form": 8, "say a demand": 4, "hand in": 2}
HOT = (
    "own page",
    "wallet",
    "licence",
    "progress",
    "case",
    "inbox of 50",
    "desk case",
    "search",
    "guide",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request (请求): as whom, where to, and what is sent with it."""

    path: str
    cookie: str = ""
    form: dict[str, str] | None = None


@dataclass
class Visitors:
    """Those who come to a city today, and what each asks next (来访者)."""

    said: dict[str, Any]
    chance: random.Random
    turn: Callable[[], int] = field(default_factory=lambda: itertools.count().__next__)

    def ask(self, kind: str) -> Asked | None:
        """Return a request of this kind; None where what it needs is used up."""
        said, draw = self.said, self.chance
        one = said["residents"][self.turn() % len(said["residents"])]
        cookie = one["cookie"]
        asked = {
            "start page": lambda: Asked("/"),
            "search": lambda: Asked("/find?q=" + quote(draw.choice(said["words"]))),
            "guide": lambda: Asked("/service/" + draw.choice(said["services"])),
            "life event": lambda: Asked("/event/" + draw.choice(said["events"]), cookie),
            "own page": lambda: Asked("/mine", cookie),
            "wallet": lambda: Asked("/licences", cookie),
            "licence": lambda: Asked(one["licence"], cookie),
            "progress": lambda: Asked(one["application"], cookie),
            "case": lambda: Asked(one["case"], cookie),
            "inbox of 50": lambda: Asked("/desk/", said["officer"]),
            "desk case": lambda: Asked(draw.choice(said["desk"]), said["officer"]),
        }.get(kind)
        return asked() if asked else self._write(kind, one)

    def _write(self, kind: str, one: dict[str, Any]) -> Asked | None:
        said, draw = self.said, self.chance
        if kind == "start a draft":
            return Asked("/start/GA-IDCARD-REISSUE", one["cookie"], {})
        if kind == "say a demand":
            return Asked("/say/file", one["cookie"], {"words": draw.choice(said["said"])})
        if kind == "save a form":
            draft = draw.choice(said["saved"])
            return Asked(draft["draft"] + "/save", draft["cookie"], draft["fields"])
        if not said["ready"]:
            return None
        draft = said["ready"].pop()
        return Asked(draft["draft"] + "/check", draft["cookie"], {})


class Line:
    """One client's line to a city, kept between requests (连接)."""

    def __init__(self, port: int) -> None:
        self.http = http.client.HTTPConnection("localhost", port, timeout=60)  # noqa: TID251

    def send(self, asked: Asked) -> tuple[float, int]:
        """Ask, read the whole answer; returns milliseconds and the status."""
        from django.conf import settings

        cookie = f"{settings.CSRF_COOKIE_NAME}={CSRF}"
        if asked.cookie:
            cookie += f"; {settings.SESSION_COOKIE_NAME}={asked.cookie}"
        headers = {"Cookie": cookie, "Accept-Language": "zh-CN"}
        body = None
        if asked.form is not None:
            headers |= {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(asked.form)
        began = time.perf_counter()
        method = "GET" if body is None else "POST"
        try:
            self.http.request(method, asked.path, body, headers)
            answer = self.http.getresponse()
        except ConnectionError:  # a line that idled: a browser opens another
            self.http.close()
            self.http.request(method, asked.path, body, headers)
            answer = self.http.getresponse()
        answer.read()
        return (time.perf_counter() - began) * 1000, answer.status


@dataclass
class Mixed:
    """What a mixture took (混合负载): milliseconds by kind, processor seconds, the clock."""

    took: dict[str, list[float]] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    cpu: float = 0.0
    wall: float = 0.0

    @property
    def every(self) -> list[float]:
        """Every request's milliseconds, in order."""
        return sorted(one for each in self.took.values() for one in each)

    @property
    def share(self) -> float:
        """The share of writes."""
        return sum(len(self.took.get(kind, ())) for kind in WRITES) / len(self.every)


@dataclass(frozen=True, slots=True)
class City:
    """A served city (被测城市)."""

    port: int
    process: Any
    database: int
    visitors: Visitors

    def lines(self) -> Line:
        """Open a line."""
        return Line(self.port)


@contextmanager
def cities(places: list[tuple[dict[str, str], dict[str, Any]]]):
    """Serve cities side by side: each with its environment and its visitors."""
    with ExitStack() as stack:
        found = []
        for at, (environment, said) in enumerate(places):
            port, process = stack.enter_context(serve(environment))
            chance = random.Random(at)  # noqa: S311 - a choice of pages
            found.append(City(port, process, said["database"], Visitors(said, chance)))
        yield found


def mixed(city: City, *, seconds: float = SECONDS, clients: int = CLIENTS) -> Mixed:
    """Let clients ask for a mixture without a pause, and count what it costs."""
    made = Mixed()
    kinds = [kind for kind, many in (READS | WRITES).items() for _ in range(many)]
    city.visitors.chance.shuffle(kinds)
    each, lock = itertools.cycle(kinds), threading.Lock()
    until = time.monotonic() + seconds

    def client() -> None:
        line = city.lines()
        while time.monotonic() < until:
            with lock:
                kind = next(each)
                asked = city.visitors.ask(kind)
            if asked is None:
                continue
            took, status = line.send(asked)
            with lock:
                made.took.setdefault(kind, []).append(took)
                if status >= 400:
                    made.wrong[f"{kind} {status}"] = made.wrong.get(f"{kind} {status}", 0) + 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    before, began = processor(city.process, city.database), time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    made.wall = time.perf_counter() - began
    made.cpu = processor(city.process, city.database) - before
    return made


def in_turn(cities: list[City], rounds: int = ROUNDS) -> dict[str, list[list[float]]]:
    """Ask each hot page of every city in turn; returns milliseconds by kind and city."""
    lines = [city.lines() for city in cities]
    took: dict[str, list[list[float]]] = {}
    for kind in HOT:
        took[kind] = [[] for _ in cities]
        for at in range(rounds + 5):
            order = list(enumerate(cities))
            for no, city in order if at % 2 else reversed(order):
                spent, status = lines[no].send(city.visitors.ask(kind))
                if status != 200:
                    raise AssertionError(f"{kind}: {status}")
                if at >= 5:
                    took[kind][no].append(spent)
    return took


def p95(took: list[float]) -> float:
    """Return the 95th of a hundred."""
    return quantiles(took, n=20)[-1]


def middle(took: list[float]) -> float:
    """Return the median."""
    return median(took)
