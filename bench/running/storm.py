"""A storm: five times as many people as the servers can serve, and whoever is inside still finishes.

First the capacity is measured: as many pages a second as the servers, which have one core, answer to
people who are all inside. Then newcomers ask five times as often. Those inside go on as before; whoever
comes gets a number, waits its turn and is let in in the order of coming; guides and health answer
everybody. Meanwhile one address asks without end and throws its numbers away: it draws its share.
"""

import asyncio
import contextlib
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.running.harness import (
    ROOT,
    Balancer,
    Processes,
    Seen,
    ask,
    environment,
    free_ports,
    person,
)  # fmt: skip
from tongban.cli.installing import restarting

PAGE, GUIDE = "/find?q=%E5%8C%BB%E4%BF%9D", "/agencies"
STORM = 5
CROWD = 24  # who ask at once while the capacity is measured
UNDER_WAY = 400  # requests of newcomers at once, which is as many as one machine can send
GREEDY = "203.0.113.7"
PROXIES = "127.0.0.0/8"  # the balancer is a proxy of ours, and says who comes from where


@dataclass
class Storm:
    """What everybody saw (高峰中各人所见)."""

    times: float = STORM
    capacity: float = 0.0
    inside: Seen = field(default_factory=Seen)
    first: Seen = field(default_factory=Seen)
    newcomers: Seen = field(default_factory=Seen)
    guides: Seen = field(default_factory=Seen)
    health: Seen = field(default_factory=Seen)
    let_in: list[tuple[int, float]] = field(default_factory=list)
    asked: int = 0
    sent: int = 0
    calm: Seen = field(default_factory=Seen)
    here: list[dict[str, str]] = field(default_factory=list)
    greedy: Seen = field(default_factory=Seen)
    drawn: int = 0


def storm(
    env: dict[str, str], *, seconds: float, calm: float, inside: int = 4, servers: int = 2,
    words: tuple[str, ...] = ("--workers", "1"), mode: str = "on", guide: str = GUIDE,
    pages: Sequence[str] = (PAGE,), signed_in: Mapping[str, str] | None = None,
    times: float = STORM * 1.02,
) -> Storm:  # fmt: skip
    """Measure the capacity, storm the doors, and say what everybody saw.

    `pages` is what people inside ask for in turn, `signed_in` their cookies; without, the gate lets
    them in. Newcomers ask `times` as often as is the capacity.
    """
    ports = free_ports(servers)
    manager, made = Processes(env, drain=0, words=words), Storm(times=times)
    visit = itertools.cycle(pages).__next__
    try:
        for port in ports:
            manager.restart(f"tongban-web@{port}.service")
        for port in ports:
            restarting.wait(port, manager.is_ready)
        asyncio.run(_calm(made, ports, calm, visit, signed_in))
        _rush(env, "on")
        if signed_in is None:
            asyncio.run(_come_in(made, ports[0], inside))
        else:
            made.here = [dict(signed_in) for _ in range(inside)]
        _rush(env, mode)
        asyncio.run(_storm(made, ports, seconds, guide, visit))
    finally:
        manager.stop_all()
    return made


