"""The face of the catalogue (事项目录): check, publish and read the definitions.

Reading is free of purpose and actor: what the law says is public. Writing is one act,
`publish`, over all files at once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.catalogue import files, store
from tongban.catalogue.domain.compile import text
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding, Findings
from tongban.catalogue.domain.guide import Guide, guide_of
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import (
    Book,
    FactKind,
    LicenceKind,
    LifeEvent,
    Policy,
    PublicService,
)
from tongban.catalogue.domain.ports import Affected, CasesAffected, Checker
from tongban.catalogue.domain.problems import (
    CatalogueProblem,
    DefinitionsWrong,
    NothingPublished,
    UnknownDefinition,
)
from tongban.catalogue.domain.published import examine_loaded, prepare
from tongban.catalogue.joined import join_cases, join_checkers
from tongban.catalogue.words.search import Found, index_of
from tongban.kernel import time
from tongban.kernel.actors import Actor

Thing = TypeVar("Thing")

__all__ = [
    "Affected",
    "CasesAffected",
    "CatalogueProblem",
    "Checker",
    "Definition",
    "DefinitionsWrong",
    "Finding",
    "Findings",
    "Found",
    "Guide",
    "NothingPublished",
    "Published",
    "UnknownDefinition",
    "book",
    "check",
    "find",
    "guide",
    "join_cases",
    "join_checkers",
    "kind",
    "licence",
    "life_event",
    "policy",
    "publish",
    "published",
    "revision",
    "service",
]


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did (发布结果).

    `published` lists (id, version) of what is new; `corrected` those of them whose version was
    already published and now has another content; `unchanged` counts the rest.
    """

    published: tuple[tuple[str, str], ...]
    unchanged: int
    seconds: float
    corrected: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Finding, ...] = ()


def check(path: Path | str) -> Findings:
    """Check the definition files beneath a directory and tell everything that is wrong.

    Never raises for what the files say, FileNotFoundError where there are none. What the files
    refer to and do not define is looked for among what is published, and what they change is
    compared with it.
    """
    texts = files.definition_files(Path(path))
    return examine_loaded(load(texts), store.all_published())


def publish(path: Path | str, *, actor: Actor, at: datetime | None = None) -> Published:
    """Publish all definitions beneath a directory at once, or none of them.

    Raises DefinitionsWrong with every finding. What is unchanged is left alone; a version
    already published is never lost, so that an open case keeps the one it was opened under.
    Agencies and calendars are handed to the room of agencies in the same transaction.
    """
    began = perf_counter()
    texts = files.definition_files(Path(path))
    digest = files.digest(texts)
    with transaction.atomic():
        store.lock()
        newest = store.newest()
        if newest.files == digest:
            return Published((), newest.definitions, perf_counter() - began)
        before = store.all_published()
        loaded = load(texts)
        findings = examine_loaded(loaded, before)
        if not findings:
            raise DefinitionsWrong(findings.errors)
        plan = prepare(loaded.definitions, store.digests(), before)
        moment, size = at or time.now(), len(loaded.definitions)
        if plan.changed or not newest.number:
            store.write(
                plan.changed, plan.compiled, files=digest, size=size, actor=actor, at=moment
            )
            _hand_down(plan.changed, actor=actor, at=moment)
        else:
            store.note_files(newest.number, files=digest, size=size)
    return Published(
        published=tuple((one.id, one.version) for one in plan.changed),
        corrected=tuple((one.id, one.version) for one in plan.corrected),
        unchanged=len(loaded.definitions) - len(plan.changed),
        seconds=perf_counter() - began,
        warnings=findings.warnings,
    )


def _hand_down(changed: tuple[Definition, ...], *, actor: Actor, at: datetime) -> None:
    """Tell the room of agencies of changed agencies and calendars."""
    for one in changed:
        value = one.value
        if one.kind == "agency":
            name = text(value.get("local") or value["name"])
            agencies.register(one.id, name, value.get("uscc"), actor=actor, at=at)
        elif one.kind == "calendar":
            agencies.publish_calendar(
                value["calendar"],
                [date.fromisoformat(day) for day in value["holidays"]],
                [date.fromisoformat(day) for day in value.get("make_up") or ()],
                value["source"],
                actor=actor,
                at=at,
            )


def published() -> tuple[Definition, ...]:
    """Return every version of every published definition as its file said it."""
    return store.all_published()


def book(on: date | None = None) -> Book:
    """Return all definitions in force on a day (today in the city if none is named).

    Cached in the process for each published revision; another process's publication is seen
    within a second. Before the first publication the book is empty.
    """
    return store.book(on or time.city_date(time.now()))


def revision() -> int:
    """Return the number of the newest publication (0 before the first)."""
    return store.revision().number


def service(service_id: str, version: str | None = None) -> PublicService:
    """Return a service: today's version, or the very version a case was opened under.

    Raises UnknownDefinition.
    """
    found = book().services.get(service_id)
    if version is not None and (found is None or found.version != version):
        found = store.kept_service(service_id, version)
    return _found(found, service_id)


def licence(licence_id: str) -> LicenceKind:
    """Return a kind of licence; raises UnknownDefinition."""
    return _found(book().licences.get(licence_id), licence_id)


def kind(kind_id: str) -> FactKind:
    """Return a fact kind; raises UnknownDefinition."""
    return _found(book().kinds.get(kind_id), kind_id)


def life_event(event_id: str) -> LifeEvent:
    """Return a life event; raises UnknownDefinition."""
    return _found(book().events.get(event_id), event_id)


def policy(policy_id: str) -> Policy:
    """Return a policy; raises UnknownDefinition."""
    return _found(book().policies.get(policy_id), policy_id)


def _found(thing: Thing | None, identifier: str) -> Thing:
    if thing is not None:
        return thing
    if not revision():
        raise NothingPublished
    raise UnknownDefinition(identifier)


def find(text: str, limit: int = 5) -> list[Found]:
    """Find services and life events by a person's own words, best first.

    Returns nothing where nothing fits; `matched` holds the words that spoke for it.
    """
    return index_of(book()).find(text, limit)


def guide(service_id: str) -> Guide:
    """Return the facts of a service's guide (办事指南) for a page; raises UnknownDefinition."""
    return guide_of(service(service_id), book())
