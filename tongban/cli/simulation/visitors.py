"""Who comes to the halls of the pilot city (到厅的人): appointments, and a queue that moves.

Three clerks per hall serve; people come, some old, some with an appointment, some who do not hear
their number. While the halls are closed the morning is played again, so that there is a queue to
look at.
"""

import random
import time as clock
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from tongban.agencies import api as agencies
from tongban.cases.visits import api as visits
from tongban.catalogue.domain.halls import Hall
from tongban.catalogue.domain.model import Book
from tongban.cli.simulation.residents import REGISTRAR, Town
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.problems import Problem
from tongban.people import api as people

BOOKED = 24
WINDOWS = 3
SERVED = 8  # visits of each line that lie behind, so that estimates rest on something
STEP = 12.0  # seconds between two looks of those who play
NEEDS: tuple[tuple[str, ...], ...] = ((), (), (), (), ("elder",), ("disabled",))


def fill(book: Book, *, seed: int = 1) -> int:
    """Book appointments and let a morning pass in every hall, once; returns how many visits."""
    drawn, made = random.Random(seed), 0  # noqa: S311 - a play
    for hall in book.halls.values():
        if visits.figures(hall.id) and any(one.drawn for one in visits.figures(hall.id)):
            continue
        made += _book(book, hall, drawn, seed) + _morning(hall, drawn)
    return made


def live(book: Book, *, seed: int = 1, goes_on: Callable[[], bool]) -> None:
    """Let people come and be served until `goes_on` says no."""
    drawn, began = random.Random(seed + 1), clock.monotonic()  # noqa: S311 - a play
    while goes_on():
        for hall in book.halls.values():
            at = _moment(hall, clock.monotonic() - began)
            if at is not None:
                _pass(hall, drawn, at)
        clock.sleep(STEP)


def _book(book: Book, hall: Hall, drawn: random.Random, seed: int) -> int:
    """Let residents book times of the coming days, by web and telephone."""
    town, made = Town(book, seed + 77, time.now()), 0
    persons = [town.person() for _ in range(BOOKED // 3)]
    town.flush()
    for no in range(BOOKED):
        line = hall.lines[no % len(hall.lines)]
        days = [one for one in visits.days(hall.id, line.letter) if one.left]
        free = [
            slot
            for slot in visits.slots(hall.id, line.letter, drawn.choice(days).on)
            if slot.left
        ] if days else []  # fmt: skip
        if free:
            made += _try(
                partial(
                    visits.book,
                    person=persons[no % len(persons)].id,
                    hall=hall.id,
                    line=line.letter,
                    begins=drawn.choice(free).begins,
                    channel=("web", "phone", "window")[no % 3],
                    actor=SYSTEM,
                )
            )
    return made


def _morning(hall: Hall, drawn: random.Random) -> int:
    """Let the morning pass: some were served, some did not come, some wait."""
    now = _moment(hall, 0)
    if now is None:
        return 0
    clerks, made = _clerks(hall), 0
    windows = hall.windows[:WINDOWS]
    for window in windows:
        visits.open_window(hall.id, window.no, actor=clerks[window.no], at=now)
    for no in range(SERVED * len(windows)):
        window = windows[no % len(windows)]
        begun = now - timedelta(minutes=4 * (SERVED * len(windows) - no) // 2)
        made += _try(partial(_served, hall, window.no, clerks[window.no], drawn, begun))
    for _ in range(9):
        made += _try(partial(_draw, hall, drawn, now - timedelta(minutes=drawn.randrange(1, 25))))
    return made


def _served(hall: Hall, no: str, clerk: Actor, drawn: random.Random, begun: datetime) -> None:
    window = hall.window(no)
    letter = window.lines[0] if window else ""
    visits.draw(hall=hall.id, line=letter, channel="kiosk", actor=SYSTEM, at=begun)
    waited = timedelta(minutes=drawn.randrange(2, 15))
    called = visits.call_next(hall.id, no, actor=clerk, at=begun + waited)
    if called is None:
        return
    if drawn.random() < 0.1:
        visits.miss(called.id, actor=clerk, at=begun + waited)
        return
    took = timedelta(minutes=drawn.randrange(5, 18))
    visits.finish(called.id, actor=clerk, at=begun + waited + took)


def _pass(hall: Hall, drawn: random.Random, at: datetime) -> None:
    """Let a moment pass: somebody comes, somebody is called, somebody is done."""
    clerks = _clerks(hall)
    if len(visits.waiting(hall.id, at=at)) < len(hall.lines) * 3:
        _try(partial(_draw, hall, drawn, at))
    for window in hall.windows[:WINDOWS]:
        _try(partial(_step, hall, window.no, clerks[window.no], drawn, at))


def _step(hall: Hall, no: str, clerk: Actor, drawn: random.Random, at: datetime) -> None:
    now = visits.current(hall.id, no, at=at)
    if now is None:
        visits.call_next(hall.id, no, actor=clerk, at=at)
    elif now.state == "called":
        act = visits.serve if drawn.random() < 0.9 else visits.miss
        act(now.id, actor=clerk, at=at)
    elif drawn.random() < 0.3:
        visits.finish(now.id, actor=clerk, at=at)


def _draw(hall: Hall, drawn: random.Random, at: datetime) -> None:
    line, needs = drawn.choice(hall.lines), drawn.choice(NEEDS)
    visits.draw(hall=hall.id, line=line.letter, channel="kiosk", needs=needs, actor=SYSTEM, at=at)


def _moment(hall: Hall, passed: float) -> datetime | None:
    """Return what time it is in the hall: now, or while it is closed its morning once more."""
    now, calendar = time.now(), agencies.calendar()
    if hall.is_open(now, calendar):
        return now
    hours = hall.open_on(time.city_date(now), calendar)
    if not hours:
        return None
    opened = datetime.combine(time.city_date(now), hours[0].opens, time.CITY)
    return opened + timedelta(hours=2) + timedelta(seconds=passed % 3000)


def _clerks(hall: Hall) -> dict[str, Actor]:
    found = {}
    for window in hall.windows[:WINDOWS]:
        username = f"{hall.id.lower()}-{window.no}"
        account = people.account(username)
        if account is None:
            account = people.open_staff_account(
                username=username, password=None, name=f"窗口 {window.no}", actor=REGISTRAR
            )
            agencies.appoint(
                account=account.pk, agency=None, duty="clerk", place=window.no, actor=REGISTRAR
            )
        found[window.no] = people.actor_of(account, capacity="clerk")
    return found


def _try(act: Callable[[], object]) -> bool:
    """Do it where it can be done; a play has its refusals like life."""
    try:
        act()
    except Problem:
        return False
    return True
