"""A foreign wallet takes a licence along from a running city, and the city then changes its mind."""

import json
import subprocess
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

HERE = Path(__file__).resolve().parent


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def received(party, actor, out: Path) -> None:
    """Serve the city, let the wallet take a licence along, and write what verifiers are given."""
    from django.test import RequestFactory

    from outside.run import JUDGES, environment
    from tongban.config.wsgi import application
    from tongban.doors.shared.wallets import offer_link
    from tongban.kernel.actors import SYSTEM, Purpose
    from tongban.licences import api as licences

    home = environment(next(one for one in JUDGES if one.script == "credentials.mjs"))
    if home is None:
        return
    purpose = Purpose("own", str(party.id), "本人", "本人查看自己的证照")
    held = licences.held_by([party.id], purpose=purpose, actor=actor)
    card = next(one for one in held if "over_18" in licences.claims_of(one, one.issued_on))
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    made = licences.offer(card.id, actor=actor)
    link = offer_link(RequestFactory().get("/", HTTP_HOST=host), made)
    script = home / "credentials.mjs"
    script.write_bytes((HERE / "judges" / "credentials.mjs").read_bytes())
    kept = out / "credentials.json"
    live = ["live", f"http://{host}", link, made.digits, made.kind, str(kept)]
    try:
        subprocess.run(["node", str(script), *live], check=True, timeout=120)
    finally:
        server.shutdown()
    said = json.loads(kept.read_text())
    said |= {"jwks": licences.jwks(), "lists": {}}
    page = _page(said["credential"])

    def publish(name: str) -> None:
        said["lists"][name] = licences.status_list(page, issuer=said["base"])

    publish("valid")
    licences.suspend(card.id, reason="核查", actor=SYSTEM)
    publish("suspended")
    licences.restore(card.id, actor=SYSTEM)
    publish("restored")
    licences.revoke(card.id, reason="样本", actor=SYSTEM)
    publish("revoked")
    kept.write_text(json.dumps(said))


def _page(credential: str) -> int:
    from tongban.licences.domain.credentials import jws

    said = jws.unpacked(credential.split(".")[1])
    return int(said["status"]["status_list"]["uri"].rpartition("/")[2])
