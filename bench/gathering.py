"""Gathering for a draft from the agencies' own systems: real processes, asked all at once.

Every system that has an interface is made slow, one of them slower than the others. The yardstick
is the slowest source that was needed, as it took by itself; and the same questions one by one.
"""

import subprocess
import sys
import time
from dataclasses import replace

from tongban.cli.commands.bench import Row, ground, row

GOAL = "LE-RETIRE"
DELAY, SLOWEST = 250, 500  # milliseconds
TRIES = 3


def run() -> list[Row]:
    """Run the systems, gather for new residents, and compare."""
    ground()
    from tongban.catalogue import api as catalogue
    from tongban.cli.simulation import city, systems
    from tongban.config.home import home
    from tongban.exchange import api as exchange
    from tongban.exchange.agency_systems import plan, watching
    from tongban.kernel.actors import SYSTEM

    catalogue.publish(city.PILOT, actor=SYSTEM)
    book = catalogue.book()
    city.create(book, residents=0, firms=1, applications=0, seed=1)
    names = systems.prepare(book, home())
    places = [home() / watching.FOLDER / name for name in names]
    for place in places:
        system = plan.read(place)
        slow = SLOWEST if system.name == _slowest(book) else DELAY
        plan.write(place, replace(system, delay_ms=slow))
        if system.shape == "database":
            systems.make_database(system)
    command = [sys.executable, "-m", "tongban.exchange.agency_systems", *map(str, places)]
    child = subprocess.Popen(command)
    try:
        assert watching.settled(home(), names, seconds=30)
        exchange.publish_services(actor=SYSTEM)
        _gathered(book)  # tokens, connections and books are there from now on
        found = [_gathered(book) for _ in range(TRIES)]
    finally:
        child.terminate()
        child.wait()
    whole, slowest, each = min(found)
    return [
        row(
            "gather: all at once / slowest source",
            whole,
            slowest,
            goal=1.3,
            unit="ms",
            at_most=True,
        ),
        row("gather: all at once / one by one", whole, each, goal=0.8, unit="ms", at_most=True),
    ]


def _slowest(book) -> str:
    """Return the system of the last agency that is asked by an interface."""
    return [one["name"] for one in book.city["systems"] if one.get("shape") == "rest"][-1]


def _gathered(book) -> tuple[float, float, float]:
    """Gather once for somebody new; return the whole, the slowest source and the sum, in ms."""
    from datetime import timedelta

    from tongban.cases import api as cases
    from tongban.cli.simulation.residents import REGISTRAR, morning
    from tongban.cli.simulation.story import Story
    from tongban.config.home import home
    from tongban.exchange.agency_systems import watching
    from tongban.kernel.time import city_date, now
    from tongban.people import api as people

    today = city_date(now())
    story = Story(book, [GOAL], today=today, start=today, systems=watching.running(home()))
    person = story.cast_person()
    at = morning(story.start, 9)
    actor = people.actor_of(people.open_account(person.id, actor=REGISTRAR, at=at))
    draft = cases.start(goal=GOAL, applicant=person.id, actor=actor, at=at)
    began = time.perf_counter()
    replies = cases.gather(draft.id, actor=actor, deadline=timedelta(seconds=10), at=at)
    whole = (time.perf_counter() - began) * 1000
    took = [one.took_ms for one in replies]
    return whole, max(took), sum(took)
