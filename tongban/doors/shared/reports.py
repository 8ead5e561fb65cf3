"""Reports read the replica (报表走副本): heavy pages beside the main server, and they say how old they are.

A page that only tells is asked of the replica; who has signed in is looked up on the main server
before, and anything the page would write is refused there, upon which it is asked of the main
server again, and nothing was half done. Where there is no replica, nothing changes.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from tongban.doors.shared.outage import AWAY

REPLICA = "reports"
_READ_ONLY = "25006"  # a write where only reading is allowed
_LAG = """
select case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else extract(epoch from now() - pg_last_xact_replay_timestamp()) end
"""

View = Callable[..., HttpResponse]


def read_there(patterns: Iterable[URLPattern]) -> None:
    """Have every page of these addresses asked of the replica, where it only tells."""
    if REPLICA in settings.DATABASES:
        for pattern in patterns:
            pattern.callback = reported(pattern.callback)


def reported(view: View) -> View:
    """Ask a page of the replica first, and of the main server where that cannot be."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        bool(getattr(request, "user", None) and request.user.is_authenticated)
        try:
            with replica() as age:
                request.report_age = age  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
        except AWAY:
            pass
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") != _READ_ONLY:
                raise
        del request.report_age  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return inner


@contextmanager
def replica() -> Iterator[float]:
    """Have this thread read the replica meanwhile; yields by how many seconds it is behind."""
    main, there = connections["default"], connections[REPLICA]
    with there.cursor() as cursor:
        cursor.execute(_LAG)
        age = float(cursor.fetchone()[0] or 0)
    connections["default"] = there
    try:
        yield age
    finally:
        connections["default"] = main