def _rush(env: dict[str, str], mode: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tongban.cli", "rush", mode], env=env, cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip


async def _calm(
    made: Storm, ports: list[int], seconds: float, visit: Callable[[], str],
    signed_in: Mapping[str, str] | None,
) -> None:  # fmt: skip
    """Serve a few people as quickly as it goes, once the servers are warm: that is the capacity."""
    balancer = Balancer(ports)
    for made.calm in (Seen(), Seen()):
        until = time.monotonic() + seconds
        over = lambda: time.monotonic() > until  # noqa: E731, B023 - it reads as a condition
        await asyncio.gather(
            *(
                person(made.calm, balancer, visit, over, cookies=dict(signed_in or {}))
                for _ in range(CROWD)
            )
        )
    await balancer.close()
    made.capacity = sum(made.calm.statuses.values()) / seconds


async def _come_in(made: Storm, port: int, people: int) -> None:
    made.here = await asyncio.gather(*(_inside(port) for _ in range(people)))


async def _storm(
    made: Storm, ports: list[int], seconds: float, guide: str, visit: Callable[[], str]
) -> None:
    balancer, until = Balancer(ports), time.monotonic() + seconds
    over = lambda: time.monotonic() > until  # noqa: E731 - it reads as a condition
    each = (
        made.capacity * 0.5 / len(made.here)
    )  # what people inside ask, half of what can be served
    everybody = [
        person(made.inside, balancer, visit, over, pause=1 / each, cookies=one) for one in made.here
    ]
    everybody += [
        person(made.guides, balancer, lambda: guide, over, pause=0.2),
        person(made.health, balancer, lambda: "/health/live", over, pause=0.2),
        _crowd(made, balancer, over, made.capacity * made.times),
        _greedy(made, balancer, over),
    ]
    await asyncio.gather(*everybody)
    await balancer.close()


async def _inside(port: int) -> dict[str, str]:
    """Be let in before the storm: the gate takes whoever sends a form it gave."""
    cookies: dict[str, str] = {}
    await ask(port, PAGE, cookies=cookies)
    until = time.monotonic() + 30
    while "tongban_inside" not in cookies and time.monotonic() < until:
        await ask(port, PAGE, cookies=cookies)
        await asyncio.sleep(0.3)
    return cookies


async def _crowd(made: Storm, balancer: Balancer, over: object, a_second: float) -> None:
    """Send newcomers, each with a fresh browser that looks again when told to, at most so many requests."""
    tasks: list[asyncio.Task[None]] = []
    began = time.monotonic()
    while not over():  # type: ignore[operator]
        answered = sum(len(one.seconds) + len(one.failed) for one in (made.first, made.newcomers))
        wanted = a_second * (time.monotonic() - began) - made.sent
        wanted = min(wanted, UNDER_WAY - (made.sent - answered))
        tasks += [asyncio.create_task(_newcomer(made, balancer, over)) for _ in range(int(wanted))]
        await asyncio.sleep(0.01)
    await asyncio.wait(tasks, timeout=30)


async def _greedy(made: Storm, balancer: Balancer, over: object) -> None:
    """Ask from one address as a browser that keeps nothing, thirty times a second."""
    while not over():  # type: ignore[operator]
        cookies: dict[str, str] = {}
        with contextlib.suppress(TimeoutError, OSError):
            status, _ = await asyncio.wait_for(balancer.asked(PAGE, cookies, by=GREEDY), 30)
            made.greedy.statuses[status] = made.greedy.statuses.get(status, 0) + 1
            made.drawn += "tongban_place" in cookies
        await asyncio.sleep(1 / 30)


async def _newcomer(made: Storm, balancer: Balancer, over: object) -> None:
    made.asked += 1
    by = f"10.{made.asked >> 16 & 255}.{made.asked >> 8 & 255}.{made.asked & 255}"
    cookies: dict[str, str] = {}
    ticket = 0
    while True:
        began = time.monotonic()
        made.sent += 1
        seen = made.newcomers if made.first.statuses.get(503) else made.first
        try:
            status, headers = await asyncio.wait_for(balancer.asked(PAGE, cookies, by=by), 30)
        except (TimeoutError, OSError) as error:
            seen.failed.append(f"{type(error).__name__}: {error}")
            return
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
        seen.seconds.append(time.monotonic() - began)
        if status == 503:
            ticket = int(cookies["tongban_place"].split(":")[0])
        if status == 200:
            made.let_in.append((ticket, time.monotonic()))
            return
        if over():  # type: ignore[operator]
            return
        await asyncio.sleep(int(headers["retry-after"]))


def run() -> list[dict[str, object]]:
    """Storm a city with five times its capacity for forty seconds."""
    from django.conf import settings

    from bench.pages import weight
    from tongban.cli.commands.bench import row
    from tongban.config.home import home

    _, pages = weight.measure()
    os.sched_setaffinity(0, {1})
    made = storm(
        environment(home(), TONGBAN_PROXIES=PROXIES), seconds=40, calm=8, words=(), mode="auto",
        pages=pages, signed_in={settings.SESSION_COOKIE_NAME: weight.cookie()},
    )  # fmt: skip
    answered = sum(made.inside.statuses.values())
    served = sum(n for status, n in made.inside.statuses.items() if status < 400)
    return [
        row("pages of people inside that failed, in a storm", answered - served + len(made.inside.failed), answered, goal=0, unit="pages", at_most=True),
        row("p95 of people inside, in the storm and at capacity", made.inside.p95() * 1000, max(made.calm.p95() * 1000, 1), goal=5, unit="ms", at_most=True),
        row("newcomers cut off without an answer", len(made.first.failed) + len(made.newcomers.failed), made.asked, goal=0.001, unit="people", at_most=True),
        row("newcomers who came, a second, and the capacity", made.asked / 40, made.capacity, goal=None, unit="/s"),
        row("requests of newcomers a second, and the capacity", made.sent / 40, made.capacity, goal=STORM, unit="/s"),
        row("longest answer before the queue stood", max(made.first.seconds) * 1000, 1000, goal=None, unit="ms"),
        row("p95 of a newcomer's answer from then on", made.newcomers.p95() * 1000, 1000, goal=1, unit="ms", at_most=True),
        row("places one address draws that keeps asking, and its requests", made.drawn, sum(made.greedy.statuses.values()), goal=0.5, unit="places", at_most=True),
        row("guides read in the storm that failed", len(made.guides.failed) + made.guides.statuses.get(503, 0), sum(made.guides.statuses.values()), goal=0, unit="pages", at_most=True),
        row("p95 of a guide in the storm", made.guides.p95() * 1000, 1000, goal=1, unit="ms", at_most=True),
    ]  # fmt: skip
