"""Rolling restart under load: two servers, one after the other, and nobody's request fails."""

import asyncio
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench.running.harness import Balancer, Processes, Seen, environment, free_ports, person
from tongban.cli.installing import restarting


@dataclass
class Round:
    """What a round of restarts cost."""

    seen: Seen
    seconds: float
    restarted: list[str]


def round_of(
    env: dict[str, str], *, people: int = 8, pause: float = 0.02, servers: int = 2, of: int = 2,
    path: str = "/health/ready", words: tuple[str, ...] = ("--workers", "1"),
) -> Round:  # fmt: skip
    """Start servers, let people ask, restart `of` of them one by one, and say what people saw."""
    ports = free_ports(servers)
    manager = Processes(env, drain=1.0, words=words)
    seen, told, over = Seen(), [], threading.Event()
    try:
        for port in ports:
            manager.restart(f"tongban-web@{port}.service")
        for port in ports:
            restarting.wait(port, manager.is_ready)
        load = threading.Thread(
            target=lambda: asyncio.run(
                _load(seen, ports, people=people, pause=pause, path=path, over=over)
            )
        )
        load.start()
        time.sleep(1)
        began = time.monotonic()
        restarting.rolling(
            ports[:of], 0, manager=manager, balancer=restarting.Asking(),
            ready=manager.is_ready, tell=told.append,
        )  # fmt: skip
        spent = time.monotonic() - began
        time.sleep(1)
        over.set()
        load.join()
    finally:
        over.set()
        manager.stop_all()
    return Round(seen, spent, told)


async def _load(
    seen: Seen, ports: list[int], *, people: int, pause: float, path: str, over: threading.Event
) -> None:
    balancer = Balancer(ports)
    watching = asyncio.create_task(balancer.watch())
    await asyncio.gather(
        *(person(seen, balancer, lambda: path, over.is_set, pause=pause) for _ in range(people))
    )
    watching.cancel()
    await balancer.close()


def run() -> list[dict[str, object]]:
    """Restart both servers of a city while people read its start page."""
    from bench.running import ground
    from tongban.cli.commands.bench import row

    with ground() as home:
        made = round_of(environment(Path(home)), path="/", words=())
    asked = len(made.seen.seconds)
    bad = len(made.seen.failed) + asked - len(made.seen.failed) - made.seen.statuses.get(200, 0)
    return [
        row(
            "failed requests in a rolling restart",
            bad,
            asked,
            goal=0,
            unit="requests",
            at_most=True,
        ),
        row("the restart of two servers", made.seconds, 60, goal=1, unit="s", at_most=True),
        row("p95 of a page meanwhile", made.seen.p95() * 1000, 500, goal=None, unit="ms"),
    ]
