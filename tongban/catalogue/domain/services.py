"""From a service's definition to the service (事项的编成): every default filled in, keys resolved.

The role of a need is the one named there; else what `same_as` says of its key; else whom the
licence that states it is about; else the applicant. A material's and a result's role is the one
named there, else whom its licence is about.
"""

from collections.abc import Mapping
from typing import Any

from tongban.catalogue.domain.model import (
    Book,
    Cooperation,
    Days,
    FactRef,
    Handing,
    LegalBasis,
    Material,
    Need,
    Output,
    PublicService,
    Requirement,
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


def maybe(value: Any) -> Text | None:
    """Make a text of what may be absent."""
    return None if value is None else text(value)


def sentence(value: Any) -> Text | None:
    """Make a text of a sentence that may be absent or empty."""
    return text(value) if value else None


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
        when_text=sentence(value.get("when_text")),
        when=value.get("when"),
        issuer=sentence(value.get("issuer")),
    )


def _output(value: Value | None, book: Book) -> Output:
    if not value:
        return Output(Text(""))
    return Output(
        name=text(value["name"]),
        licence=value.get("licence"),
        of=value.get("of") or _about(value.get("licence"), book),
        validity=sentence(value.get("validity")),
        months=value.get("months"),
        states=value.get("states") or {},
        ends=tuple(value.get("ends") or ()),
        handing=_handing(value.get("delivery")),
    )


def _handing(value: Value | None) -> Handing | None:
    return Handing(**{**value, "ways": tuple(value["ways"])}) if value else None


def _days(value: Value | None) -> Days:
    value = value or {}
    return Days(value.get("days"), value.get("unit") or "working_day", sentence(value.get("text")))


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
        visits_text=sentence(visits.get("text")),
        fee=value.get("fee") or {},
        cross_region=value.get("cross_region") or {},
        applicants=sentence(value.get("applicants")),
        situations=compile_situations(value),
        until=value.get("until"),
        **_procedure(value),
        **_marks(value),
    )


def _requirement(no: int, value: Value) -> Requirement:
    return Requirement(
        no=value.get("no", no),
        text=text(value["text"]),
        test=value.get("test"),
        any_group=value.get("any_group"),
        info=value.get("info"),
    )


def _procedure(value: Value) -> dict[str, Any]:
    return {
        "steps": tuple(
            Step(each.get("no", no), text(each["text"]), each.get("agency"), each.get("situation"))
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
            Special(each["type"], each.get("days"), each.get("unit"), sentence(each.get("text")))
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
