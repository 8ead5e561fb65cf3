"""The face of the catalogue (事项目录): check, publish and read the definitions.

Reading is free of purpose and actor: what the law says is public. Writing is one act,
`publish`, over all files at once.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVar

from tongban.catalogue import editions, store
from tongban.catalogue.access import ensure_drafts, may_edit
from tongban.catalogue.asking import ask, guides_told
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.differences import Changed, Difference
from tongban.catalogue.domain.drafts import Draft, DraftStatus
from tongban.catalogue.domain.finding import Finding, Findings
from tongban.catalogue.domain.guide import Guide, guide_of
from tongban.catalogue.domain.manual import Manual, manual_of
from tongban.catalogue.domain.model import (
    Book,
    FactKind,
    LicenceKind,
    LifeEvent,
    Policy,
    PublicService,
)
from tongban.catalogue.domain.notices import Template
from tongban.catalogue.domain.ports import Affected, CasesAffected, Checker
from tongban.catalogue.domain.problems import (
    CatalogueProblem,
    DefinitionsWrong,
    DraftBehind,
    DraftMoved,
    FourEyesNeeded,
    NoSuchRevision,
    NotEntitled,
    NothingPublished,
    UnknownDefinition,
    UnknownDraft,
    WrongDraftStep,
)
from tongban.catalogue.domain.provided import standard_notices
from tongban.catalogue.domain.revisions import RevisionEntry, VersionEntry
from tongban.catalogue.drafting import (
    approve_draft,
    behind_draft,
    draft_files,
    drop_draft,
    open_drafts,
    preview_draft,
    propose_roll_back,
    proposed_by_draft,
    publish_draft,
    return_draft,
    save_draft,
    schedule_draft,
    schedule_files,
    submit_draft,
    the_draft,
)
from tongban.catalogue.editions import as_if
from tongban.catalogue.examples import masked_example
from tongban.catalogue.guides.changes import DatedChange, changes
from tongban.catalogue.joined import join_cases, join_checkers
from tongban.catalogue.lineages import PublishedLineages
from tongban.catalogue.publishing import (
    Preview,
    Proposed,
    Published,
    check,
    four_eyes,
    preview_path,
    proposed_path,
    publish,
    roll_back,
    withdraw,
)
from tongban.catalogue.structure import agency_name, reform_words, reforms, units_of
from tongban.catalogue.words.asked import Asked, Found, Wish
from tongban.catalogue.workbooks.results import Edition, Returned, Unreadable, WrongCell
from tongban.kernel import time

Thing = TypeVar("Thing")

__all__ = [
    "Affected",
    "Asked",
    "CasesAffected",
    "CatalogueProblem",
    "Changed",
    "Checker",
    "DatedChange",
    "Definition",
    "DefinitionsWrong",
    "Difference",
    "Draft",
    "DraftBehind",
    "DraftMoved",
    "DraftStatus",
    "Edition",
    "Finding",
    "Findings",
    "Found",
    "FourEyesNeeded",
    "Guide",
    "Manual",
    "NoSuchRevision",
    "NotEntitled",
    "NothingPublished",
    "Preview",
    "Proposed",
    "Published",
    "PublishedLineages",
    "Returned",
    "RevisionEntry",
    "Template",
    "UnknownDefinition",
    "UnknownDraft",
    "Unreadable",
    "VersionEntry",
    "Wish",
    "WrongCell",
    "WrongDraftStep",
    "agency_name",
    "approve_draft",
    "as_if",
    "as_of",
    "ask",
    "behind_draft",
    "book",
    "changes",
    "check",
    "draft_files",
    "drop_draft",
    "ensure_drafts",
    "four_eyes",
    "guide",
    "guides_told",
    "history",
    "join_cases",
    "join_checkers",
    "kind",
    "licence",
    "life_event",
    "manual",
    "masked_example",
    "may_edit",
    "newest",
    "notice",
    "open_drafts",
    "policy",
    "preview_draft",
    "preview_path",
    "propose_roll_back",
    "proposed_by_draft",
    "proposed_path",
    "publish",
    "publish_draft",
    "published",
    "read_workbook",
    "reform_words",
    "reforms",
    "return_draft",
    "revision",
    "roll_back",
    "save_draft",
    "schedule_draft",
    "schedule_files",
    "service",
    "source",
    "submit_draft",
    "the_draft",
    "units_of",
    "versions",
    "withdraw",
    "workbook",
]


def published() -> tuple[Definition, ...]:
    """Return every version of every published definition as its file said it."""
    return tuple(store.all_versions(store.newest().number))


def book(on: date | None = None) -> Book:
    """Return all definitions in force on a day (today in the city if none is named).

    Cached in the process for each published revision; another process's publication is seen
    within a second. Before the first publication the book is empty.
    """
    return editions.book(on or time.city_date(time.now()))


def notice(name: str, on: date | None = None) -> Template | None:
    """Return the notice in force on a day: the city's own wording, else the platform's (通知模板)."""
    return book(on).notices.get(name) or standard_notices().get(name)


def as_of(moment: datetime, on: date | None = None) -> Book:
    """Return the definitions in force on a day as they were known at an instant.

    Two times: what the law says of that day, and what had been published by that instant. The
    day is the instant's own if none is named. What was corrected or rolled back later counts as
    it was then.
    """
    return editions.book(on or time.city_date(moment), store.revision_at(moment))


def history(limit: int = 50, before: int | None = None) -> list[RevisionEntry]:
    """Return the publications, newest first: when, by whom, what each changed."""
    return store.history(limit, before)


def versions(kind: str, ident: str) -> list[VersionEntry]:
    """Return the versions of one definition, oldest first: from, until, author, approver."""
    return store.versions(kind, ident)


def newest(kind: str, ident: str) -> Definition | None:
    """Return a definition as it was published last, in whichever version; None where it is nowhere."""
    found = store.last_published(kind, ident)
    return found[1] if found else None


def source(kind: str, ident: str, version: str | None = None) -> str:
    """Return a definition's file as it was published, comments and all; raises UnknownDefinition."""
    return _found(store.source_of(kind, ident, version), ident)


def revision() -> int:
    """Return the number of the newest publication (0 before the first)."""
    return store.revision().number


def service(service_id: str, version: str | None = None) -> PublicService:
    """Return a service: today's version, or the very version a case was opened under.

    Raises UnknownDefinition.
    """
    return _found(editions.service_of(service_id, version), service_id)


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


def guide(service_id: str) -> Guide:
    """Return the facts of a service's guide (办事指南) for a page; raises UnknownDefinition."""
    return guide_of(service(service_id), book())


def manual(agency_id: str) -> Manual:
    """Return the manual of duties (职能手册) of an agency; raises UnknownDefinition."""
    known = book()
    return manual_of(_found(known.agencies.get(agency_id), agency_id), known)


def workbook(services: Collection[str] = ()) -> bytes:
    """Return an Excel workbook of services (all where none is named), for people who keep lists."""
    from tongban.catalogue.workbooks import editions as workbooks

    return workbooks.workbook(published(), services)


def read_workbook(content: bytes, *, valid_from: date) -> Returned:
    """Read a workbook back: new versions with their comments, or every wrong cell by its address.

    Nothing goes live; `files` can be kept as a draft. Raises Unreadable for what is no honest
    workbook: too large, with macros, links, or packed to burst.
    """
    from tongban.catalogue.workbooks import editions as workbooks

    known = workbooks.newest(published())
    sources = {name: source("service", name) for name in known}
    return workbooks.returned(content, known.values(), sources, version=valid_from.isoformat())
