"""What a definition says (定义): services, life events, licence kinds, fact kinds, policies.

These are the compiled forms of the YAML files under `definitions/`: frozen, complete, with
every default filled in. All the other rooms read them and none of them writes them. Names
follow CPSV-AP (public service, evidence, output) and GB/T 39046-2020 (the data items behind
them).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.agencies.domain.duties import split_unit
from tongban.agencies.domain.lineage import Power
from tongban.catalogue.domain.data_services import DataService
from tongban.catalogue.domain.duties import DISTRICT, DemandWords
from tongban.catalogue.domain.halls import Hall
from tongban.catalogue.domain.notices import Template
from tongban.catalogue.domain.phrases import Phrases
from tongban.catalogue.domain.procedures import GENERAL, Procedure
from tongban.catalogue.domain.reforms import Reform
from tongban.catalogue.domain.terms import (
    Agency,
    Dated,
    Days,
    FactKind,
    FactRef,
    Figure,
    Law,
    LegalBasis,
    LicenceKind,
    Role,
    Test,
)
from tongban.kernel.text import Text

__all__ = [
    "Agency",
    "Book",
    "Cooperation",
    "Dated",
    "Days",
    "EventItem",
    "FactKind",
    "FactRef",
    "Figure",
    "Handing",
    "Law",
    "LegalBasis",
    "LicenceKind",
    "LifeEvent",
    "Material",
    "Need",
    "Output",
    "Policy",
    "PublicService",
    "Requirement",
    "Role",
    "Situation",
    "Special",
    "Step",
    "Test",
]


@dataclass(frozen=True, slots=True)
class Need:
    """A fact a service needs (申报字段), already resolved through `same_as` to role and kind.

    `key` is the field's key in the source; `licence` the licence that states it (known_from),
    None where nobody but the person can say it; `when` restricts it to a situation.
    """

    ref: FactRef
    key: str
    name: Text
    licence: str | None = None
    required: bool = True
    when: Test | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """A piece of evidence (办事材料).

    `kind`: licence, data (both held by the government), form (the platform fills it),
    applicant_prepared, third_party_issued. `of` names the roles whose licence it is;
    `when_text` the situation that asks for an optional one; `when` the same as a condition
    where it has been written as one.
    """

    no: int
    name: Text
    kind: str
    licence: str | None = None
    held_by: str | None = None
    of: tuple[str, ...] = ("applicant",)
    required: bool = True
    when_text: Text | None = None
    when: Test | None = None
    issuer: Text | None = None

    @property
    def is_held(self) -> bool:
        """Whether the government holds it, so that nobody may be asked for it."""
        return self.kind in ("licence", "data")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition of acceptance (受理条件): its text, and a test where it can be judged by rule.

    Requirements of the same `any_group` are met when one of them is. `test` None: information
    only. The test's facts of `how: official` are judged by the officer on the case page.
    """

    no: int
    text: Text
    test: Test | None = None
    any_group: str | None = None
    info: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Handing:
    """How a result on paper comes to its applicant (领取方式): by post, fetched with a code, or either.

    `asked` is the fact of the form that asks which, `post` its answer that means by post, `address`
    the fact that says where to; without them the person chooses when there is something to bring.
    """

    ways: tuple[str, ...]
    asked: str = ""
    post: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """The result of a service (办理结果): the licence it issues, to which role, stating what.

    `states` maps each fact kind the licence states to where its value comes from:
    {"fact": "role.kind"} copied from the case, {"issue": "idno"|"uscc"|"serial"} numbered by the
    authority, {"today": true}, {"value": …}, or {"official": true} entered by the officer.
    `licence` is None where the result is no licence (money, a change in a register). `ends` are
    the licences of the same holder that are void from the day of the grant; `handing` how what is
    on paper comes to the applicant, None where nothing is.
    """

    name: Text
    licence: str | None = None
    of: str = "applicant"
    validity: Text | None = None
    months: int | None = None
    states: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ends: tuple[str, ...] = ()
    handing: Handing | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the procedure (办理环节) with the agency that takes it.

    `situation` is the one it belongs to, None for all.
    """

    no: int
    text: Text
    agency: str | None = None
    situation: str | None = None


@dataclass(frozen=True, slots=True)
class Cooperation:
    """An agency that helps (协办部门)."""

    agency: str
    role: str
    order: int = 1
    mode: str = "parallel"


@dataclass(frozen=True, slots=True)
class Special:
    """A special procedure (特别程序) whose days are not counted; `days` None: not prescribed."""

    type: str
    days: int | None = None
    unit: str | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation (情形): a named condition that changes what a service asks, takes or costs.

    Needs, materials and steps point to it by its `id`; the first two carry its condition once
    compiled.
    `fee`, `statutory`, `promised` and `visits` stand in place of the service's own while it holds.
    """

    id: str
    name: Text
    when: Test
    fee: Mapping[str, Any] | None = None
    statutory: Days | None = None
    promised: Days | None = None
    visits: int | None = None


