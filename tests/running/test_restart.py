"""A server is restarted while people ask: nobody's request fails."""

import os

from bench.running import restart
from bench.running.harness import environment
from tests.running.conftest import HOME
from tongban.cli.installing import restarting

WHOLE = os.environ.get("TONGBAN_WHOLE") == "1"


def test_nobody_notices_that_a_server_is_restarted(own_database, monkeypatch):
    monkeypatch.setattr(restarting, "PATIENCE", 300.0)  # a busy machine is no failure
    env = environment(HOME, **own_database)
    made = restart.round_of(env, people=4, pause=0.05, of=2 if WHOLE else 1)
    assert made.seen.failed == []
    assert set(made.seen.statuses) == {200}
    assert sum(made.seen.statuses.values()) > 50
    assert len(made.restarted) == (2 if WHOLE else 1)
