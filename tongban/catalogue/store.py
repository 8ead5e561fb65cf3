"""Between the definitions and their tables (定义的存取); the only file that knows both."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.linters.context import FOREVER
from tongban.catalogue.domain.revisions import Revision, RevisionEntry, VersionEntry
from tongban.catalogue.models import DefinitionRow, DraftRow, RevisionRow
from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.recent import Recent

RECHECK_SECONDS = 0.5
LOCK = 0x7061_6365  # the advisory lock of publishing: one publication at a time
SHARD = 0  # definitions belong to nobody; they are small, and all in one place

# The row that counts of each version, as the publications up to one revision left it.
_LATEST = """
select distinct on (kind, ident, version) id, kind, ident, version, until, gone, digest, raw
from catalogue_definition where revision <= %(revision)s
order by kind, ident, version, revision desc
"""
_IN_FORCE = f"""
with latest as ({_LATEST}), begun as (
  select distinct on (kind, ident) id, kind, ident, version, until from latest
  where not gone and version <= %(on)s order by kind, ident, version desc)
select id, kind, ident, version from begun where until is null or until >= %(on)s
order by kind, ident
"""  # noqa: S608 - both parts are constants
_CONTENT = "select id, kind, ident, version, content, file from catalogue_definition"


@dataclass(frozen=True, slots=True)
class Line:
    """A definition in force (现行定义的行): where its content is found."""

    id: int
    kind: str
    ident: str
    version: str


def query(statement: str, arguments: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask the database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


# -- revisions ------------------------------------------------------------------------------------


def newest() -> Revision:
    """Read the newest revision; number 0 before the first."""
    fields = ("number", "mark", "files", "definitions")
    row = RevisionRow.objects.order_by("-number").values_list(*fields).first()
    return Revision(*row) if row else Revision()


_newest = Recent(newest, patience=lambda: 0.0 if settings.TESTING else RECHECK_SECONDS)


def revision() -> Revision:
    """Return the newest revision, at most half a second old."""
    return _newest.get()


def revision_at(moment: datetime) -> Revision:
    """Return the newest revision that had been published by an instant."""
    fields = ("number", "mark", "files", "definitions")
    found = RevisionRow.objects.filter(published_at__lte=moment).order_by("-number")
    row = found.values_list(*fields).first()
    return Revision(*row) if row else Revision()


def has_revision(number: int) -> bool:
    """Whether there is a revision of this number."""
    return RevisionRow.objects.filter(number=number).exists()


def lock() -> None:
    """Wait until no other publication is under way; held to the end of the transaction."""
    query("select pg_advisory_xact_lock(%s)", [LOCK])


def history(limit: int, before: int | None = None) -> list[RevisionEntry]:
    """Read publications, newest first, with what each changed."""
    rows = RevisionRow.objects.order_by("-number")
    found = list((rows.filter(number__lt=before) if before else rows)[:limit])
    changed: dict[int, list[tuple[str, str, str]]] = {row.number: [] for row in found}
    lines = DefinitionRow.objects.filter(revision__in=list(changed)).order_by("kind", "ident")
    for number, *key in lines.values_list("revision", "kind", "ident", "version"):
        changed[number].append((key[0], key[1], key[2]))
    return [
        RevisionEntry(
            row.number, row.published_at, row.act, row.note, row.published_by, row.approved_by,
            row.draft, row.back_to, tuple(changed[row.number]),
        )
        for row in found
    ]  # fmt: skip


def versions(kind: str, ident: str) -> list[VersionEntry]:
    """Read the versions of one definition, oldest first, each in its newest wording."""
    rows = query(
        "select distinct on (d.version) d.version, d.until, d.revision, d.published_at,"
        " d.published_by, r.approved_by, d.digest, d.gone from catalogue_definition d"
        " join catalogue_revision r on r.number = d.revision"
        " where d.kind = %s and d.ident = %s order by d.version, d.revision desc",
        [kind, ident],
    )
    return [
        VersionEntry(version, until, number, at, _json(by), _json(approved), digest)
        for version, until, number, at, by, approved, digest, gone in rows
        if not gone
    ]


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


# -- definitions ----------------------------------------------------------------------------------


def in_force(number: int, on: str) -> list[Line]:
    """Read which definitions are in force on a day, by what had been published up to a revision."""
    return [Line(*row) for row in query(_IN_FORCE, {"revision": number, "on": on})]


def contents(lines: Collection[int]) -> Iterator[tuple[int, Definition]]:
    """Read definitions by the ids of their rows."""
    if lines:
        rows = query(f"{_CONTENT} where id = any(%s)", [list(lines)])
        for row, kind, ident, version, content, file in rows:
            yield row, Definition(kind, ident, version, json.loads(content), file)


def turning_days(number: int) -> list[str]:
    """Read the days on which some version begins or has just ended, in order."""
    return [
        day
        for (day,) in query(
            "select distinct version from catalogue_definition where revision <= %s and version > ''"
            " union select to_char(until::date + 1, 'YYYY-MM-DD') from catalogue_definition"
            " where revision <= %s and until is not null order by 1",
            [number, number],
        )
    ]


def standing(number: int) -> tuple[Definition, ...]:
    """Read the newest version of every definition that has no end before the end of days."""
    found = dict(contents([one.id for one in in_force(number, FOREVER)]))
    return tuple(sorted(found.values(), key=lambda one: one.key))


def all_versions(number: int, kinds: Collection[str] = ()) -> Iterator[Definition]:
    """Read every version of every definition (of some kinds), as a revision left it."""
    for row, kind, ident, version, content, file in query(
        f"{_CONTENT} where id in (select id from ({_LATEST}) as latest where not gone"  # noqa: S608
        " and (%(all)s or kind = any(%(kinds)s))) order by kind, ident, version",
        {"revision": number, "all": not kinds, "kinds": list(kinds)},
    ):
        del row
        yield Definition(kind, ident, version, json.loads(content), file)


def kept(kind: str, ident: str, version: str, number: int) -> tuple[int, Definition] | None:
    """Read a version as it was last published, and the revision that did; None where none was."""
    rows = query(
        "select revision, content, file from catalogue_definition where kind = %s and ident = %s"
        " and version = %s and revision <= %s and not gone order by revision desc limit 1",
        [kind, ident, version, number],
    )
    if not rows:
        return None
    at, content, file = rows[0]
    return at, Definition(kind, ident, version, json.loads(content), file)


def last_published(kind: str, ident: str) -> tuple[int, Definition] | None:
    """Read what was published last of a definition, whatever its version, and by which revision."""
    rows = query(
        "select revision, version, content, file from catalogue_definition where kind = %s"
        " and ident = %s and not gone order by revision desc, version desc limit 1",
        [kind, ident],
    )
    if not rows:
        return None
    at, version, content, file = rows[0]
    return at, Definition(kind, ident, version, json.loads(content), file)


def source_of(kind: str, ident: str, version: str | None) -> str | None:
    """Read the text of a definition's file with its comments: of a version, or of the newest."""
    rows = query(
        "select source from catalogue_definition where kind = %s and ident = %s and not gone"
        " and (%s::text is null or version = %s) order by version desc, revision desc limit 1",
        [kind, ident, version, version],
    )
    return str(rows[0][0]) if rows else None


