"""The face of facts (事实): statements with provenance, read only for a named purpose.

Every read says why it reads and leaves a row the subject sees (`readers`); a read that cannot be
recorded returns nothing (国务院令第716号 第七条; 个人信息保护法 第六条、第四十五条).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tongban.facts import closing, consenting, corrections, erasing, expiring, store
from tongban.facts.acts import Act
from tongban.facts.asked import asked_of, held_by
from tongban.facts.closing import Closed
from tongban.facts.data import api as data
from tongban.facts.disputing import (
    correct,
    dispute,
    disputes,
    late_disputes,
    open_disputes,
    resolve,
    the_dispute,
)
from tongban.facts.domain import statements as rules
from tongban.facts.domain.comparing import Compared, compare
from tongban.facts.domain.consents import Consent
from tongban.facts.domain.datasets import Dataset, Terms
from tongban.facts.domain.disputes import Dispute
from tongban.facts.domain.problems import (
    AlreadyDisputed,
    DisputeClosed,
    FactsProblem,
    HeldByAgency,
    NoPurpose,
    NotTheirs,
    UnknownSource,
    UnknownStatement,
)
from tongban.facts.domain.readings import Reading
from tongban.facts.domain.retaining import Fate
from tongban.facts.domain.statements import SAID, Source, Statement
from tongban.facts.expiring import Over
from tongban.facts.leaves import leaves
from tongban.facts.owning import (
    acts_on,
    consent,
    consents,
    erase,
    fates,
    kinds_about,
    shown,
    unlink,
    unmask,
    veiled,
    withdraw_consent,
)
from tongban.facts.reporting import REPORTED, report
from tongban.facts.showing import Shown
from tongban.facts.store import Look, NewStatement
from tongban.kernel import ids as ids_
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose

__all__ = [
    "REPORTED",
    "SAID",
    "Act",
    "AlreadyDisputed",
    "Closed",
    "Compared",
    "Consent",
    "Dataset",
    "Dispute",
    "DisputeClosed",
    "FactsProblem",
    "Fate",
    "HeldByAgency",
    "NewStatement",
    "NoPurpose",
    "NotTheirs",
    "Over",
    "Reading",
    "Shown",
    "Source",
    "Statement",
    "Terms",
    "UnknownSource",
    "UnknownStatement",
    "acts_on",
    "asked_of",
    "closed",
    "compared",
    "consent",
    "consents",
    "correct",
    "data",
    "delete_over",
    "dispute",
    "disputes",
    "end_licence",
    "erase",
    "fates",
    "held_by",
    "kinds_about",
    "known",
    "known_as_of",
    "known_of",
    "late_disputes",
    "leaves",
    "log_read",
    "note_destroyed",
    "open_disputes",
    "over",
    "readers",
    "record",
    "record_all",
    "report",
    "resolve",
    "resume_licence",
    "shown",
    "statements",
    "suspend_licence",
    "the_dispute",
    "unlink",
    "unmask",
    "veiled",
    "withdraw_consent",
]


def record(
    subject: int,
    values: Mapping[str, Any],
    *,
    source: Source,
    actor: Actor,
    at: datetime | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> dict[str, int]:
    """Record what a source says about a subject; returns each kind's statement id.

    Nothing is overwritten: a newer statement of the same kind goes before an older one.
    """
    new = [
        NewStatement(subject, kind, value, source, valid_from, valid_to)
        for kind, value in values.items()
    ]
    return dict(zip(values, record_all(new, actor=actor, at=at), strict=True))


def record_all(
    new: Sequence[NewStatement], *, actor: Actor, at: datetime | None = None
) -> list[int]:
    """Record statements about many subjects in one query; returns their ids in order."""
    return store.record(new, actor=actor, at=at or time.now())


def known(
    subject: int,
    kinds: Iterable[str],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
) -> dict[str, Statement]:
    """Return what is known of a subject today, by kind; what is not known is left out.

    An agency's statement goes before the person's own, the newest before older ones; a disputed
    one is returned with its flag. Raises NoPurpose. One query, which also records the reading.
    """
    found = known_of({subject: kinds}, purpose=purpose, actor=actor, at=at)
    return {kind: statement for (_, kind), statement in found.items()}


def known_of(
    wants: Mapping[int, Iterable[str]],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
    within: int | None = None,
) -> dict[tuple[int, str], Statement]:
    """Return what is known of several subjects in one query, with one reading for each.

    What somebody else said about them counts only `within` the matter it was said in.
    """
    rules.check_purpose(purpose)
    at = at or time.now()
    today = time.city_date(at)
    asks = consenting.asked(wants, purpose=purpose, on=today)
    look = Look(purpose, actor, at, asks, within=within)
    return _chosen(store.known(wants, on=today, look=look), on=today)


def known_as_of(
    subject: int,
    kinds: Iterable[str],
    *,
    recorded_by: datetime,
    on: date | None = None,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
) -> dict[str, Statement]:
    """Return what was known at an instant about a day (the instant's own if none is named).

    Two times: what held on that day, by what had been recorded by that instant; what was
    corrected or ended later counts as it was then. Raises NoPurpose; leaves a reading.
    """
    rules.check_purpose(purpose)
    day = on or time.city_date(recorded_by)
    wants = {subject: tuple(kinds)}
    asks = consenting.asked(wants, purpose=purpose, on=day)
    look = Look(purpose, actor, at or time.now(), asks, as_of=recorded_by)
    found = [replace(each, ended_on=None) for each in store.known(wants, on=day, look=look)]
    return {kind: each for (_, kind), each in _chosen(found, on=day).items()}


def compared(
    subject: int,
    kinds: Iterable[str],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
) -> dict[str, Compared]:
    """Return what every source says of these kinds, which is used and why; raises NoPurpose.

    For pages where somebody judges: what differs is shown, not hidden.
    """
    rules.check_purpose(purpose)
    at = at or time.now()
    today, wants = time.city_date(at), {subject: tuple(kinds)}
    look = Look(purpose, actor, at, consenting.asked(wants, purpose=purpose, on=today))
    found: dict[str, list[Statement]] = {}
    for each in store.known(wants, on=today, look=look, every=True):
        found.setdefault(each.kind, []).append(each)
    return {kind: one for kind, some in found.items() if (one := compare(kind, some, on=today))}


def _chosen(found: Iterable[Statement], *, on: date) -> dict[tuple[int, str], Statement]:
    several: dict[tuple[int, str], list[Statement]] = {}
    for each in found:
        several.setdefault((each.subject, each.kind), []).append(each)
    return {key: one for key, some in several.items() if (one := rules.choose(some, on=on))}


def statements(
    ids: Iterable[int],
    *,
    purpose: Purpose,
    actor: Actor,
    subjects: Collection[int] | None = None,
    at: datetime | None = None,
) -> dict[int, Statement]:
    """Return statements by id as they were recorded, also those that hold no longer.

    This is how a case reads again what it was decided on. With `subjects`, what is about
    anybody else is left out and not recorded as read. Raises NoPurpose; leaves readings.
    """
    rules.check_purpose(purpose)
    look = Look(purpose, actor, at or time.now())
    found = store.by_id(ids, look=look, subjects=subjects)
    return {each.id: each for each in found}


def log_read(
    seen: Mapping[int, Iterable[str]],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Record that another room read what it keeps about these subjects (a licence's contents).

    Called in the transaction of that read. Raises NoPurpose.
    """
    rules.check_purpose(purpose)
    store.log_read(seen, look=Look(purpose, actor, at or time.now()))


def readers(subject: int, *, limit: int = 50, own: bool | None = None) -> list[Reading]:
    """Return who read what about a subject and what for, newest first, for the subject's eyes.

    `own` True keeps their own looks only, False everybody else's.
    """
    return store.readers(subject, limit=limit, own=own)


def end_licence(licence: int, *, on: date, actor: Actor, at: datetime | None = None) -> int:
    """End every statement a revoked licence made, from this day; returns how many."""
    return corrections.end_licence(licence, on=on, actor=actor, at=at or time.now())


def suspend_licence(licence: int, *, on: date) -> None:
    """Let nobody use what a suspended licence states, from this day until it is resumed."""
    corrections.pause(licence, on=on)


def resume_licence(licence: int, *, on: date) -> None:
    """Let what a licence states be used again from this day."""
    corrections.resume(licence, on=on)


def closed() -> Closed:
    """Say whether the database itself keeps everybody else from the tables of facts."""
    return closing.state()


# The end of keeping


def over(months: Mapping[str, int], *, on: date, limit: int = 200) -> list[Over]:
    """Return what held once and may be deleted on a day (到期数据), by the months of each kind.

    For a list that two people look at; reads every shard, no value.
    """
    return expiring.over(months, on=on, limit=limit)


def delete_over(
    statements: Collection[int], *, months: Mapping[str, int], actor: Actor, at: datetime
) -> int:
    """Delete the values of those whose term is over (到期删除); returns how many that were.

    Whatever is not over today stays. No backup brings back what went.
    """
    day = time.city_date(at)
    return expiring.delete(statements, months=months, actor=actor, at=at, on=day)


def note_destroyed(rows: Collection[int]) -> None:
    """Remember ids of rows another room destroyed, with the destroyed keys (删除不复活)."""
    with closing.inside():
        for row in rows:
            erasing.remember(ids_.shard_of(row), [row])
