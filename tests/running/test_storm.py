"""The doors are stormed: who is inside finishes, who comes gets a place, guides stay open."""

import os

import pytest

from bench.running import storm
from bench.running.harness import environment
from tests.running.conftest import HOME

WHOLE = os.environ.get("TONGBAN_WHOLE") == "1"


@pytest.mark.skipif(
    not WHOLE, reason="half a minute of storm: TONGBAN_WHOLE=1, or tongban bench running.storm"
)
def test_in_a_storm_people_inside_finish_and_newcomers_get_a_place(own_database):
    env = environment(HOME, **own_database, TONGBAN_RUSH="1", TONGBAN_RUSH_RATE="5",
                      TONGBAN_RUSH_SHARE="6", TONGBAN_PROXIES=storm.PROXIES)  # fmt: skip
    made = storm.storm(env, seconds=20, calm=3, guide="/", times=1.5)
    for seen in (made.inside, made.guides, made.health):
        assert seen.failed == []
        assert set(seen.statuses) == {200}
    assert made.newcomers.failed == []
    assert 0 < made.drawn < 40  # of two processes, six a minute each from the first second on
    assert made.newcomers.statuses[503] > made.capacity
    early, late = _halves([ticket for ticket, _ in made.let_in if ticket])
    assert not early or max(early) < max(late)


def _halves(tickets):
    middle = len(tickets) // 2
    return tickets[:middle], tickets[middle:]
