"""The book of a day after every reorganisation (改革后的现行定义).

Definitions name the agency they were given to; nobody edits three hundred files because two
agencies became one. The book of a day says of everything whose it is that day: services and their
steps, licences, data services, what each agency answers for, who is named how. `named` keeps whom
the file names, for powers that go by place and for old documents.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tongban.agencies.domain.lineage import Lineage, Power
from tongban.catalogue.domain.duties import Duties, Matter, Structure
from tongban.catalogue.domain.model import Book, PublicService
from tongban.catalogue.domain.reforms import RENAME, Reform, lineage_of
from tongban.catalogue.domain.terms import Agency


def restructured(book: Book, on: date) -> Book:
    """Return the book of a day in the structure of that day; the same one where nothing changed."""
    reforms = sorted(
        (one for one in book.reforms.values() if one.holds(on)), key=lambda one: (one.since, one.id)
    )
    return _by(book, reforms, _Heirs(lineage_of(reforms), on)) if reforms else book


class _Heirs:
    """Who has what on one day; most questions are asked often."""

    def __init__(self, lineage: Lineage, on: date) -> None:
        self.lineage, self.on = lineage, on
        self._known: dict[tuple[str, str], str] = {}

    def of(self, agency: str, power: str = "") -> str:
        key = agency, power
        if key not in self._known:
            self._known[key] = self.lineage.competent(Power(power, agency), on=self.on)
        return self._known[key]

    def maybe(self, agency: str | None, power: str = "") -> str | None:
        return self.of(agency, power) if agency else agency


def _by(book: Book, reforms: Iterable[Reform], heirs: _Heirs) -> Book:
    city = dict(book.city)
    if city.get("reconsideration"):
        city["reconsideration"] = heirs.of(city["reconsideration"])
    return replace(
        book,
        agencies=_agencies(book, reforms, heirs),
        named=book.agencies,
        city=city,
        services={name: _service(one, heirs) for name, one in book.services.items()},
        licences={
            name: replace(one, holder=heirs.of(one.holder, name))
            for name, one in book.licences.items()
        },
        data_services={
            name: replace(one, agency=heirs.of(one.agency, name))
            for name, one in book.data_services.items()
        },
        events={
            name: replace(one, lead=heirs.of(one.lead)) if one.lead else one
            for name, one in book.events.items()
        },
        halls={
            name: replace(
                hall,
                lines=tuple(
                    replace(line, agencies=line.agencies | {heirs.of(code) for code in line.agencies})
                    for line in hall.lines
                ),
            )
            for name, hall in book.halls.items()
        },
    )  # fmt: skip


def _service(one: PublicService, heirs: _Heirs) -> PublicService:
    """Give a service to whoever has it: its own steps go with it, what others do to their heirs."""
    return replace(
        one,
        named=one.agency,
        agency=heirs.of(one.agency, one.id),
        steps=tuple(
            replace(step, agency=heirs.maybe(step.agency, one.id if step.agency == one.agency else ""))
            for step in one.steps
        ),
        cooperating=tuple(replace(each, agency=heirs.of(each.agency)) for each in one.cooperating),
        materials=tuple(replace(each, held_by=heirs.maybe(each.held_by)) for each in one.materials),
    )  # fmt: skip


def _agencies(book: Book, reforms: Iterable[Reform], heirs: _Heirs) -> Mapping[str, Agency]:
    """Return all agencies: those created with what they now answer for, those ended by name only."""
    found = dict(book.agencies)
    for one in reforms:
        found |= one.agencies
        for act in one.acts:
            if act.kind == RENAME and act.name is not None and act.of in found:
                found[act.of] = replace(found[act.of], name=act.name, local=act.name)
    given: dict[str, list[Matter]] = {}
    called: dict[str, list[str]] = {}
    for code, agency in found.items():
        called.setdefault(heirs.of(code), []).extend(agency.structure.called)
        for matter in agency.duties.handles:
            helpers = tuple(dict.fromkeys(heirs.of(each) for each in matter.co))
            kept = given.setdefault(heirs.of(code, matter.name), [])
            kept.append(replace(matter, co=helpers))
    return {
        code: _agency(one, given.get(code, ()), called.get(code, ()), heirs)
        for code, one in found.items()
    }


def _agency(one: Agency, given: Iterable[Matter], called: Iterable[str], heirs: _Heirs) -> Agency:
    if heirs.of(one.id) != one.id:
        return replace(one, heir=heirs.of(one.id), structure=Structure(), duties=Duties())
    duties: dict[str, Any] = {
        "handles": tuple(given),
        "others": tuple((matter, heirs.of(goes)) for matter, goes in one.duties.others),
    }
    return replace(
        one,
        structure=replace(one.structure, called=tuple(dict.fromkeys(called))),
        duties=replace(one.duties, **duties),
    )
