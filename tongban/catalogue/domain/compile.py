"""From definitions to the book (编成现行定义): every default filled in, every key resolved.

The vocabulary (agencies, roles, kinds, licences…) comes first; services are compiled with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.duties import demand_words, duties, structure
from tongban.catalogue.domain.licence_kinds import SHOWN, Item, Predicate
from tongban.catalogue.domain.model import (
    Agency,
    Book,
    Dated,
    EventItem,
    FactKind,
    Figure,
    Law,
    LicenceKind,
    LifeEvent,
    Policy,
    PublicService,
    Role,
)
from tongban.catalogue.domain.provided import data_service, notice, phrases
from tongban.catalogue.domain.reading_halls import hall
from tongban.catalogue.domain.reforms import Reform, reform
from tongban.catalogue.domain.services import APPLICANT, maybe, need, service, text
from tongban.kernel.memory import building
from tongban.kernel.text import Text

Value = Mapping[str, Any]

__all__ = [
    "COMPILED",
    "Thing",
    "compile_book",
    "compile_one",
    "in_force",
    "need",
    "service",
    "text",
]

Thing = PublicService | LifeEvent | Policy
COMPILED = frozenset({"service", "life_event", "policy"})
"""The kinds that are compiled with the vocabulary of a book; the others make that vocabulary."""


def in_force(definitions: Iterable[Definition], on: str) -> dict[tuple[str, str], Definition]:
    """Choose, of each definition, the newest version that has begun by a day and not ended."""
    chosen: dict[tuple[str, str], Definition] = {}
    for definition in definitions:
        if definition.version <= on:
            known = chosen.get(definition.key)
            if known is None or known.version <= definition.version:
                chosen[definition.key] = definition
    return {key: one for key, one in chosen.items() if one.until is None or one.until >= on}


def compile_book(definitions: Iterable[Definition]) -> Book:
    """Make the book of definitions of which there is one version each."""
    of: dict[str, list[Definition]] = {}
    for definition in sorted(definitions, key=lambda one: one.key):
        of.setdefault(definition.kind, []).append(definition)
    with building():
        vocabulary = _vocabulary(of)
        return replace(
            vocabulary,
            services={one.id: service(one.value, vocabulary) for one in of.get("service", ())},
            events={one.id: life_event(one.value) for one in of.get("life_event", ())},
            policies={one.id: policy(one.value) for one in of.get("policy", ())},
        )


def compile_one(one: Definition, vocabulary: Book) -> Thing:
    """Compile a definition of one of the kinds in COMPILED with the vocabulary of a book."""
    match one.kind:
        case "service":
            return service(one.value, vocabulary)
        case "life_event":
            return life_event(one.value)
        case _:
            return policy(one.value)


def _vocabulary(of: Mapping[str, list[Definition]]) -> Book:
    roles: dict[str, Role] = {APPLICANT: Role(APPLICANT, Text("申请人", "Applicant"))}
    same_as: dict[str, str] = {}
    demands = demand_words(_demands(of.get("demands", ())))
    for one in of.get("roles", ()):
        roles |= {name: _role(name, value) for name, value in one.value["roles"].items()}
    for one in of.get("same_as", ()):
        same_as |= one.value["same_as"]
    return Book(
        agencies={one.id: _agency(one.value, demands.notions) for one in of.get("agency", ())},
        demands=demands,
        roles=roles,
        kinds={one.id: fact(one.value) for one in of.get("fact", ())},
        licences={one.id: licence(one.value) for one in of.get("licence", ())},
        same_as=same_as,
        calendar={one.id: one.value for one in of.get("calendar", ())},
        city=_city(of.get("city", ())),
        laws={one.id: law(one.value) for one in of.get("law", ())},
        figures={
            figure.key: figure for one in of.get("parameters", ()) for figure in figures(one.value)
        },
        data_services={one.id: data_service(one.value) for one in of.get("data_service", ())},
        reforms={
            one.id: reorganisation(one.value, demands.notions)
            for one in of.get("reorganisation", ())
        },
        notices={one.id: notice(one.value) for one in of.get("notice", ())},
        phrases={one.id: phrases(one.value) for one in of.get("phrases", ())},
        halls={one.id: hall(one.value) for one in of.get("hall", ())},
        supervision={
            rule["no"]: rule for one in of.get("supervision", ()) for rule in one.value["rules"]
        },
    )


def _city(cities: Iterable[Definition]) -> Value:
    made: dict[str, Any] = {}
    for one in cities:
        made |= {**one.value["city"], **one.value}
    return made


def _demands(given: Iterable[Definition]) -> Value:
    """Return what the file of demands says; a city that has none takes none."""
    return next((one.value["demands"] for one in given), {"types": {}, "urgency": {}})


def _agency(value: Value, notions: Mapping[str, str]) -> Agency:
    return Agency(
        value["agency"],
        text(value["name"]),
        value.get("uscc"),
        maybe(value.get("local")),
        structure(value, maybe(value.get("unit"))),
        duties(value.get("duties") or {}, notions),
    )


def reorganisation(value: Value, notions: Mapping[str, str] | None = None) -> Reform:
    """Compile a reorganisation (机构改革) with the agencies it creates."""
    created = {
        code: _agency({"agency": code, **one}, notions or {})
        for code, one in (value.get("agencies") or {}).items()
    }
    return reform(value, created)


def law(value: Value) -> Law:
    """Compile an entry of the register of laws (法规)."""
    return Law(
        name=value["law"],
        title=text(value.get("title") or value["law"]),
        rank=value.get("rank") or "",
        number=value.get("number"),
        issuer=value.get("issuer"),
        url=value.get("url"),
        status=value.get("status", "unverified"),
        articles=dict(value.get("articles") or {}),
    )


def _role(name: str, value: Value) -> Role:
    return Role(
        id=name,
        name=text(value["name"]),
        is_=value.get("is", "person"),
        default=value.get("default"),
        relation=value.get("relation"),
        new=value.get("new", False),
    )


def fact(value: Value) -> FactKind:
    """Compile a fact kind (数据项)."""
    return FactKind(
        id=value["fact"],
        name=text(value["name"]),
        type=value.get("type", "string"),
        unit=value.get("unit"),
        options=tuple(text(option) for option in value.get("options") or ()),
        derive=value.get("derive"),
        how=value.get("how", "person"),
        question=maybe(value.get("question")),
        hint=maybe(value.get("hint")),
        sensitive=value.get("sensitive", False),
        marks=tuple(value.get("marks") or ()),
        version=value["version"],
        grade=value.get("grade"),
        months=(value.get("retention") or {}).get("months"),
        kept_by=(value.get("retention") or {}).get("law", ""),
    )


def licence(value: Value) -> LicenceKind:
    """Compile a kind of licence (证照)."""
    return LicenceKind(
        id=value["licence"],
        name=text(value["name"]),
        holder=value["holder"],
        kind=value.get("kind", "licence"),
        about=value.get("about", APPLICANT),
        validity=value.get("validity"),
        months=value.get("months"),
        states=tuple(value.get("states") or ()),
        type_code=value.get("type_code"),
        marks=tuple(value.get("marks") or ()),
        version=value["version"],
        type_standard=value.get("type_standard", ""),
        trust=value.get("trust", "A"),
        template=value.get("template", "licence"),
        sharing=value.get("sharing", "conditional"),
        authorise=value.get("authorise", False),
        approval=tuple(value.get("approval") or ()),
        contents=tuple(_item(each) for each in value.get("contents") or ()),
        predicates=tuple(_predicate(each) for each in value.get("predicates") or ()),
    )


def _item(value: Value) -> Item:
    label, show = maybe(value.get("label")), value.get("show", SHOWN)
    return Item(value["fact"], label, show, value.get("code", ""))


def _predicate(value: Value) -> Predicate:
    name, years = text(value["name"]), value.get("years")
    return Predicate(value["claim"], value["fact"], name, years, value.get("equals"))


def life_event(value: Value) -> LifeEvent:
    """Compile a life event (一件事)."""
    return LifeEvent(
        id=value["life_event"],
        version=value["version"],
        name=text(value["name"]),
        items=tuple(
            EventItem(
                service=each["service"],
                required=each.get("required", True),
                trigger=text(each.get("trigger") or ""),
                bind=each.get("bind") or {},
                when=each.get("when"),
                stage=each.get("stage"),
            )
            for each in value["items"]
        ),
        lead=value.get("lead") or "",
        title=maybe(value.get("title")),
        roles=value.get("roles") or {},
        aliases=tuple(value.get("aliases") or ()),
        dependencies=tuple(value.get("dependencies") or ()),
        promised=value.get("promised"),
        note=value.get("note"),
        unverified=tuple(value.get("unverified") or ()),
        extra=value.get("extra") or {},
        listing=value.get("official_listing"),
        sources=tuple(value.get("sources") or ()),
    )


def policy(value: Value) -> Policy:
    """Compile a policy (政策)."""
    return Policy(
        id=value["policy"],
        version=value["version"],
        name=text(value["name"]),
        region=value.get("region") or {},
        status=value.get("status") or "unverified",
        facts=tuple(value.get("facts") or ()),
        rule=value.get("rule") or {},
        benefit=value.get("benefit") or {},
        examples=tuple(value.get("examples") or ()),
        related=tuple(value.get("related") or ()),
        unverified=tuple(value.get("unverified") or ()),
        extra=value.get("extra") or {},
        year=value.get("year"),
        note=value.get("note"),
        sources=tuple(value.get("sources") or ()),
        clauses=tuple(value.get("clauses") or ()),
        base=value.get("base"),
        grant=value.get("grant") or {},
    )


def figures(value: Value) -> Iterable[Figure]:
    """Compile a file of parameters (参数表)."""
    for each in value["figures"]:
        yield Figure(
            key=each["key"],
            name=text(each["name"]),
            unit=each.get("unit"),
            values=tuple(
                Dated(one["region"], one["from"], one["value"], one.get("known"), one.get("source"))
                for one in each["values"]
            ),
            unverified=tuple(each.get("unverified") or ()),
            source=value["parameters"],
        )
