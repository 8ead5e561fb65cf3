import pytest


@pytest.fixture
def ground(db, settings, tmp_path, monkeypatch):
    """The ground of the gateway's tests; loaded when Django is."""
    from tongban.exchange.tests import ground

    yield from ground.prepared(settings, tmp_path, monkeypatch)


@pytest.fixture
def register(ground, monkeypatch):
    """The agreement under which the household register reports moves."""
    from tongban.exchange.tests import ground as prepared

    return prepared.reporting(monkeypatch)
