"""What the tests of faults share."""

from collections import defaultdict

import pytest


@pytest.fixture
def quiet_registry(monkeypatch):
    """Only the listener "slow" is known here, and it runs in the worker's process."""
    from tongban.ledger import api, listeners

    monkeypatch.setattr(listeners, "_listeners", {})
    monkeypatch.setattr(listeners, "_topics", defaultdict(list))
    monkeypatch.setattr(listeners, "_clocks", {})
    api.listener("test.Happened", "slow")(print)
