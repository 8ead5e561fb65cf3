"""Where visits take place (大厅): the halls in force, and where a hall's rows lie."""

import zlib
from datetime import datetime

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases.visits.domain.problems import NoSuchHall, NotYourWindow, StillServing
from tongban.cases.visits.domain.queue import CALLED, SERVING
from tongban.cases.visits.models import TicketRow, WindowRow
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.halls import Hall, Line, Window
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor


def halls() -> tuple[Hall, ...]:
    """Return the halls in force today, by their id."""
    return tuple(hall for _, hall in sorted(catalogue.book().halls.items()))


def hall(code: str) -> Hall:
    """Return the hall of a code. Raises NoSuchHall."""
    found = catalogue.book().halls.get(code)
    if found is None:
        raise NoSuchHall(code)
    return found


def line(of: Hall, letter: str) -> Line:
    """Return a line of a hall. Raises NoSuchHall."""
    found = of.line(letter)
    if found is None:
        raise NoSuchHall(f"{of.id} {letter}")
    return found


def window(of: Hall, no: str) -> Window:
    """Return a window of a hall. Raises NoSuchHall."""
    found = of.window(no)
    if found is None:
        raise NoSuchHall(f"{of.id} {no}")
    return found


def shard(code: str) -> int:
    """Return the shard of a hall's rows: from its code, which says nothing about anybody."""
    return zlib.crc32(code.encode()) % ids.SHARDS


def may_work(actor: Actor) -> None:
    """Let through whose post is at a window. Raises NotYourWindow."""
    if not agencies.may(actor, "queue", agency=None):
        raise NotYourWindow


def open_window(code: str, no: str, *, actor: Actor, at: datetime | None = None) -> Window:
    """Open a window for a clerk (开窗); one clerk has one window, and a window one clerk.

    Taking over a window closes it for whoever had it, unless somebody stands before it: then
    raises StillServing. Raises NotYourWindow for whose post is at no window.
    """
    may_work(actor)
    at, found = at or time.now(), window(hall(code), no)
    key = {"shard": shard(code), "hall": code, "no": no}
    with transaction.atomic():
        before = WindowRow.objects.select_for_update().filter(**key).first()
        another = before and before.closed_at is None and before.officer != actor.id
        if another and _serving(code, no, at):
            raise StillServing(no)
        WindowRow.objects.filter(shard=shard(code), hall=code, officer=actor.id).exclude(
            no=no
        ).update(closed_at=at)
        if before is None:
            WindowRow.objects.create(**key, officer=actor.id, opened_at=at)
        else:
            values = {"officer": actor.id, "opened_at": at, "closed_at": None}
            WindowRow.objects.filter(**key).update(**values)
    return found


def close_window(code: str, no: str, *, actor: Actor, at: datetime | None = None) -> None:
    """Close the window a clerk has (关窗). Raises StillServing while somebody stands before it."""
    at = at or time.now()
    if _serving(code, no, at):
        raise StillServing(no)
    key = {"shard": shard(code), "hall": code, "no": no, "officer": actor.id}
    WindowRow.objects.filter(**key).update(closed_at=at)


def ensure_theirs(code: str, no: str, *, actor: Actor) -> Window:
    """Return the window a clerk has open. Raises NotYourWindow."""
    may_work(actor)
    key = {"shard": shard(code), "hall": code, "no": no, "officer": actor.id}
    if not WindowRow.objects.filter(**key, closed_at=None).exists():
        raise NotYourWindow(no)
    return window(hall(code), no)


def open_windows(of: Hall) -> tuple[Window, ...]:
    """Return the windows of a hall that are open now."""
    rows = WindowRow.objects.filter(shard=shard(of.id), hall=of.id, closed_at=None)
    numbers = set(rows.values_list("no", flat=True))
    return tuple(one for one in of.windows if one.no in numbers)


def _serving(code: str, no: str, at: datetime) -> bool:
    rows = TicketRow.objects.filter(shard=shard(code), hall=code, day=time.city_date(at))
    return rows.filter(window=no, state__in=(CALLED, SERVING)).exists()
