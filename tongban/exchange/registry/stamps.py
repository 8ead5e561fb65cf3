"""Time stamps of the log (时间戳): when the last one from outside was good.

A log nobody outside has stamped for four hours could be rewritten unseen, so nothing personal is
answered until it is stamped again.
"""

import time as clock
from datetime import datetime, timedelta

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.models import StateRow
from tongban.exchange.registry.changing import STAMP

LONGEST = timedelta(hours=4)
_LOOK_EVERY = 2.0  # seconds
_kept: dict[str, tuple[float, datetime | None]] = {}


def stamped(*, at: datetime) -> None:
    """Keep when the log was stamped; an older stamp than the one kept changes nothing."""
    row, made = StateRow.objects.get_or_create(name=STAMP, defaults={"at": at})
    if not made and (row.at is None or row.at < at):
        StateRow.objects.filter(name=STAMP).update(at=at)
    _kept.clear()


def check(at: datetime) -> None:
    """Raise log.timestamp_overdue where the last good stamp is older than four hours."""
    last = _last()
    if last is not None and at - last > LONGEST:
        raise ExchangeProblem(
            "log.timestamp_overdue", last.isoformat(timespec="minutes"), retry_after=60
        )


def forget() -> None:
    """Read it anew at the next question."""
    _kept.clear()


def _last() -> datetime | None:
    read_at, found = _kept.get(STAMP, (0.0, None))
    if clock.monotonic() - read_at > _LOOK_EVERY:
        row = StateRow.objects.filter(name=STAMP).first()
        found = row.at if row else None
        _kept[STAMP] = (clock.monotonic(), found)
    return found
