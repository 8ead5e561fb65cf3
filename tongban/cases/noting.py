"""What officers write for each other (卷内附注), and the views of the inbox they keep (常用筛选).

A note is part of the file and goes with it into the archive; the applicant is never shown it. It is
a row beside the case: two officers who note something do not stand in each other's way, and a
decision is not stopped by a note.
"""

from dataclasses import dataclass
from datetime import datetime

from tongban.cases import entering, handling
from tongban.cases.domain.problems import WordsTooLong
from tongban.cases.models import FileNoteRow, KeptViewRow
from tongban.cases.problems import NotYours
from tongban.cases.views import FileNote
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

LONGEST = 2000
MOST_VIEWS = 12
NAME, QUERY = 40, 400


class NoteEmpty(Problem):
    """A note says nothing (附注为空)."""

    code = "cases.note-empty"
    words = Text("附注是空的。", "The note is empty.")
    advice = Text("请写下要让同事知道的。", "Please write what colleagues should know.")


class TooManyViews(Problem):
    """An officer keeps as many views as fit on their desk (常用筛选已满)."""

    code = "cases.too-many-views"
    words = Text(
        f"常用筛选最多存 {MOST_VIEWS} 个。", f"At most {MOST_VIEWS} views of the inbox are kept."
    )
    advice = Text("请先删去不用的。", "Please remove one that is no longer used.")


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view of the inbox an officer keeps (常用筛选): `query` is how the address says it."""

    name: str
    query: str


def note_in_file(
    case: int | str, *, words: str, actor: Actor, at: datetime | None = None
) -> FileNote:
    """Write a note into the file of a case, which its applicant never sees.

    Raises NotYours, NoteEmpty, WordsTooLong.
    """
    stream = _examined(case, actor)
    words = words.replace("\x00", "").strip()
    if not words:
        raise NoteEmpty
    if len(words) > LONGEST:
        raise WordsTooLong(str(LONGEST))
    shard = ids.shard_of(stream)
    row = FileNoteRow.objects.create(
        id=ids.new(shard), shard=shard, case=stream, words=words, at=at or time.now(),
        by=actor.to_json(),
    )  # fmt: skip
    return _read(row)


def notes_in_file(case: int | str, *, actor: Actor) -> tuple[FileNote, ...]:
    """Return the notes in the file of a case, oldest first. Raises NotYours."""
    return of_case(_examined(case, actor))


def of_case(stream: int) -> tuple[FileNote, ...]:
    """Read the notes of a case, for whoever may see them."""
    found = FileNoteRow.objects.filter(shard=ids.shard_of(stream), case=stream).order_by("id")
    return tuple(_read(row) for row in found)


def _examined(case: int | str, actor: Actor) -> int:
    """Find a case as an officer who examines it. Raises NotYours for everybody else."""
    stream, state = handling.find(case)
    if actor.kind != "officer" or not entering.is_examiner(state, actor):
        raise NotYours
    return stream


def _read(row: FileNoteRow) -> FileNote:
    return FileNote(row.words, row.at, row.by.get("name", ""), row.by.get("agency") or "")


def keep_view(name: str, query: str, *, actor: Actor) -> None:
    """Keep a view of the inbox under a name; of the same name it takes the place. TooManyViews."""
    name = " ".join(name.replace("\x00", "").split())[:NAME]
    if not name:
        return
    kept = KeptViewRow.objects.filter(officer=actor.id)
    if kept.exclude(name=name).count() >= MOST_VIEWS:
        raise TooManyViews
    KeptViewRow.objects.update_or_create(
        officer=actor.id, name=name, defaults={"query": query[:QUERY]}
    )


def drop_view(name: str, *, actor: Actor) -> None:
    """Forget a view that was kept."""
    KeptViewRow.objects.filter(officer=actor.id, name=name).delete()


def views_kept(*, actor: Actor) -> tuple[KeptView, ...]:
    """Return the views an officer keeps, by name."""
    found = KeptViewRow.objects.filter(officer=actor.id).order_by("name")
    return tuple(KeptView(row.name, row.query) for row in found)