Key = tuple[str, str, str]


def latest(number: int) -> dict[Key, tuple[str, str]]:
    """Read the digest and the file's digest of every version that counts."""
    return {
        (kind, ident, version): (digest, raw)
        for _, kind, ident, version, _, gone, digest, raw in query(_LATEST, {"revision": number})
        if not gone
    }


# -- writing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to the catalogue (发布行为), by whom, when, on whose approval."""

    name: str
    actor: Actor
    at: datetime
    note: str = ""
    approver: Actor | None = None
    draft: int | None = None
    back_to: int | None = None


def write(changed: Sequence[Definition], act: Act, *, files: str, size: int) -> Revision:
    """Write one revision with what it changes."""
    number = _begin(act, files=files, size=size, changed=len(changed))
    by, at = json.dumps(act.actor.to_json(), ensure_ascii=False), act.at
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "copy catalogue_definition (id, kind, ident, version, revision, digest, file, source,"
            " content, published_at, published_by, until, gone, raw) from stdin"
        ) as rows,
    ):
        for one in changed:
            rows.write_row((
                ids.new(SHARD), one.kind, one.id, one.version, number.number, one.digest, one.file,
                one.source, one.said, at, by, one.until, False, one.raw,
            ))  # fmt: skip
    return number


def restore(back_to: int, act: Act) -> tuple[Revision, tuple[Definition, ...]]:
    """Write a revision that puts every version back as an earlier revision left it.

    Returns it with the definitions that stand again; versions that were not there then are gone.
    """
    last = newest()
    now = _LATEST.replace("%(revision)s", "%(now)s")
    lines = query(
        f"""
        with past as ({_LATEST}), present as ({now})
        select present.id, past.id, coalesce(past.gone, true)
        from present left join past using (kind, ident, version)
        where present.gone <> coalesce(past.gone, true)
        or (not present.gone and present.digest <> past.digest)
        """,  # noqa: S608 - all parts are constants
        {"revision": back_to, "now": last.number},
    )
    made = _begin(act, files="", size=last.definitions, changed=len(lines))
    columns = [
        [ids.new(SHARD) for _ in lines],
        [now if gone else then for now, then, gone in lines],
        [gone for *_, gone in lines],
    ]
    by = json.dumps(act.actor.to_json(), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into catalogue_definition (id, kind, ident, version, revision, digest, file,"
            " source, content, published_at, published_by, until, gone, raw)"
            " select l.id, kind, ident, version, %s, digest, file, source, content, %s, %s, until,"
            " l.gone, raw from catalogue_definition join"
            " unnest(%s::bigint[], %s::bigint[], %s::boolean[]) as l(id, like_row, gone)"
            " on l.like_row = catalogue_definition.id",
            [made.number, act.at, by, *columns],
        )
    again = contents([then for _, then, gone in lines if not gone])
    return made, tuple(one for _, one in again)


def _begin(act: Act, *, files: str, size: int, changed: int) -> Revision:
    number = (RevisionRow.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Revision(number, ids.new(SHARD), files, size)
    RevisionRow.objects.create(
        number=number,
        mark=made.mark,
        files=files,
        definitions=size,
        changed=changed,
        published_at=act.at,
        published_by=act.actor.to_json(),
        act=act.name,
        note=act.note,
        approved_by=act.approver.to_json() if act.approver else None,
        draft=act.draft,
        back_to=act.back_to,
    )
    _newest.forget()
    return made


def forget() -> None:
    """Look at the newest revision anew next time."""
    _newest.forget()


def note_files(number: int, *, files: str, size: int) -> None:
    """Note that these files say what is published, so that the next look at them is short."""
    RevisionRow.objects.filter(number=number).update(files=files, definitions=size)
    _newest.forget()


def note_sources(same: Iterable[Definition]) -> None:
    """Keep new comments of definitions that say the same as before."""
    for one in same:
        row = DefinitionRow.objects.filter(kind=one.kind, ident=one.id, version=one.version)
        newest_row = row.order_by("-revision").values("id")[:1]
        DefinitionRow.objects.filter(id__in=newest_row).update(source=one.source, raw=one.raw)


# -- drafts ---------------------------------------------------------------------------------------


def put_files(draft: int, files: Mapping[str, str]) -> None:
    """Keep the files of a draft."""
    text = json.dumps(files, ensure_ascii=False)
    DraftRow.objects.update_or_create(id=draft, defaults={"files": text})


def files_of(draft: int) -> dict[str, str]:
    """Read the files of a draft; nothing where there are none."""
    row = DraftRow.objects.filter(id=draft).values_list("files", flat=True).first()
    found: dict[str, str] = json.loads(row) if row else {}
    return found
