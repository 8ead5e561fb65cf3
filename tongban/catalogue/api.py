"""The face of the catalogue (事项目录): check, publish and read the definitions.

Reading is free of purpose and actor: what the law says is public. Writing is one act,
`publish`, over all files at once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tongban.catalogue.domain.finding import Finding, Findings
from tongban.catalogue.domain.guide import Guide
from tongban.catalogue.domain.model import (
    Book,
    FactKind,
    LicenceKind,
    LifeEvent,
    Policy,
    PublicService,
)
from tongban.catalogue.domain.problems import (
    CatalogueProblem,
    DefinitionsWrong,
    NothingPublished,
    UnknownDefinition,
)
from tongban.catalogue.words.search import Found
from tongban.kernel.actors import Actor

__all__ = [
    "CatalogueProblem",
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
    "kind",
    "licence",
    "life_event",
    "policy",
    "publish",
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

    Never raises for what the files say. References are looked for in the files and then, where
    one is missing and a database is there, in what is published.
    """
    raise NotImplementedError


def publish(path: Path | str, *, actor: Actor, at: datetime | None = None) -> Published:
    """Publish all definitions beneath a directory at once, or none of them.

    Raises DefinitionsWrong with every finding. What is unchanged is left alone; a version
    already published is never lost, so that an open case keeps the one it was opened under.
    """
    raise NotImplementedError


def book(on: date | None = None) -> Book:
    """Return all definitions in force on a day (today in the city if none is named).

    Cached in the process for each published revision; another process's publication is seen
    within a second. Before the first publication the book is empty.
    """
    raise NotImplementedError


def revision() -> int:
    """Return the number of the newest publication (0 before the first)."""
    raise NotImplementedError


def service(service_id: str, version: str | None = None) -> PublicService:
    """Return a service: today's version, or the very version a case was opened under.

    Raises UnknownDefinition.
    """
    raise NotImplementedError


def licence(licence_id: str) -> LicenceKind:
    """Return a kind of licence; raises UnknownDefinition."""
    raise NotImplementedError


def kind(kind_id: str) -> FactKind:
    """Return a fact kind; raises UnknownDefinition."""
    raise NotImplementedError


def life_event(event_id: str) -> LifeEvent:
    """Return a life event; raises UnknownDefinition."""
    raise NotImplementedError


def policy(policy_id: str) -> Policy:
    """Return a policy; raises UnknownDefinition."""
    raise NotImplementedError


def find(text: str, limit: int = 5) -> list[Found]:
    """Find services and life events by a person's own words, best first.

    Returns nothing where nothing fits; `matched` holds the words that spoke for it.
    """
    raise NotImplementedError


def guide(service_id: str) -> Guide:
    """Return the facts of a service's guide (办事指南) for a page; raises UnknownDefinition."""
    raise NotImplementedError
