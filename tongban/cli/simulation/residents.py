"""Residents of the pilot city and what the state holds about them (试点居民).

Registers and licence libraries of the agencies existed before the platform did; here they are
filled by issuing each licence through the licence room, signed by the agency that holds it.
"""

import zlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tongban.agencies import api as agencies
from tongban.catalogue.domain.model import Book, FactKind, LicenceKind
from tongban.cli.simulation.systems import Clerks
from tongban.cli.simulation.values import Values
from tongban.config.home import home
from tongban.kernel import identifiers
from tongban.kernel.actors import Actor, Assurance
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people
from tongban.policy.domain.rules.arithmetic import complete_years

REGISTRAR = Actor("system", 0, "试点城市", "registrar", assurance=Assurance.SYSTEM)
NAME_KINDS = {"person": "name", "company": "co_name"}
CITY = ZoneInfo("Asia/Shanghai")


def morning(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of office hours on a day in the city's time."""
    return datetime.combine(day, time(hour, minute), CITY)


class Town:
    """Makes parties and issues what the state holds about them, from one seed."""

    def __init__(
        self, book: Book, seed: int, at: datetime, *, clerks: Clerks | None = None
    ) -> None:
        """Begin at a moment; everything issued counts from the years before it.

        `clerks` enter it into the agencies' registers once they are told to write.
        """
        self.book = book
        self.at = at
        self.today = at.astimezone(CITY).date()
        self.values = Values(book, seed)
        self.pending: dict[datetime, list[licences.NewLicence]] = {}
        self.clerks = clerks or Clerks(book, home())
        self.asked_of_agencies: frozenset[str] = frozenset()
        self._holders: dict[str, agencies.Agency] = {}

    def person(
        self, *, born: date | None = None, gender: str | None = None, name: str | None = None
    ) -> people.Party:
        """Register a resident; what is not given is drawn."""
        gender = gender or self.values.random.choice("男女")
        born = born or self.values.birth(self.today)
        while True:
            number = self.values.citizen_number(born, gender)
            if people.find(number) is None:
                break
        return people.register(
            number=number, name=name or self.values.name(), actor=REGISTRAR, at=self.at
        )

    def company(self, *, name: str | None = None) -> people.Party:
        """Register a company with a valid unified social credit code."""
        trades = self.book.city.get("city", self.book.city).get("trades") or ["商贸有限公司"]
        name = (
            name
            or f"{self.values.city_name}{self.values.name()}{self.values.random.choice(trades)}"
        )
        while True:
            number = self.values.of(FactKind("uscc", Text("代码"), "uscc"), self.today)
            if people.find(number) is None:
                break
        return people.register(
            kind="company", number=number, name=name, actor=REGISTRAR, at=self.at
        )

    def party(self, is_: str, *, name: str | None = None) -> people.Party:
        """Register a party of a role's sort: person, company or thing."""
        if is_ == "company":
            return self.company(name=name)
        if is_ == "person":
            return self.person(name=name)
        return people.register(kind=is_, name=name or "", actor=REGISTRAR, at=self.at)

    def couple(self, one: people.Party, two: people.Party) -> None:
        """Marry two residents."""
        people.relate(one.id, "spouse", two.id, actor=REGISTRAR, at=self.at)
        people.relate(two.id, "spouse", one.id, actor=REGISTRAR, at=self.at)

    def give(
        self, party: people.Party, licence: str, wishes: Mapping[str, Any] | None = None
    ) -> None:
        """Note what an agency holds about a party, issued some time in the years before.

        `flush` issues everything that was noted, a few days of issue at a time. The agency's own
        register has it too; what is asked there (`asked_of_agencies`) is in no library.
        """
        kind = self.book.licences[licence]
        attributes = self.attributes(kind, party, wishes or {})
        if party.number:
            self.clerks.note(party.number, attributes, licence)
        if licence in self.asked_of_agencies:
            return
        if kind.holder not in self._holders:
            self._holders[kind.holder] = agencies.find(kind.holder)
        holder = self._holders[kind.holder]
        # Recent enough to be valid today, whatever its validity is; one of four days.
        span = min(700, (kind.months or 36) * 20)
        issued = self.at - timedelta(days=span * self.values.random.randrange(1, 5) // 5 + 3)
        new = licences.NewLicence(
            kind=kind,
            holder=party.id,
            attributes=attributes,
            issuer_uscc=holder.uscc or self.issuer_code(kind.holder),
        )
        self.pending.setdefault(issued, []).append(new)

    def issuer_code(self, agency: str) -> str:
        """Return a well-formed code for an agency whose definition gives none."""
        return identifiers.make_uscc(self.values.region, zlib.crc32(agency.encode()) % 10**6)

    def flush(self) -> None:
        """Issue every licence that was noted, oldest first."""
        for issued in sorted(self.pending):
            licences.issue_all(self.pending[issued], actor=REGISTRAR, at=issued)
        self.pending.clear()

    def attributes(
        self, kind: LicenceKind, party: people.Party, wishes: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Say what a licence states about its holder: wishes first, then the number, then chance."""
        stated: dict[str, Any] = {}
        for state in kind.states:
            fact = self.book.kinds.get(state) or FactKind(state, Text(state))
            value = wishes.get(state, self._of_party(fact, party))
            stated[state] = self.values.of(fact, self.today) if value is None else value
        return {state: value for state, value in stated.items() if value is not None}

    def _of_party(self, fact: FactKind, party: people.Party) -> Any:
        """Return what the party's own number and name say about this kind, or None."""
        if fact.id == NAME_KINDS.get(party.kind):
            return party.name
        if fact.type == ("uscc" if party.kind == "company" else "idno"):
            return party.number
        if party.kind != "person" or not party.number or not fact.derive:
            return None
        number = identifiers.check_citizen_number(party.number)
        by = str(fact.derive.get("by", ""))
        value = getattr(number, by, None)
        return value.isoformat() if isinstance(value, date) else value

    def settle(self, party: people.Party, holdings: Iterable[Mapping[str, Any]]) -> None:
        """Give a resident what residents have: `holdings` of the city definition, with shares."""
        age = _age(party, self.today)
        for each in holdings:
            share = int(each.get("share", 100))
            if each["licence"] not in self.book.licences or age < int(each.get("from_age", 0)):
                continue
            if self.values.random.randrange(100) < share:
                self.give(party, each["licence"])


def _age(party: people.Party, today: date) -> int:
    if party.kind != "person" or not party.number:
        return 0
    born = identifiers.check_citizen_number(party.number).birth
    return complete_years(born, today)
