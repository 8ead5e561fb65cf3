"""Every port is filled before anything starts."""

import pytest

from tongban.config import wiring


def test_every_port_is_joined():
    wiring.join()


def test_a_port_that_nobody_fills_stops_the_start(monkeypatch):
    monkeypatch.setattr(wiring, "JOINED", {})
    with pytest.raises(wiring.UnfilledPortError, match=r"domain\.ports\.\w+ is stated"):
        wiring.join()
