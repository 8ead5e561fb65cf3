"""Two gateways that fail on wish, named in a home of the test's own."""

import json

import pytest


@pytest.fixture
def gateways(settings, tmp_path):
    """The first and the second gateway, running; whoever stops one finds it refusing calls."""
    from tongban.exchange.carrier_systems.serving import Server, serve
    from tongban.exchange.carrier_systems.sms import Messages
    from tongban.exchange.notices import opening
    from tongban.kernel.signing import keyring

    settings.HOME = tmp_path
    ours = keyring(tmp_path).signer(opening.KEY).public
    (tmp_path / "trust").mkdir()
    servers, running, lines = [], [], []
    for name in ("one", "two"):
        signer = keyring(tmp_path / name).signer("gateway")
        server = Server(Messages(), signer, ours)
        running.append(serve(server))
        servers.append(server)
        (tmp_path / "trust" / f"{name}.jwk").write_text(json.dumps(signer.public.jwk()))
        lines.append(f"{name}: {{way: sms, kind: http, at: '{server.address}', per_second: 1000}}")
    (tmp_path / "providers.yaml").write_text("\n".join(lines))
    yield servers
    for one in running:
        one.shutdown()
        one.server_close()
