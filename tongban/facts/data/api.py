"""The face of data nobody foresaw (新数据接入): from a file to facts in minutes, while the city runs.

A file is profiled and its columns proposed to the vocabulary; offered on terms it becomes a
dataset; agreed, its new kinds of facts go the way of every definition (a draft, a second pair of
eyes where the city wants them, a publication); loaded, its rows are statements like all others,
with the dataset as their source; withdrawn, they end and the matters that used them are named.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.catalogue import api as catalogue
from tongban.facts.data import loading, reading, store, vocabulary
from tongban.facts.domain import datasets as law
from tongban.facts.domain.datasets import Dataset, DatasetState, Terms
from tongban.facts.domain.problems import NotTheirs, WrongDatasetStep
from tongban.facts.domain.profiling import Column, Profile, Table, profile
from tongban.facts.domain.proposing import KEEP, KEY, NEW, REUSE, NearKind, Proposal, propose
from tongban.facts.domain.retaining import months_after
from tongban.kernel import time
from tongban.kernel.actors import Actor

__all__ = [
    "KEEP",
    "KEY",
    "LARGEST",
    "NEW",
    "REUSE",
    "Column",
    "Dataset",
    "DatasetState",
    "NearKind",
    "Profile",
    "Proposal",
    "Table",
    "Terms",
    "Withdrawn",
    "about",
    "add",
    "agree",
    "dataset",
    "datasets",
    "load",
    "looked_at",
    "offer",
    "proposals",
    "withdraw",
]

LARGEST = reading.LARGEST


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did (撤回结果): statements ended, and the matters that had used them."""

    dataset: Dataset
    ended: int
    used_in: tuple[str, ...] = field(default=())


def looked_at(content: bytes, name: str) -> tuple[Profile, list[Proposal]]:
    """Profile a file and propose for its columns; nothing is kept. Raises Unreadable."""
    found = profile(reading.read(content, name))
    return found, propose(found, catalogue.book().kinds)


def offer(
    content: bytes,
    *,
    file: str,
    name: str,
    terms: Terms,
    actor: Actor,
    at: datetime | None = None,
) -> Dataset:
    """Offer a file as a dataset on terms; it is profiled and kept sealed, nothing is loaded.

    Raises Unreadable, DatasetTerms, NotTheirs for an officer without the duty.
    """
    _may(actor)
    law.check(terms)
    at = at or time.now()
    made = profile(reading.read(content, file))
    kept = made.to_json() | {"file": file}
    with transaction.atomic():
        new = store.make(name, content, terms, kept, actor=actor, at=at)
        store.tell(new, "facts.DatasetOffered", actor=actor, at=at)
    return new


def proposals(dataset: int) -> list[Proposal]:
    """Propose anew for the columns of a dataset that was offered, by the vocabulary of today."""
    return _proposed(store.get(dataset))


def agree(
    dataset: int,
    *,
    columns: Mapping[str, str] | None = None,
    terms: Terms | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Dataset:
    """Agree to a dataset: which kind each column is; new kinds are published or sent for approval.

    `columns` maps a column to a known kind, to a new key, or to "" to keep it as the dataset's
    own; what is not named follows the proposals. `terms` replace those it was offered on. Raises
    WrongDatasetStep, DatasetTerms, DefinitionsWrong, NotEntitled.
    """
    at = at or time.now()
    found = store.get(dataset)
    _must(found, DatasetState.OFFERED)
    agreed = terms or found.terms
    law.check(agreed)
    proposed = _proposed(found)
    chosen = vocabulary.chosen(found, proposed, columns or {})
    with transaction.atomic():
        draft = vocabulary.publish(found, proposed, chosen, agreed, actor=actor, at=at)
        now = store.change(
            dataset,
            state=DatasetState.AGREED.value,
            terms=asdict(agreed),
            owner=agreed.owner,
            columns=chosen,
            draft=draft,
        )
        store.tell(now, "facts.DatasetAgreed", actor=actor, at=at)
    return now


def load(dataset: int, *, actor: Actor, at: datetime | None = None) -> Dataset:
    """Load an agreed dataset: every cell becomes a statement about whom its row names.

    Raises WrongDatasetStep, also while its new kinds wait for approval or no column says whom
    the rows are about.
    """
    _may(actor)
    at = at or time.now()
    found = store.get(dataset)
    _must(found, DatasetState.AGREED)
    vocabulary.ensure_published(found)
    key = found.profile.get("key")
    if not key:
        raise WrongDatasetStep("没有一列写明每行说的是谁(身份证号或统一社会信用代码)")
    types = {each["name"]: each["type"] for each in found.profile["columns"]}
    plan = loading.Plan(key, types[key], found.columns, types)
    with transaction.atomic():
        done = loading.load(found, _table(found), plan, found.terms, actor=actor, at=at)
        until = months_after(time.city_date(at), found.terms.months)
        now = store.change(
            dataset,
            state=DatasetState.LOADED.value,
            rows=done.rows,
            matched=done.matched,
            until=until,
        )
        store.tell(now, "facts.DatasetLoaded", actor=actor, at=at)
    return now


def add(
    content: bytes,
    *,
    file: str,
    name: str,
    terms: Terms,
    columns: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Dataset:
    """Offer, agree and load in one go, for whoever may do all three."""
    with transaction.atomic():
        new = offer(content, file=file, name=name, terms=terms, actor=actor, at=at)
        agree(new.id, columns=columns, actor=actor, at=at)
        return load(new.id, actor=actor, at=at)


def withdraw(dataset: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Withdrawn:
    """Withdraw a dataset: its statements end and lose their values, its file goes.

    Names the matters in which what it states was read. Raises WrongDatasetStep.
    """
    _may(actor)
    at = at or time.now()
    found = store.get(dataset)
    if found.state is DatasetState.WITHDRAWN:
        raise WrongDatasetStep(found.state.value)
    with transaction.atomic():
        used = loading.used_in(dataset, found.columns.values())
        ended = loading.end(dataset, actor=actor, at=at)
        store.drop_file(dataset)
        now = store.change(
            dataset,
            state=DatasetState.WITHDRAWN.value,
            withdrawn_at=at,
            withdrawn_why=reason.strip()[:500],  # not in the event: words may name people
        )
        store.tell(now, "facts.DatasetWithdrawn", actor=actor, at=at)
    return Withdrawn(now, ended, tuple(used))


def dataset(dataset: int) -> Dataset:
    """Return a dataset; raises UnknownDataset."""
    return store.get(dataset)


def about(subject: int) -> list[Dataset]:
    """Return the datasets that hold anything about a person only on their consent."""
    return [
        each
        for number in loading.about(subject)
        if (each := store.get(number)).terms.ground == "consent"
    ]


def datasets(limit: int = 100) -> list[Dataset]:
    """Return the datasets, newest first."""
    return store.every(limit)


def _proposed(found: Dataset) -> list[Proposal]:
    return propose(Profile.of_json(found.profile), catalogue.book().kinds)


def _table(found: Dataset) -> Table:
    return reading.read(store.file_of(found.id), str(found.profile.get("file", "")))


def _must(found: Dataset, state: DatasetState) -> None:
    if found.state is not state:
        raise WrongDatasetStep(found.state.value)


def _may(actor: Actor) -> None:
    if not agencies.may(actor, "publish", agency=None):
        raise NotTheirs
