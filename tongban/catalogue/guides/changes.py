"""The dated changes of a definition (变更记录): from which day what is different, in sentences.

Made of the published versions, so that a guide can say since when it holds. What concerns only
the platform (other names, sources, marks) is left out; a first version says that it is the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tongban.catalogue import store
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.differences import Difference, compare
from tongban.catalogue.domain.revisions import Revision
from tongban.kernel.text import Text

MOST = 20  # versions looked back; a page shows no more
INSIDE = frozenset(
    {
        "service", "licence", "life_event", "policy", "version", "aliases", "sources", "unverified",
        "compiled_fields", "conditions_basis", "materials_basis", "extra", "note", "examples",
        "demo_days", "downstream", "dependencies", "marks", "kind_en", "procedure",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatedChange:
    """What is different from a day on (变更): the day, what, and whether it is still to come."""

    day: str
    kind: str
    id: str
    first: bool
    words: tuple[Text, ...]


def changes(kind: str, ident: str) -> tuple[DatedChange, ...]:
    """Return the dated changes of a definition, the newest first."""
    return _changes(store.revision(), kind, ident)


@lru_cache(maxsize=4096)
def _changes(revision: Revision, kind: str, ident: str) -> tuple[DatedChange, ...]:
    if not revision.number:
        return ()
    entries = store.versions(kind, ident)
    newest = entries[-MOST - 1 :]
    kept = (store.kept(kind, ident, entry.version, revision.number) for entry in newest)
    found = list(_dated([one[1] for one in kept if one]))
    # The oldest of those looked at is only what the others are compared with.
    return tuple(reversed(found[1:] if len(newest) < len(entries) else found))


def _dated(versions: list[Definition]) -> Iterator[DatedChange]:
    for no, one in enumerate(versions):
        if no == 0:
            yield DatedChange(one.version, one.kind, one.id, first=True, words=())
            continue
        words = tuple(
            each.words for each in compare(versions[no - 1].value, one.value) if _matters(each)
        )
        if words:
            yield DatedChange(one.version, one.kind, one.id, first=False, words=words)


def _matters(change: Difference) -> bool:
    return not change.path or change.path[0] not in INSIDE
