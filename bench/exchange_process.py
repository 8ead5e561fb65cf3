"""What runs in the bench's own processes: the city, the gateway with a system behind it, a bare server."""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tongban.config.boot import boot

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
NUMBERS = int(os.environ.get("EXCHANGE_PEOPLE", "400"))
PAUSE = os.environ.get("EXCHANGE_PAUSE")  # a file: while it is there, the system does not answer


class System:
    """An agency's system that answers at once: what is measured is the gateway."""

    def of(self, _service):
        """Every service is answered by this one."""
        return self

    def fetch(self, _service, subject, fields, _deadline):
        """Answer with one row; tell when it was asked, and wait where it shall."""
        while PAUSE and Path(PAUSE).exists():
            Path(PAUSE).with_suffix(".asked").touch()
            time.sleep(0.05)
        return [dict.fromkeys(fields, subject[-4:])]


def ready():
    boot()
    from tongban.exchange import joined

    joined.join_providers(System())


def _gateway():
    boot()
    os.environ["TONGBAN_GATEWAY_ROLE"] = "inbound"
    from tongban.config.gateway import application
    from tongban.exchange import joined

    joined.join_providers(System())
    return application


def bare(environ, start):
    """Answer, and nothing else."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body = b'{"rows":[]}'
    start("200 OK", [("content-type", "application/json"), ("content-length", str(len(body)))])
    return [body]


def __getattr__(name):
    if name == "application":
        return _gateway()
    raise AttributeError(name)


def settled():
    """Make the city: members, a service, an agreement without a tight cap, people with open drafts."""
    from tongban.cases.models import DraftRow
    from tongban.exchange import api as exchange
    from tongban.exchange.domain.grants import SharingPurpose, Terms
    from tongban.exchange.domain.services import Card
    from tongban.exchange.registry import members, publishing
    from tongban.kernel import ids
    from tongban.kernel import time as city
    from tongban.kernel.actors import SYSTEM
    from tongban.kernel.identifiers import make_citizen_number
    from tongban.kernel.text import Text
    from tongban.people import api as people

    now = city.now()
    platform = members.enrol_ours(members.PLATFORM, Text("平台"), at=now)
    agency = members.enrol_ours("GA-HJ", Text("户政"), at=now)
    card = Card(
        "HUKOU",
        1,
        "GA-HJ",
        "户口登记",
        ("name", "address", "head"),
        "idno",
        condition="办件",
        law="x",
    )
    found = publishing.register(card, member=str(agency), actor=SYSTEM, at=now)
    publishing.advance(found.pk, actor=SYSTEM, at=now)
    service = f"{agency}/HUKOU.v1"
    purpose = SharingPurpose(
        "PU-BENCH",
        "核对户口",
        "duty",
        "户口登记条例 第四条",
        card.fields,
        per_hour=10**9,
        per_day=10**9,
    )
    terms = Terms(
        str(platform),
        str(agency),
        service,
        card.fields,
        (purpose,),
        city.city_date(now).isoformat(),
    )
    exchange.countersign(exchange.agree(terms, actor=SYSTEM).id, actor=SYSTEM)
    cast = []
    for each in range(NUMBERS):
        number = make_citizen_number(
            "350102",
            datetime(1960 + each % 45, 1 + each % 12, 1 + each % 28, tzinfo=UTC).date(),
            each + 3,
        )
        party = people.register(number=number, name="某某", actor=SYSTEM)
        shard = ids.shard_of(party.id)
        draft = DraftRow(
            id=ids.new(shard), shard=shard, applicant=party.id, goal=["X"], channel="online", book_on=city.city_date(now),
            application=ids.new(shard), started_at=now, started_by=SYSTEM.to_json(), changed_at=now,
        )  # fmt: skip
        draft.save(force_insert=True)
        cast.append((party, str(draft.id)))
    return cast


def prepare(port, calls, path, spare=300):
    from tongban.cli.commands.migrate import migrate

    boot(migrated=False)
    migrate()
    ready()
    cast = settled()
    from tongban.exchange import api as exchange
    from tongban.exchange.gateway import carriers, outbound
    from tongban.kernel import time as city
    from tongban.kernel.actors import SYSTEM

    address = f"http://127.0.0.1:{port}"
    local = carriers.Within()
    local.address = address
    lines = []
    from tongban.exchange.gateway import tokens

    local.token = lambda form, proof: tokens.grant(
        form, proof=proof, uri=f"{address}/token", at=city.now()
    )
    carriers.to = lambda _address: local
    for each in range(int(calls) + int(spare)):
        party, draft = cast[each % len(cast)]
        question = outbound.prepare(
            service="HUKOU", subject=party.id, purpose="PU-BENCH", actor=SYSTEM, case=exchange.CaseRef(draft),
            kinds=None, client=None, references={}, at=city.now(),
        )  # fmt: skip
        request, _ = outbound.request_of(question, city.now(), later=False)
        lines.append(
            json.dumps(
                {
                    "path": request.path,
                    "headers": dict(request.headers),
                    "body": request.body.decode(),
                }
            )
        )
    Path(path).write_text("\n".join(lines))


def ask(calls):
    """Ask in this process, over both gateways, and print how many a second."""
    ready()
    from tongban.cases.models import DraftRow
    from tongban.exchange import api as exchange
    from tongban.kernel.actors import SYSTEM

    drafts = list(DraftRow.objects.all()[:NUMBERS])

    def one(draft):
        exchange.ask(
            service="HUKOU",
            subject=draft.applicant,
            purpose="PU-BENCH",
            actor=SYSTEM,
            case=exchange.CaseRef(str(draft.id)),
            deadline=timedelta(seconds=5),
        )

    for draft in drafts:
        one(draft)
    begin = time.perf_counter()
    for each in range(int(calls)):
        one(drafts[each % len(drafts)])
    print(int(calls) / (time.perf_counter() - begin))


def later(address):
    """Start, wait for a line, and print how a question over HTTP ends and what the first person sees.

    What is seen is seen a minute later, when no call can still be under way.
    """
    ready()
    from django.db import connection

    from tongban.config import postgres
    from tongban.config.home import home

    connection.close()
    sys.stdin.readline()
    postgres.ensure(home())
    print(json.dumps({"asked": over(address), **usage()}))


def over(address):
    """Ask once over HTTP, and return what came: "ok", or the type of the problem."""
    from tongban.cases.models import DraftRow
    from tongban.exchange import api as exchange
    from tongban.exchange.gateway import carriers
    from tongban.kernel.actors import SYSTEM

    carriers.to = lambda _: carriers.Http(address)
    draft = DraftRow.objects.all()[0]
    try:
        exchange.ask(
            service="HUKOU",
            subject=draft.applicant,
            purpose="PU-BENCH",
            actor=SYSTEM,
            case=exchange.CaseRef(str(draft.id)),
        )
    except exchange.ExchangeProblem as problem:
        return problem.type
    return "ok"


def usage():
    """Return the results of all that was asked about the first person, and the provider's leaves."""
    from tongban.cases.models import DraftRow
    from tongban.exchange import api as exchange
    from tongban.kernel import time as city

    at = city.now() + timedelta(minutes=1)
    found = exchange.find_usage(subject=DraftRow.objects.all()[0].applicant, at=at)
    kinds = [
        leaf.said.get("result", leaf.kind)
        for leaf in exchange.leaves(after=0, limit=10_000, at=at)
        if leaf.said.get("side") == "in"
    ]
    return {"results": [row.result for row in found], "leaves": kinds}


if __name__ == "__main__":
    {"prepare": prepare, "ask": ask, "later": later}[sys.argv[1]](*sys.argv[2:])
