"""What the tests of faults share."""

import shutil
from collections import defaultdict

import pytest

from tongban.config import postgres


@pytest.fixture
def own_server(tmp_path):
    """A server that nobody else uses, as durable as a city's, so that it may be stopped or killed."""
    home = tmp_path / "home"
    home.mkdir()
    postgres.ensure(home)
    place = postgres.cluster(home)
    yield home
    postgres.stop(home)
    shutil.rmtree(place.base)


@pytest.fixture
def quiet_registry(monkeypatch):
    """Only the listener "slow" is known here, and it runs in the worker's process."""
    from tongban.ledger import api, listeners

    monkeypatch.setattr(listeners, "_listeners", {})
    monkeypatch.setattr(listeners, "_topics", defaultdict(list))
    monkeypatch.setattr(listeners, "_clocks", {})
    api.listener("test.Happened", "slow")(print)
