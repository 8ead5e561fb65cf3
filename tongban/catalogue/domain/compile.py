"""From definitions to the book (编成现行定义): every default filled in, every key resolved.

The role of a need is the one named there; else what `same_as` says of its key; else whom the
licence that states it is about; else the applicant. A material's and a result's role is the one
named there, else whom its licence is about.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.model import (
    Agency,
    Book,
    Cooperation,
    Days,
    EventItem,
    FactKind,
    FactRef,
    Law,
    LegalBasis,
    LicenceKind,
    LifeEvent,
    Material,
    Need,
    Output,
    Policy,
    PublicService,
    Requirement,
    Role,
    Special,
    Step,
)
from tongban.catalogue.domain.procedures import compile_procedure
from tongban.catalogue.domain.situations import compile_situations, resolved
from tongban.kernel.text import Text

Value = Mapping[str, Any]

APPLICANT = "applicant"


def text(value: Any) -> Text:
    """Make a text of a sentence or of {zh, en}."""
    return Text(value["zh"], value.get("en")) if isinstance(value, Mapping) else Text(str(value))


def _maybe(value: Any) -> Text | None:
    return None if value is None else text(value)


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
    vocabulary = _vocabulary(of)
    return Book(
        agencies=vocabulary.agencies,
        roles=vocabulary.roles,
        kinds=vocabulary.kinds,
        licences=vocabulary.licences,
        services={one.id: service(one.value, vocabulary) for one in of.get("service", ())},
        events={one.id: life_event(one.value) for one in of.get("life_event", ())},
        policies={one.id: policy(one.value) for one in of.get("policy", ())},
        same_as=vocabulary.same_as,
        calendar={one.id: one.value for one in of.get("calendar", ())},
        city=_city(of.get("city", ())),
        laws={one.id: law(one.value) for one in of.get("law", ())},
    )


def _vocabulary(of: Mapping[str, list[Definition]]) -> Book:
    roles: dict[str, Role] = {APPLICANT: Role(APPLICANT, Text("申请人", "Applicant"))}
    same_as: dict[str, str] = {}
    for one in of.get("roles", ()):
        roles |= {name: _role(name, value) for name, value in one.value["roles"].items()}
    for one in of.get("same_as", ()):
        same_as |= one.value["same_as"]
    return Book(
        agencies={one.id: _agency(one.value) for one in of.get("agency", ())},
        roles=roles,
        kinds={one.id: fact(one.value) for one in of.get("fact", ())},
        licences={one.id: licence(one.value) for one in of.get("licence", ())},
        same_as=same_as,
    )


def _city(cities: Iterable[Definition]) -> Value:
    made: dict[str, Any] = {}
    for one in cities:
        made |= {**one.value["city"], **one.value}
    return made


def _agency(value: Value) -> Agency:
    return Agency(
        value["agency"], text(value["name"]), value.get("uscc"), _maybe(value.get("local"))
    )


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
        question=_maybe(value.get("question")),
        hint=_maybe(value.get("hint")),
        sensitive=value.get("sensitive", False),
        marks=tuple(value.get("marks") or ()),
        version=value["version"],
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
    )


def _about(licence_id: str | None, book: Book) -> str:
    known = book.licences.get(licence_id or "")
    return known.about if known else APPLICANT


def need(value: Value, book: Book) -> Need:
    """Compile a need (申报字段), its role resolved."""
    key, source = value["fact"], value.get("from")
    ref = book.ref(key, role=_about(source, book))
    if role := value.get("role"):
        ref = FactRef(role, ref.kind)
    kind = book.kinds.get(ref.kind)
    name = value.get("name") or (kind.name if kind else key)
    return Need(
        ref=ref,
        key=key,
        name=name if isinstance(name, Text) else text(name),
        licence=source,
        required=value.get("required", True),
        when=value.get("when"),
    )


def _material(no: int, value: Value, book: Book) -> Material:
    of, licence_id = value.get("of"), value.get("licence")
    known = book.licences.get(licence_id or "")
    return Material(
        no=value.get("no", no),
        name=text(value["name"]),
        kind=value["kind"],
        licence=licence_id,
        held_by=value.get("held_by") or (known.holder if known else None),
        of=(of,) if isinstance(of, str) else tuple(of or (_about(licence_id, book),)),
        required=value.get("required", True),
        when_text=value.get("when_text"),
        when=value.get("when"),
        issuer=value.get("issuer"),
    )


def _output(value: Value | None, book: Book) -> Output:
    if not value:
        return Output(Text(""))
    return Output(
        name=text(value["name"]),
        licence=value.get("licence"),
        of=value.get("of") or _about(value.get("licence"), book),
        validity=value.get("validity"),
        months=value.get("months"),
        states=value.get("states") or {},
        ends=tuple(value.get("ends") or ()),
    )


def _days(value: Value | None) -> Days:
    value = value or {}
    return Days(value.get("days"), value.get("unit") or "working_day", value.get("text"))


def service(value: Value, book: Book) -> PublicService:
    """Compile a service (事项) with the vocabulary of a book."""
    limit, visits = value.get("time_limit") or {}, value.get("visits") or {}
    value = resolved(value)
    return PublicService(
        id=value["service"],
        version=value["version"],
        name=text(value["name"]),
        kind=value.get("kind") or "",
        agency=value["agency"],
        needs=tuple(need(each, book) for each in value.get("needs") or ()),
        materials=tuple(
            _material(no, each, book) for no, each in enumerate(value.get("materials") or (), 1)
        ),
        requirements=tuple(
            _requirement(no, each) for no, each in enumerate(value.get("conditions") or (), 1)
        ),
        output=_output(value.get("result"), book),
        statutory=_days(limit.get("statutory")),
        promised=_days(limit.get("promised")),
        demo_days=value.get("demo_days"),
        visits=visits.get("expected", 0),
        visits_text=visits.get("text"),
        fee=value.get("fee") or {},
        cross_region=value.get("cross_region") or {},
        applicants=value.get("applicants") or "",
        situations=compile_situations(value),
        until=value.get("until"),
        **_procedure(value),
        **_marks(value),
    )


def _requirement(no: int, value: Value) -> Requirement:
    return Requirement(
        no=value.get("no", no),
        text=Text(value["text"]),
        test=value.get("test"),
        any_group=value.get("any_group"),
        info=value.get("info"),
    )


def _procedure(value: Value) -> dict[str, Any]:
    return {
        "steps": tuple(
            Step(each.get("no", no), Text(each["text"]), each.get("agency"), each.get("when"))
            for no, each in enumerate(value.get("steps") or (), 1)
        ),
        "cooperating": tuple(
            Cooperation(
                each["agency"],
                each.get("role") or "",
                each.get("order", 1),
                each.get("mode", "parallel"),
            )
            for each in value.get("cooperating") or ()
        ),
        "special": tuple(
            Special(each["type"], each.get("days"), each.get("unit"), each.get("text"))
            for each in value.get("special_procedures") or ()
        ),
        "procedure": compile_procedure(value.get("procedure")),
    }


def _marks(value: Value) -> dict[str, Any]:
    return {
        "law": tuple(
            LegalBasis(each["law"], each.get("article") or "", each.get("status", "unverified"))
            for each in value.get("law") or ()
        ),
        "extra": value.get("extra") or {},
        "kind_en": value.get("kind_en"),
        "scope": value.get("scope"),
        "region": value.get("region"),
        "conditions_basis": value.get("conditions_basis"),
        "materials_basis": value.get("materials_basis"),
        "standard": value.get("standard") or {},
        "faq": tuple(value.get("faq") or ()),
        **{
            key: tuple(value.get(key) or ())
            for key in ("aliases", "sources", "unverified", "downstream", "compiled_fields")
        },
    }


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
        title=_maybe(value.get("title")),
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
    )
