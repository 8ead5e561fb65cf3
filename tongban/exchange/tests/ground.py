"""The ground of the gateway's tests: one city, two members, a service, a case, a system that answers."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import CAST
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import FactKind
from tongban.exchange import api as exchange
from tongban.exchange import joined
from tongban.exchange.domain.checks import Request
from tongban.exchange.domain.grants import SharingPurpose, Terms
from tongban.exchange.domain.ports import OpenCase
from tongban.exchange.domain.retrying import Breaker
from tongban.exchange.domain.services import Card
from tongban.exchange.gateway import inbound, outbound, tokens
from tongban.exchange.registry import members, publishing, snapshot, stamps
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text
from tongban.people import api as people

CASE, CODE = "260410-0417-00231-7", "HUKOU"
DUTY, REQUEST, CONSENT, SEALED, FEW = "PU-DUTY", "PU-REQUEST", "PU-CONSENT", "PU-SEALED", "PU-FEW"
FIELDS = ("name", "address", "head")


@dataclass
class Cases:
    """A book of cases that a test opens and closes."""

    open: dict[str, OpenCase] = field(default_factory=dict)

    def open_case(self, number):
        return self.open.get(number)


@dataclass
class System:
    """An agency's system that answers from a dictionary, with more than it was asked for."""

    rows: dict[str, dict] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken: Exception | None = None

    def of(self, _service):
        return self

    def fetch(self, _service, subject, _fields, _deadline):
        self.asked.append(subject)
        if self.broken:
            raise self.broken
        return [self.rows[subject] | {"secret": "x"}] if subject in self.rows else []


@dataclass
class Ground:
    """What a test holds in its hands."""

    applicant: people.Party
    cases: Cases
    system: System
    officer: Actor
    service: str = ""

    def ask(self, **changes):
        given = {
            "service": CODE, "subject": self.applicant.id, "purpose": DUTY, "actor": SYSTEM,
            "case": exchange.CaseRef(CASE),
        }  # fmt: skip
        return exchange.ask(**(given | changes))

    def refused(self, **changes):
        with pytest.raises(exchange.ExchangeProblem) as caught:
            self.ask(**changes)
        return caught.value.type

    def request(self, *, at=None, **changes) -> Request:
        """A signed request as it would leave, caught before it does."""
        given = {"service": CODE, "purpose": DUTY, "actor": SYSTEM, "case": exchange.CaseRef(CASE)}
        given |= changes
        question = outbound.prepare(
            subject=self.applicant.id, kinds=None, client=None, references={},
            at=time.now(), **given,
        )  # fmt: skip
        return outbound.request_of(question, at or time.now(), later=False)[0]


def purpose(identifier, basis="duty", **more):
    return SharingPurpose(identifier, "核对户口", basis, "户口登记条例 第四条", FIELDS, **more)


def purposes():
    return (
        purpose(DUTY), purpose(REQUEST, "request"), purpose(CONSENT, "consent"),
        purpose(SEALED, "sealed"), purpose(FEW, per_hour=3),
    )  # fmt: skip


def settle(algorithm_card=None, at=None):
    """Enrol the platform and an agency, register a service, sign the agreement on both sides."""
    at = at or time.now()
    platform = members.enrol_ours(members.PLATFORM, Text("平台"), at=at)
    agency = members.enrol_ours("GA-HJ", Text("户政"), at=at)
    card = algorithm_card or Card(
        CODE, 1, "GA-HJ", "户口登记", FIELDS, "idno", condition="办件", law="x"
    )
    row = publishing.register(card, member=str(agency), actor=SYSTEM, at=at)
    row = publishing.advance(row.pk, actor=SYSTEM, at=at)
    service = f"{agency}/{card.code}.v{card.major}"
    since = time.city_date(at - timedelta(days=1)).isoformat()
    terms = Terms(str(platform), str(agency), service, FIELDS, purposes(), since)
    exchange.countersign(exchange.agree(terms, actor=SYSTEM).id, actor=SYSTEM)
    return service


def reporting(monkeypatch):
    """The household register agrees to report moves; returns the agreement."""
    book = catalogue.book()
    kinds = {name: FactKind(name, "2026", Text(name), "text", "official") for name in FIELDS}
    monkeypatch.setattr(catalogue, "book", lambda *_: replace(book, kinds=kinds))
    card = Card(
        "MOVES", 1, "GA-HJ", "户口变动", FIELDS, "idno", condition="核对", law="x",
        authoritative=True, modes=("sync", "event"),
    )  # fmt: skip
    member = str(members.ours("GA-HJ"))
    at = time.now()
    row = publishing.register(card, member=member, actor=SYSTEM, at=at)
    publishing.advance(row.pk, actor=SYSTEM, at=at)
    since = time.city_date(at - timedelta(days=1)).isoformat()
    several = (purpose(DUTY, fat_events=True), purpose("PU-ASKED", "request", fat_events=True))
    terms = Terms(
        str(members.ours("PLATFORM")), member, f"{member}/MOVES.v1", FIELDS, several, since
    )
    made = exchange.countersign(exchange.agree(terms, actor=SYSTEM).id, actor=SYSTEM)
    snapshot.reread()
    return made


def prepared(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    for each in (snapshot, stamps, outbound):
        each.forget()
    inbound._recent.clear()
    tokens._read.cache_clear()
    party = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    officer = Actor("officer", 77, "陈立", "reviewer", "GA-HJ")
    case = OpenCase(
        CASE,
        "X-1",
        "GA-HJ",
        datetime(2026, 4, 10, tzinfo=UTC),
        {"applicant": (party.id,)},
        frozenset({77}),
    )
    cases = Cases({CASE: case})
    system = System(
        {CAST.applicant.number: {"name": "林晓舟", "address": "鼓楼", "head": "郑一鸣"}}
    )
    monkeypatch.setattr(outbound, "breaker", Breaker())
    monkeypatch.setattr(joined, "_case_book", cases)
    monkeypatch.setattr(joined, "_providers", system)
    made = Ground(party, cases, system, officer)
    made.service = settle()
    system.asked.clear()
    yield made
    for each in (snapshot, stamps, outbound):
        each.forget()