@dataclass(frozen=True, slots=True)
class PublicService:
    """A public service in one dated version (事项的一个版本).

    It holds from the day `version` to the day `until`, both included; None: until a newer one.
    """

    id: str
    version: str
    name: Text
    kind: str
    agency: str
    needs: tuple[Need, ...] = ()
    materials: tuple[Material, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    output: Output = field(default_factory=lambda: Output(Text("")))
    statutory: Days = field(default_factory=Days)
    promised: Days = field(default_factory=Days)
    demo_days: int | None = None
    steps: tuple[Step, ...] = ()
    cooperating: tuple[Cooperation, ...] = ()
    special: tuple[Special, ...] = ()
    applicants: Text | None = None
    visits: int = 0
    visits_text: Text | None = None
    fee: Mapping[str, Any] = field(default_factory=dict)
    law: tuple[LegalBasis, ...] = ()
    cross_region: Mapping[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    kind_en: str | None = None
    scope: str | None = None
    region: Mapping[str, Any] | None = None
    downstream: tuple[str, ...] = ()
    compiled_fields: tuple[str, ...] = ()
    conditions_basis: str | None = None
    materials_basis: str | None = None
    standard: Mapping[str, Any] = field(default_factory=dict)
    faq: tuple[Mapping[str, Any], ...] = ()
    procedure: Procedure = GENERAL
    situations: tuple[Situation, ...] = ()
    until: str | None = None
    named: str = ""

    @property
    def power(self) -> Power:
        """The power it is (事权), with the agency that its file names, before any reorganisation."""
        return Power(self.id, self.named or self.agency)


@dataclass(frozen=True, slots=True)
class EventItem:
    """A service in a life event: goal (`required`) or optional with its trigger.

    `bind` maps the service's roles to the event's ("applicant": "child" in the enrolment of a
    newborn); `when` is the trigger as a condition over facts of the event's roles; `trigger` its
    sentence. `stage` is the source's own stage number, used only as an oracle.
    """

    service: str
    required: bool
    trigger: Text
    bind: Mapping[str, str] = field(default_factory=dict)
    when: Test | None = None
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """A life event (一件事): goals and triggers, and nothing about order: the plan is computed.

    `roles` binds event roles otherwise than the vocabulary does:
    {"mother": {"one_of": ["applicant", "spouse"], "where": Test}} picks the party by a fact.
    `dependencies` are the source's own, kept as an oracle for tests and shown nowhere.
    """

    id: str
    version: str
    name: Text
    items: tuple[EventItem, ...]
    lead: str = ""
    title: Text | None = None
    roles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    dependencies: tuple[Mapping[str, Any], ...] = ()
    promised: str | None = None
    note: str | None = None
    unverified: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    listing: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy (政策): facts, clauses or a rule tree, its benefit in prose, worked examples.

    `clauses` is the sheet of clauses (docs/rules-language.md), `base` the policy whose clauses
    hold where this one does not write its own; `rule` is the tree of the import format; `grant` says how
    it is given without anybody applying (免申即享).
    """

    id: str
    version: str
    name: Text
    region: Mapping[str, Any]
    status: str
    facts: tuple[Mapping[str, Any], ...] = ()
    rule: Mapping[str, Any] = field(default_factory=dict)
    benefit: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Mapping[str, Any], ...] = ()
    related: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    year: int | None = None
    note: str | None = None
    sources: tuple[str, ...] = ()
    clauses: tuple[Mapping[str, Any], ...] = ()
    base: str | None = None
    grant: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """All definitions in force on one day (全部现行定义); what every pure function is given.

    `named` are the agencies as their files say, where reorganisations in `reforms` changed them.
    """

    agencies: Mapping[str, Agency] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    kinds: Mapping[str, FactKind] = field(default_factory=dict)
    licences: Mapping[str, LicenceKind] = field(default_factory=dict)
    services: Mapping[str, PublicService] = field(default_factory=dict)
    events: Mapping[str, LifeEvent] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    calendar: Mapping[str, Any] = field(default_factory=dict)
    city: Mapping[str, Any] = field(default_factory=dict)
    laws: Mapping[str, Law] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    demands: DemandWords = field(default_factory=DemandWords)
    data_services: Mapping[str, DataService] = field(default_factory=dict)
    notices: Mapping[str, Template] = field(default_factory=dict)
    supervision: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    halls: Mapping[str, Hall] = field(default_factory=dict)
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    reforms: Mapping[str, Reform] = field(default_factory=dict)
    named: Mapping[str, Agency] = field(default_factory=dict)
    remembered: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def region(self) -> str:
        """The city's region of six digits (GB/T 2260); 100000, the whole country, without a city."""
        return str(self.city.get("region") or "100000")

    def kind(self, kind_id: str) -> FactKind:
        """Return a fact kind; one that the book lost is taken as a line of text under its id."""
        return self.kinds.get(kind_id) or FactKind(kind_id, Text(kind_id))

    def role_name(self, role: str) -> Text:
        """Name a role; one the book does not know is called by its id."""
        return found.name if (found := self.roles.get(role)) else Text(role)

    def agency_name(self, code: str) -> Text:
        """Name an agency as the source calls it, a unit by its district; an unknown one by its code."""
        found = self.agencies.get(code)
        return found.name if found else self.unit_name(code) or Text(code)

    def unit_name(self, code: str) -> Text | None:
        """Name the unit of a function in a district (鼓楼区城市管理局); None where there is none."""
        function, district = split_unit(code)
        agency = self.agencies.get(function)
        where = next((one for one in self.districts if one[0] == district), None)
        if agency is None or where is None or agency.structure.per != DISTRICT:
            return None
        unit = agency.structure.unit or agency.name
        return Text(f"{where[1]}{unit.zh}", f"{unit.en}, {where[1]}" if unit.en else None)

    @property
    def districts(self) -> list[tuple[str, str]]:
        """The districts of the city (市辖区): code and name."""
        found = self.city.get("districts") or ()
        return [(str(one["code"]), str(one["name"])) for one in found]

    def units(self, function: str) -> list[str]:
        """Return the codes of a function and of its units in the districts, itself first (机构)."""
        found = [f"{function}-{district}" for district, _ in self.districts]
        return [function, *(one for one in found if self.unit_name(one))]

    def producers(self, licence: str) -> Iterator[PublicService]:
        """Yield the services whose output is this licence, in the order of their ids."""
        if "producers" not in self.remembered:
            found: dict[str | None, list[PublicService]] = {}
            for service_id in sorted(self.services):
                service = self.services[service_id]
                found.setdefault(service.output.licence, []).append(service)
            self.remembered["producers"] = found
        yield from self.remembered["producers"].get(licence, ())

    def ref(self, key: str, *, role: str = "applicant") -> FactRef:
        """Resolve a source key ("baby", "child.birth") through `same_as` to role and kind."""
        key = self.same_as.get(key, key)
        prefix, dot, kind = key.rpartition(".")
        return FactRef(prefix if dot else role, kind)
