"""A city as one real process: portal and gateway on one port, its own home, keys and database.

`python -m tests.cities.city PORT`. What a test has people do there goes to `/test/STEP` as JSON;
everything between two cities goes over their real addresses.
"""

import json
import logging
import sys
import threading
import traceback
from datetime import timedelta
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

GATEWAY = ("/r1/", "/token", "/jobs/", "/directory", "/listClients", "/heartbeat")
CASE = "260410-0417-00231-7"
PURPOSE = "PU-MOVE"


class Server(ThreadingMixIn, WSGIServer):
    """Answers several at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, *args):
        del args


class System:
    """The register of an agency: one resident."""

    def __init__(self, rows):
        self.rows = rows

    def of(self, _service):
        return self

    def fetch(self, _service, subject, _fields, _deadline):
        return [self.rows[subject]] if subject in self.rows else []


class Book:
    """The city's open cases."""

    def __init__(self):
        self.open = {}

    def open_case(self, number):
        return self.open.get(number)


class Steps:
    """What people of this city do, each as a function of what a test says."""

    def __init__(self, address):
        from tongban.exchange import joined
        from tongban.exchange.federation import api as federation

        self.address, self.book, self.heard = address, Book(), []
        joined.join_case_book(self.book)
        joined.join_providers(System({}))
        federation.listen("note", lambda city, said, at: self.heard.append([city, said["n"]]))

    def settle(self, *, number, agency, service):
        """Register a resident, an agency with its data service, and the platform that may ask it."""
        from tongban.exchange import joined
        from tongban.exchange.federation import api as federation
        from tongban.exchange.registry import members
        from tongban.kernel import time
        from tongban.kernel.actors import SYSTEM
        from tongban.kernel.text import Text
        from tongban.people import api as people

        joined.join_providers(System({number: {"name": "林晓舟", "address": "鼓楼"}}))
        at = time.now()
        self.party = people.find(number) or people.register(
            number=number, name="林晓舟", actor=SYSTEM
        )
        platform = members.enrol_ours(members.PLATFORM, Text("平台"), at=at)
        provider = members.enrol_ours(agency, Text("户政"), at=at)
        self.members = (platform, provider)
        name = self.publish(service=service, agency=agency, major=1)["service"]
        return {"thumbprint": federation.thumbprint(), "service": name}

    def publish(self, *, service, agency, major):
        """Publish a major of a service, and agree with the platform on asking it."""
        from tongban.exchange import api as exchange
        from tongban.exchange.domain.grants import SharingPurpose, Terms
        from tongban.exchange.domain.services import Card
        from tongban.exchange.registry import publishing
        from tongban.kernel import time
        from tongban.kernel.actors import SYSTEM

        at, (platform, provider) = time.now(), self.members
        fields = ("address", "name")[:major]  # the second major tells more than the first
        card = Card(service, major, agency, "户口登记", fields, "idno", condition="办件", law="x")
        row = publishing.register(card, member=str(provider), actor=SYSTEM, at=at)
        publishing.advance(row.pk, actor=SYSTEM, at=at)
        purpose = SharingPurpose(PURPOSE, "核对户口", "duty", "户口登记条例 第四条", fields)
        since = time.city_date(at - timedelta(days=1)).isoformat()
        name = f"{provider}/{service}.v{major}"
        terms = Terms(str(platform), str(provider), name, fields, (purpose,), since)
        made = exchange.agree(terms, actor=SYSTEM)
        if made.state == "offered":
            exchange.countersign(made.id, actor=SYSTEM)
        return {"service": name}

    def trust(self, *, issuer, client, secret):
        """Publish that another city's sign-in is believed here."""
        import tempfile
        from pathlib import Path

        from django.conf import settings
        from ruamel.yaml import YAML

        from tongban.catalogue import api as catalogue
        from tongban.exchange.connectors import connection
        from tongban.kernel.actors import SYSTEM

        connection.keep_secret(settings.HOME, "neighbour", secret)
        provider = {
            "key": "neighbour", "title": {"zh": "邻市", "en": "the neighbour"}, "issuer": issuer,
            "client": client, "secret": "neighbour", "level": 2,
        }  # fmt: skip
        said = {
            "city": {"name": "鹭城", "region": "350203"},
            "identity": {"providers": [provider]},
        }
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "shared" / "city.yaml"
            place.parent.mkdir()
            with place.open("w", encoding="utf-8") as file:
                YAML().dump(said, file)
            catalogue.publish(Path(folder), actor=SYSTEM)

    def let_in(self, *, back):
        """Register a system that people sign in to here; codes are known to the test."""
        from tongban.people import signin
        from tongban.people.provider import api as provider

        signin.secrets.randbelow = lambda top: min(top - 1, 123456)
        system, secret = provider.register_system(
            name="邻市通办", agency="GA", purpose="一处登录，全省通办", basis="国务院令第715号",
            scopes=["name", "number"], back=[back],
        )  # fmt: skip
        return {"client": system.id, "secret": secret}

    def who(self, *, number):
        """Say who signed in here, and how surely."""
        from tongban.people import api as people
        from tongban.people.provider import api as provider

        party = people.find(number)
        account = people.account(f"party-{party.id}")
        return {"name": party.name, "how": [one.how for one in provider.logins_of(account.pk)]}

    def federate(self, *, address, thumbprint):
        """Compare the thumbprint and sign."""
        from tongban.exchange.federation import api as federation

        row = federation.federate(address, own=self.address, key_id=thumbprint)
        return {"agreed": row.agreed_at is not None}

    def refresh(self, *, city):
        """Do what the worker does every half minute."""
        from tongban.exchange.federation import api as federation
        from tongban.oversight.log import api as log

        try:
            federation.refresh(city)
        except federation.CityAway as problem:
            return {"away": str(problem.detail)}
        return {"away": "", "neighbours": log.neighbours()}

    def open_case(self, *, agency):
        """Open a case about the resident, who has come here."""
        from tongban.exchange.domain.ports import OpenCase
        from tongban.kernel import time

        roles = {"applicant": (self.party.id,)}
        self.book.open[CASE] = OpenCase(CASE, "X-1", agency, time.now(), roles)

    def ask(self, *, service, number):
        """Ask a service of any city in that case."""
        from tongban.exchange import api as exchange
        from tongban.kernel.actors import SYSTEM

        try:
            made = exchange.ask(
                service=service, subject=number, purpose=PURPOSE, actor=SYSTEM,
                case=exchange.CaseRef(CASE), deadline=timedelta(seconds=3),
            )  # fmt: skip
        except exchange.ExchangeProblem as problem:
            return {"problem": problem.type, "side": problem.side}
        return {"rows": [dict(row) for row in made.rows]}

    def grant(self, *, service):
        """Agree with the other city's provider."""
        from tongban.exchange.federation import api as federation

        return {"digest": federation.request_grant(service)}

    def looks(self):
        """List looks at the resident: here and elsewhere."""
        from tongban.oversight.looks import api as looks

        found = looks.everywhere(self.party.id)
        return {
            "looks": [[one.city, one.result, one.source] for one in found.looks],
            "missing": [one.city for one in found.missing],
        }

    def grow(self):
        """Take everything into the log and publish it."""
        from tongban.kernel import time
        from tongban.oversight.log import api as log

        log.integrate(at=time.now() + timedelta(minutes=1), margin=timedelta(0))
        return {"published": [one.size for one in log.publish()]}

    def cosigned(self):
        """Tell who stands under the checkpoint."""
        from tongban.oversight.log import api as log

        return {"note": log.checkpoint(log.years()[0]), "findings": log.verify().findings}

    def post(self, *, to, numbers):
        """Send notes to the other city."""
        from tongban.exchange.federation import api as federation

        return {"numbers": [federation.post(to, "note", {"n": n}) for n in numbers]}

    def bundle(self, *, to):
        """Write what waits into a bundle."""
        from tongban.exchange.federation import api as federation

        return {"bundle": federation.bundle(to)}

    def carry(self, *, bundle):
        """Take a bundle that was carried here."""
        from tongban.exchange.federation import api as federation

        return {"received": federation.take_bundle(bundle), "heard": self.heard}

    def reconcile(self):
        """Compare both parties' records of today's calls."""
        from tongban.kernel import time
        from tongban.oversight.log import api as log
        from tongban.oversight.log import reconciling

        reconciling.RUNNING = timedelta(seconds=-5)
        differ = reconciling.reconcile(time.now())
        return {"differ": differ, "incidents": dict(log.incidents_counted())}

    def learn(self, *, city):
        """Take what another city has to find, as the worker does."""
        from tongban.exchange.federation import api as federation
        from tongban.exchange.federation.models import CityGuidesRow

        federation.take_guides(city)
        row = CityGuidesRow.objects.get(pk=city)
        return {"name": row.name, "guides": len(row.guides), "bytes": len(json.dumps(row.guides))}

    # A case that one city receives and the other decides

    def found(self):
        """Publish a small city's services and appoint its officers."""
        from pathlib import Path

        from django.conf import settings

        from tongban.cases.tests import village

        path = Path(settings.HOME) / "definitions"
        path.mkdir()
        village.publish(path)
        self.village = village.settle()

    def invent(self, *, service, name, agency, across):
        """Publish one more service."""
        from pathlib import Path

        from django.conf import settings

        from tongban.catalogue import api as catalogue
        from tongban.kernel.actors import SYSTEM

        path = Path(settings.HOME) / "definitions"
        lines = (
            f"service: {service}", 'version: "2026-01-01"', f"name: {{zh: {name}, en: {name}}}",
            f"agency: {agency}", "needs: [{fact: idno, from: L-ID}]", "result: {name: 补助}",
            f"cross_region: {{available: {str(across).lower()}}}",
        )  # fmt: skip
        (path / f"{service}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        catalogue.publish(path, actor=SYSTEM)
        return {}

    def receive(self, *, city):
        """Take a resident's case in, and ask the competent city to decide it."""
        from tongban.cases import api as cases
        from tongban.cases.tests import village
        from tongban.kernel import time

        matter = village.of(village.hand_in(self.village, "COIN-GIFT", at=time.now()), "COIN-GIFT")
        coin = self.village.officers["COIN"]
        cases.take_in(matter.number, actor=coin)
        cases.ask_opinion(
            matter.number, asked=[cases.Asked(city, "户籍在贵市", days=5)], actor=coin
        )
        village.settle_all()
        return {"number": matter.number}

    def decide(self, *, number):
        """Grant a case at its agency."""
        from tongban.cases import api as cases
        from tongban.cases.tests import village

        coin = self.village.officers["COIN"]
        if cases.page(number, actor=coin).case.status == "filed":
            cases.take_in(number, actor=coin)
            village.settle_all()
        cases.decide(number, outcome="granted", actor=coin)
        village.settle_all()

    def stands(self, *, number):
        """Tell how a case stands, from its own stream; nothing where there is none."""
        from tongban.cases import store
        from tongban.ledger import api as ledger

        stream = ledger.find_number(number)
        state = store.load(stream) if stream else None
        if state is None:
            return {"status": None}
        answers = [one.answered.words for one in state.branches if one.answered]
        return {"status": state.status, "on": state.filed.on, "seq": state.seq, "answers": answers}

    # Licences that the other city accepts

    def issue(self):
        """Issue a licence to the resident, as a credential and as a sealed document."""
        import base64

        from tongban.catalogue import api as catalogue
        from tongban.kernel import time
        from tongban.kernel.actors import SYSTEM
        from tongban.kernel.signing import make_signer
        from tongban.licences import api as licences
        from tongban.licences import credentials, documents, sheets
        from tongban.licences.tests.test_sealing import CONTENTS, URL

        at, mother = time.now(), self.village.mother
        self.card = licences.issue(
            catalogue.book().licences["L-ID"], holder=mother.id, actor=SYSTEM,
            attributes={"name": mother.name, "idno": mother.number, "home": "鼓楼"},
            issuer_uscc="11350100TB0000028J",
        )  # fmt: skip
        made = credentials.make(
            self.card, key=make_signer("ES256").public, issuer=self.address, at=at
        )
        data = CONTENTS | {"qr": documents.qr_image(URL), "qr_alt": "二维码"}
        pdf = licences.sign(
            documents.document(sheets.TEMPLATE, data), reason="居民卡", location="市公安局"
        )
        return {"credential": made.text, "pdf": base64.b64encode(pdf).decode()}

    def revoke(self):
        """Take the licence back."""
        from tongban.licences import statuses

        statuses.flip(self.card.id, statuses.INVALID)

    def check(self, *, credential="", pdf="", later=0):
        """Say how something of another city stands here, so many seconds from now."""
        import base64

        from tongban.kernel import time
        from tongban.licences import api as licences

        at = time.now() + timedelta(seconds=later)
        if pdf:
            found = licences.check_document(base64.b64decode(pdf), at=at)
        else:
            found = licences.check_credential(
                credential, issuer=self.address, who="窗口", cause="核验", at=at
            )
        return {"state": found.state, "city": found.city}

    def lose(self):
        """Delete this side's record of one call, as whoever hides a look would."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "delete from exchange_call where id = (select max(id) from exchange_call)"
            )
            return {"deleted": cursor.rowcount}


def application(steps):
    """Return portal, gateway and steps as one application."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    from tongban.exchange.gateway.wsgi import Gateway

    portal, gateway = get_wsgi_application(), Gateway()

    def answer(environ, start):
        try:
            return [b"".join(answered(environ, start))]
        finally:
            connections.close_all()  # a thread for each request ends with it

    def step(name, said, start):
        try:
            made, status = json.dumps(getattr(steps, name)(**said), default=str), "200 OK"
        except Exception:  # noqa: BLE001 - the test shows it
            made, status = traceback.format_exc(), "500 Failed"
        start(status, [("Content-Type", "application/json")])
        return [made.encode()]

    def answered(environ, start):
        path = environ["PATH_INFO"]
        if path.startswith("/test/"):
            length = int(environ.get("CONTENT_LENGTH") or 0)
            said = json.loads(environ["wsgi.input"].read(length) or b"{}")
            return step(path.removeprefix("/test/"), said, start)
        return (gateway if path.startswith(GATEWAY) else portal)(environ, start)

    return answer


def main(port):
    """Serve until killed; says when it is ready."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    app = application(Steps(f"http://127.0.0.1:{port}"))
    server = listen(port, app)
    for line in sys.stdin:  # the line to this city is cut, and heals
        if line == "cut\n":
            server.shutdown()
            server.server_close()
        else:
            server = listen(port, app)
        say("done")


def listen(port, app):
    """Listen, on a thread beside."""
    server = make_server("127.0.0.1", port, app, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    say("ready")
    return server


def say(word):
    """Tell the test."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
