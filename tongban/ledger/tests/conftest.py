"""What the tests of the ledger write with."""

from datetime import UTC, datetime

import pytest

from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event, Ref
from tongban.ledger.api import Append, Head

AT = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)


def event(type_="test.Happened", **data):
    return Event(type_, AT, SYSTEM, data, (Ref("case", "1", "about"),))


def head(**changes):
    given = {
        "status": "open", "queue": "SC", "subject": 7, "number": None, "label": "开店", "due": None,
        "attrs": {},
    }  # fmt: skip
    return Head(**(given | changes))


def write(stream, expected=0, *, events=None, now=None, **more):
    return Append(stream, "case", expected, events or [event()], now or head(), **more)


@pytest.fixture
def stream():
    return ids.new(417)


@pytest.fixture
def clean_registry(monkeypatch):
    """Listeners that a test registers are forgotten after it."""
    from collections import defaultdict

    from tongban.ledger import listeners

    monkeypatch.setattr(listeners, "_listeners", {})
    monkeypatch.setattr(listeners, "_topics", defaultdict(list))
    monkeypatch.setattr(listeners, "_clocks", {})
