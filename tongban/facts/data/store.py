"""Datasets and their tables (数据集的存取): the row, the sealed file, the story in the ledger."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from tongban.facts import closing, sealing
from tongban.facts.domain.datasets import Dataset, DatasetState, Terms
from tongban.facts.domain.problems import UnknownDataset
from tongban.facts.models import DatasetRow, KeyRow
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger

STREAM = "dataset"
SHARD = 0  # there are few
DUE = "facts.dataset-due"
FILE = "file"


def make(
    name: str, content: bytes, terms: Terms, profile: dict[str, Any], *, actor: Actor, at: datetime
) -> Dataset:
    """Write a new dataset with its file sealed."""
    identifier, key = ids.new(SHARD), sealing.new_key(ids.new(SHARD))
    with closing.inside():
        KeyRow.objects.create(id=key.id, shard=SHARD, subject=key.subject, sealed=key.sealed)
        row = DatasetRow.objects.create(
            id=identifier,
            name=name,
            state=DatasetState.OFFERED.value,
            owner=terms.owner,
            terms=asdict(terms),
            profile=profile,
            made_at=at,
            made_by=actor.to_json(),
            key=key.id,
            content=sealing.seal(key, identifier, FILE, content.hex()),
        )
    return _dataset(row)


def get(dataset: int) -> Dataset:
    """Read a dataset; raises UnknownDataset."""
    return _dataset(_row(dataset))


def every(limit: int) -> list[Dataset]:
    """Read the datasets, newest first."""
    with closing.inside():
        rows = DatasetRow.objects.defer("content").order_by("-id")[:limit]
        return [_dataset(row) for row in rows]


def file_of(dataset: int) -> bytes:
    """Open the file of a dataset; raises UnknownDataset where it is gone."""
    row = _row(dataset)
    with closing.inside():
        key = KeyRow.objects.filter(shard=SHARD, id=row.key or 0).first()
    if key is None or row.content is None:
        raise UnknownDataset(dataset)
    cipher = sealing.cipher_of(key.subject, key.id, bytes(key.sealed))
    return bytes.fromhex(sealing.opened(row.id, FILE, bytes(row.content), cipher))


def drop_file(dataset: int) -> None:
    """Delete the file of a dataset and its key."""
    row = _row(dataset)
    with closing.inside():
        KeyRow.objects.filter(shard=SHARD, id=row.key or 0).delete()
        DatasetRow.objects.filter(pk=dataset).update(content=None, key=None)


def change(dataset: int, **columns: Any) -> Dataset:
    """Write some columns of a dataset, and return it as it is now."""
    with closing.inside():
        DatasetRow.objects.filter(pk=dataset).update(**columns)
    return get(dataset)


def tell(dataset: Dataset, type_: str, *, actor: Actor, at: datetime) -> None:
    """Write an event of a dataset, its row, and the clock of its end."""
    terms = dataset.terms
    data = {
        "name": dataset.name,
        "state": dataset.state.value,
        "owner": terms.owner,
        "rows": dataset.rows,
        "matched": dataset.matched,
        "until": dataset.until.isoformat() if dataset.until else None,
    }
    head = ledger.head(dataset.id)
    version = head.version if head else 0
    touched = (Ref("dataset", str(dataset.id), "subject"),)
    event = Event(type_, at, actor, data, touched, ids.new(SHARD))
    row, work = head_of(dataset)
    close = (DUE,) if version else ()
    ledger.append(ledger.Append(dataset.id, STREAM, version, [event], row, work, close))


def head_of(dataset: Dataset) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of a dataset, and the clock that ends it."""
    head = ledger.Head(dataset.state.value, None, 0, None, dataset.name, dataset.until)
    if dataset.state is not DatasetState.LOADED or dataset.until is None:
        return head, []
    return head, [ledger.Task(ids.new(SHARD), ledger.CLOCK, DUE, time.end_of(dataset.until))]


def _row(dataset: int) -> DatasetRow:
    with closing.inside():
        row = DatasetRow.objects.filter(pk=dataset).first()
    if row is None:
        raise UnknownDataset(dataset)
    return row


def _dataset(row: DatasetRow) -> Dataset:
    return Dataset(
        id=row.id,
        name=row.name,
        state=DatasetState(row.state),
        terms=Terms(**row.terms),
        columns=row.columns,
        rows=row.rows,
        matched=row.matched,
        made_at=row.made_at,
        until=row.until,
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
        profile=row.profile,
        draft=row.draft,
    )
