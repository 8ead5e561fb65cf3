"""Publishing (发布): checked whole, written whole, and taken back whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.catalogue import access, editions, files, joined, store
from tongban.catalogue.domain.compile import compile_book, in_force, text
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.differences import Changed, changed
from tongban.catalogue.domain.editing import changed as edited
from tongban.catalogue.domain.finding import Finding, Findings
from tongban.catalogue.domain.loader import Loaded, load
from tongban.catalogue.domain.model import Book
from tongban.catalogue.domain.ports import Affected
from tongban.catalogue.domain.problems import (
    DefinitionsWrong,
    FourEyesNeeded,
    NoSuchRevision,
    UnknownDefinition,
)
from tongban.catalogue.domain.published import Plan, examine_loaded, prepare, unread_twice
from tongban.catalogue.domain.restructuring import restructured
from tongban.catalogue.domain.revisions import Revision
from tongban.catalogue.store import Act, Key
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.memory import building
from tongban.ledger import api as ledger

STREAM = "publication"
NAMED = 200  # definitions that an event names; a larger publication is only counted


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
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What a publication would do (发布预览): findings, changes in words, open cases touched."""

    findings: Findings
    changes: tuple[Changed, ...] = ()
    affected: tuple[Affected, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Looked:
    """Files looked at against what is published: what they hold and what they change."""

    loaded: Loaded
    findings: Findings
    plan: Plan
    size: int


def check(path: Path | str) -> Findings:
    """Check the definition files beneath a directory and tell everything that is wrong.

    Never raises for what the files say, FileNotFoundError where there are none. What the files
    refer to and do not define is looked for among what is published, what they change is
    compared with it, and every example is tried.
    """
    loaded = load(files.definition_files(Path(path)))
    return _examined(loaded, store.newest())


def publish(
    path: Path | str, *, actor: Actor, at: datetime | None = None, note: str = ""
) -> Published:
    """Publish all definitions beneath a directory at once, or none of them.

    Raises DefinitionsWrong with every finding, NotEntitled, FourEyesNeeded where the city wants a
    second person and the actor is not the platform's operator. What is unchanged is left alone; a
    version already published is never lost, so that an open case keeps the one it was opened
    under. Agencies and calendars are handed to the room of agencies in the same transaction.
    """
    ensure_alone(actor)
    act = Act("publish", actor, at or time.now(), note)
    return publish_files(files.definition_files(Path(path)), act)


def four_eyes() -> bool:
    """Whether the city wants every publication approved by somebody else (双人复核)."""
    return bool(editions.book(time.city_date(time.now())).city.get("four_eyes"))


def ensure_alone(actor: Actor) -> None:
    """Raise unless the actor may publish, and without anybody's approval (一人发布)."""
    access.ensure(actor, access.PUBLISH)
    if actor.kind != "system" and four_eyes():
        raise FourEyesNeeded


def publish_files(texts: Mapping[str, bytes | OSError], act: Act) -> Published:
    """Publish files given by name; raises DefinitionsWrong with every finding."""
    began = perf_counter()
    with building(), transaction.atomic():
        # What was built is dropped on return, before anybody looks for garbage in it.
        done = _published(texts, act)
    store.forget()
    return replace(done, seconds=perf_counter() - began)


def _published(texts: Mapping[str, bytes | OSError], act: Act) -> Published:
    store.lock()
    newest = store.newest()
    digest = files.digest(texts)
    if newest.files == digest:
        return Published((), newest.definitions, 0.0, (), (), newest.number)
    looked = _look(texts, newest)
    if not looked.findings:
        raise DefinitionsWrong(looked.findings.errors)
    plan, revision = looked.plan, newest
    if plan.changed or not newest.number:
        revision = store.write(plan.changed, act, files=digest, size=looked.size)
        _hand_down(plan.changed, act)
        announce(revision, act, plan.changed)
    else:
        store.note_files(newest.number, files=digest, size=looked.size)
    store.note_sources(plan.recommented)
    return Published(
        published=tuple((one.id, one.version) for one in plan.changed),
        corrected=tuple((one.id, one.version) for one in plan.corrected),
        unchanged=looked.size - len(plan.changed),
        seconds=0.0,
        warnings=looked.findings.warnings,
        revision=revision.number,
    )


def preview(texts: Mapping[str, bytes | OSError]) -> Preview:
    """Say what publishing these files would change, in words, and which open cases it touches."""
    newest = store.newest()
    looked = _look(texts, newest)
    changes = tuple(changed(_before(one, newest), one) for one in looked.plan.changed)
    services = {one.id for one in looked.plan.changed if one.kind == "service"}
    affected = tuple(joined.cases().affected(services)) if services else ()
    return Preview(looked.findings, changes, affected, looked.size - len(changes))


@dataclass(frozen=True, slots=True)
class Proposed:
    """What would be in force once these files were published (拟议定义), and what they change."""

    book: Book
    changed: tuple[Definition, ...]


def proposed(texts: Mapping[str, bytes | OSError]) -> Proposed:
    """Compile what would be in force with these files, on the day the last of them begins.

    Nothing is published. Raises DefinitionsWrong with every finding.
    """
    newest = store.newest()
    looked = _look(texts, newest)
    if not looked.findings:
        raise DefinitionsWrong(looked.findings.errors)
    changes = tuple(looked.plan.changed)
    today = time.city_date(time.now()).isoformat()
    begins = (str(one.value.get("since") or one.version) for one in changes)
    on = max([today, *begins])
    every = [*store.all_versions(newest.number), *changes]
    made = restructured(compile_book(in_force(every, on).values()), date.fromisoformat(on))
    return Proposed(made, changes)


def proposed_path(path: Path | str) -> Proposed:
    """Compile what would be in force with the files beneath a directory (拟议定义)."""
    return proposed(files.definition_files(Path(path)))


def preview_path(path: Path | str) -> Preview:
    """Say what publishing the files beneath a directory would change (发布预览).

    Findings as `check` gives them, every change in words, and the open cases it touches. Raises
    FileNotFoundError where there is no such directory.
    """
    return preview(files.definition_files(Path(path)))


def unpublished(texts: Mapping[str, bytes | OSError]) -> dict[str, bytes]:
    """Return the files that are not published just as they are."""
    known = store.latest(store.newest().number)
    same = _same(texts, known)
    return {
        name: raw
        for name, raw in texts.items()
        if name not in same and not isinstance(raw, OSError)
    }


def _same(
    texts: Mapping[str, bytes | OSError], known: Mapping[Key, tuple[str, str]]
) -> dict[str, Key]:
    """Find the files that are published byte for byte, with the version each of them holds."""
    by_raw = {raw: key for key, (_, raw) in known.items() if raw}
    digests = {name: files.digest_of(raw) for name, raw in texts.items()}
    seen = Counter(digests.values())
    return {
        name: by_raw[digest]
        for name, digest in digests.items()
        if digest in by_raw and seen[digest] == 1
    }


def _look(texts: Mapping[str, bytes | OSError], newest: Revision) -> _Looked:
    """Read the files that are not published as they are, and examine what they change."""
    known = store.latest(newest.number)
    same = _same(texts, known)
    loaded = load({name: raw for name, raw in texts.items() if name not in same})
    loaded = unread_twice(loaded, {key: name for name, key in same.items()})
    plan = prepare(loaded.definitions, known)
    findings = _examined(replace(loaded, definitions=plan.changed), newest)
    return _Looked(loaded, findings, plan, len(loaded.definitions) + len(same))


def _examined(loaded: Loaded, newest: Revision) -> Findings:
    checkers = joined.checkers()
    kinds = {kind for one in checkers for kind in one.kinds} - {"service", "life_event"}
    return examine_loaded(
        loaded,
        store.standing(newest.number),
        checkers=checkers,
        versions=store.all_versions(newest.number, kinds) if kinds else (),
        on=time.city_date(time.now()).isoformat(),
    )


def _before(one: Definition, newest: Revision) -> Definition | None:
    """Return what holds before a definition: its own version, else the one it follows."""
    versions = [each.version for each in store.versions(one.kind, one.id)]
    earlier = [version for version in versions if version <= one.version]
    found = store.kept(one.kind, one.id, max(earlier), newest.number) if earlier else None
    return found[1] if found else None


def withdraw(
    kind: str, ident: str, *, until: date, actor: Actor, at: datetime | None = None, note: str = ""
) -> Published:
    """End a definition (废止): its newest version holds for the last time on the day `until`.

    Raises UnknownDefinition; DefinitionsWrong where others would be left without what they
    refer to; NotEntitled, FourEyesNeeded. What was decided under it, and its open cases, keep it.
    """
    ensure_alone(actor)
    source = store.source_of(kind, ident, None)
    if not source:
        raise UnknownDefinition(ident)
    ended = edited(source, {("until",): until.isoformat()})
    act = Act("withdraw", actor, at or time.now(), note)
    return publish_files({f"{ident}.yaml": ended.encode()}, act)


def roll_back(
    to: int, *, actor: Actor, at: datetime | None = None, note: str = ""
) -> tuple[int, int]:
    """Put everything back as a revision left it (回滚), and return the new revision and its size.

    Nothing is erased: going back is a publication of its own, so it can be gone back on. A
    version that did not exist then is in force no more; cases opened under it keep it. Raises
    NoSuchRevision, NotEntitled, FourEyesNeeded.
    """
    ensure_alone(actor)
    return put_back(Act("roll_back", actor, at or time.now(), note, back_to=to))


def put_back(act: Act) -> tuple[int, int]:
    """Do what a roll-back decided; raises NoSuchRevision."""
    to = act.back_to or 0
    with transaction.atomic():
        store.lock()
        if not store.has_revision(to):
            raise NoSuchRevision(to)
        revision, again = store.restore(to, act)
        _hand_down(again, act)
        announce(revision, act, again)
        count = len(store.history(1)[0].changed)
    store.forget()
    return revision.number, count


def announce(revision: Revision, act: Act, definitions: Sequence[Definition]) -> None:
    """Write to the ledger that a publication happened, for the rooms above to hear."""
    named = definitions[:NAMED]
    data = {
        "revision": revision.number,
        "act": act.name,
        "note": act.note,
        "changed": [[one.kind, one.id, one.version] for one in named],
        "count": len(definitions),
    }
    objects = tuple(Ref("definition", f"{one.kind}:{one.id}", "changed") for one in named)
    event = Event("catalogue.Published", act.at, act.actor, data, objects, ids.new(store.SHARD))
    ledger.append(ledger.Append(revision.mark, STREAM, 0, [event], head_of(event)))


def head_of(event: Event) -> ledger.Head:
    """Return the row of a publication."""
    said = event.data
    return ledger.Head(said["act"], None, 0, None, f"revision {said['revision']}", None)


def _hand_down(definitions: Sequence[Definition], act: Act) -> None:
    """Tell the room of agencies of changed agencies and calendars."""
    for one in definitions:
        value = one.value
        if one.kind == "reorganisation":
            _register_all(one, act)
        elif one.kind == "agency":
            name = text(value.get("local") or value["name"])
            agencies.register(one.id, name, value.get("uscc"), actor=act.actor, at=act.at)
        elif one.kind == "calendar":
            agencies.publish_calendar(
                value["calendar"],
                [date.fromisoformat(day) for day in value["holidays"]],
                [date.fromisoformat(day) for day in value.get("make_up") or ()],
                value["source"],
                actor=act.actor,
                at=act.at,
            )


def _register_all(one: Definition, act: Act) -> None:
    """Register the agencies that a reorganisation creates; they have powers from its day on."""
    for code, value in (one.value.get("agencies") or {}).items():
        name = text(value.get("local") or value["name"])
        agencies.register(code, name, value.get("uscc"), actor=act.actor, at=act.at)
