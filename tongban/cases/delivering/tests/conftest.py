"""The village's fixtures, and a courier of its own."""

import json

import pytest

from tongban.cases.tests.conftest import published, village

__all__ = ["published", "village"]


@pytest.fixture
def courier(settings, tmp_path):
    """A courier that takes parcels and reports when it is told to."""
    from tongban.exchange.carrier_systems.courier import Parcels
    from tongban.exchange.carrier_systems.serving import Server, serve
    from tongban.exchange.notices import opening
    from tongban.kernel.signing import keyring

    settings.HOME = tmp_path
    signer = keyring(tmp_path / "courier").signer("courier")
    server = Server(Parcels(), signer, keyring(tmp_path).signer(opening.KEY).public)
    running = serve(server)
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "ems.jwk").write_text(json.dumps(signer.public.jwk()))
    (tmp_path / "providers.yaml").write_text(
        f"ems: {{way: parcel, kind: courier, at: '{server.address}'}}"
    )
    yield server
    running.shutdown()
    running.server_close()
