"""What agencies answer and what people are told, compiled (数据服务与通知的编译)."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from tongban.catalogue.domain import notices
from tongban.catalogue.domain.data_services import DataField, DataPurpose, DataService
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.notices import Template, Variable
from tongban.catalogue.domain.phrases import Phrases, Saying
from tongban.catalogue.domain.services import maybe, text
from tongban.catalogue.domain.terms import LegalBasis

Value = Mapping[str, Any]


@cache
def standard_definitions() -> tuple[Definition, ...]:
    """Return the notices the platform itself gives, as definitions (平台标准通知)."""
    folder = resources.files("tongban.catalogue").joinpath("standard/notices")
    texts = {each.name: each.read_text("utf-8") for each in folder.iterdir()}
    loaded = load(texts)
    if loaded.errors:
        raise ValueError([one.message for one in loaded.errors])
    return loaded.definitions


@cache
def standard_notices() -> Mapping[str, Template]:
    """Return them compiled, by id; a city's own definition of an id stands in its place."""
    return {one.id: notice(one.value) for one in standard_definitions()}


def data_service(value: Value) -> DataService:
    """Compile a data service (数据服务)."""
    fields = tuple(DataField(one["fact"], one.get("grade", 2)) for one in value["fields"])
    closed = value.get("closed_by")
    return DataService(
        id=value["data_service"],
        version=value["version"],
        name=text(value["name"]),
        agency=value["agency"],
        subject=value.get("subject", "person"),
        key=value["key"],
        sharing=value["sharing"],
        fields=fields,
        register=value.get("register"),
        law=_laws(value),
        condition=maybe(value.get("condition")),
        closed_by=_law(closed) if closed else None,
        authoritative=value.get("authoritative", False),
        modes=tuple(value.get("modes") or ("sync",)),
        rhythm=maybe(value.get("rhythm")),
        fresh_days=value.get("fresh_days", 1),
        target_ms=value.get("target_ms", 1000),
        contact=value.get("contact"),
        purposes=tuple(_purposes(value, tuple(field.kind for field in fields))),
        unverified=tuple(value.get("unverified") or ()),
        until=value.get("until"),
    )


def notice(value: Value) -> Template:
    """Compile a notice (通知模板)."""
    return Template(
        id=value["notice"],
        version=value["version"],
        name=text(value["name"]),
        subject=text(value["subject"]),
        body=text(value["body"]),
        sms=maybe(value.get("sms")),
        agency=value.get("agency"),
        variables=tuple(
            Variable(name, text(said["title"]), said.get("personal", True))
            for name, said in notices.variables(value)
        ),
        channels=tuple(value.get("channels") or ()),
        urgent=value.get("urgent", False),
        secret=value.get("secret", False),
        serves=value.get("serves", False),
        law=_laws(value),
        until=value.get("until"),
    )


def phrases(value: Value) -> Phrases:
    """Compile a sheet of phrases (常用语)."""
    return Phrases(
        id=value["phrases"],
        version=value["version"],
        name=text(value["name"]),
        sayings=tuple(
            Saying(text(one["name"]), text(one["words"]), tuple(one.get("for") or ()))
            for one in value["sayings"]
        ),
        agency=value.get("agency"),
        services=tuple(value.get("services") or ()),
    )


def _purposes(value: Value, every: tuple[str, ...]) -> Iterator[DataPurpose]:
    for one in value.get("purposes") or ():
        yield DataPurpose(
            id=one["purpose"],
            title=text(one["title"]),
            basis=one["basis"],
            law=_laws(one),
            fields=tuple(one.get("fields") or every),
            roles=tuple(one.get("roles") or ()),
            services=tuple(one.get("services") or ()),
            per_hour=one.get("per_hour", 200),
            per_day=one.get("per_day", 2000),
            retention_days=one.get("retention_days", 180),
            preview=one.get("preview", "never"),
            until=one.get("until"),
            risk=maybe(one.get("risk")),
        )


def _laws(value: Value) -> tuple[LegalBasis, ...]:
    return tuple(_law(one) for one in value.get("law") or ())


def _law(one: Value) -> LegalBasis:
    return LegalBasis(one["law"], one.get("article") or "", one.get("status") or "unverified")
