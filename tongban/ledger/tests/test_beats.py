"""What comes again and again is done once each time, and a failure waits for the next."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import ProgrammingError

from tongban.ledger import api as ledger
from tongban.ledger import beats as rhythm

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def done(monkeypatch):
    monkeypatch.setattr(rhythm, "_beats", {})
    return []


def test_a_beat_is_done_once_each_time(done):
    ledger.beat("test.often", every=timedelta(seconds=5))(done.append)
    for seconds in (0, 1, 4, 5, 6):
        ledger.beats(NOON + timedelta(seconds=seconds))
    assert done == [NOON, NOON + timedelta(seconds=5)]


def test_a_daily_beat_waits_for_its_hour(done):
    ledger.beat("test.nightly", every=timedelta(days=1), at=time(3))(done.append)
    for hours in (0, 14, 16, 39, 40):
        ledger.beats(NOON + timedelta(hours=hours))
    assert done == [NOON + timedelta(hours=16), NOON + timedelta(hours=39)]


@pytest.mark.parametrize("wrong", [RuntimeError, ProgrammingError])
def test_a_beat_that_fails_stops_no_other_and_comes_again(done, wrong):
    def broken(at):
        done.append("broken")
        raise wrong

    ledger.beat("test.broken", every=timedelta(seconds=5))(broken)
    ledger.beat("test.whole", every=timedelta(seconds=5))(done.append)
    assert ledger.beats(NOON) == 2
    assert ledger.beats(NOON + timedelta(seconds=5)) == 2
    assert done.count("broken") == 2
