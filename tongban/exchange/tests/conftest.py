import pytest


@pytest.fixture
def ground(db, settings, tmp_path, monkeypatch):
    """The ground of the gateway's tests; loaded when Django is."""
    from tongban.exchange.tests import ground

    yield from ground.prepared(settings, tmp_path, monkeypatch)
