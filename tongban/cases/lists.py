"""Lists for officers (待办与已办): a keyset page of current rows, counters, and one read of names."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import store, together
from tongban.cases.domain.states import Status
from tongban.cases.listed import Among, Done, Inbox, InboxRow
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.kernel import time
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.people import api as people

SOON = 2  # working days left from which a case counts as due soon
LOOK_THROUGH = 500  # cases looked at for one page of those that say some words
EVERYTHING = Among()


def inbox(
    agency: str,
    *,
    among: Among = EVERYTHING,
    officer: int,
    after: str | None,
    limit: int,
    at: datetime,
) -> Inbox:
    """List an agency's open work, first due first; never counts rows.

    The words are looked for case by case through the order, as far as `LOOK_THROUGH`; all else
    the database sifts.
    """
    sift = _sift(among, officer=officer, today=time.city_date(at))
    rows: tuple[InboxRow, ...] = ()
    looked, cursor = 0, after
    while True:
        size = limit if not among.words else LOOK_THROUGH // 5
        found = ledger.tasks(queue=agency, after=cursor, limit=size, **sift)
        kinds = {head.stream: task.kind for task, head in found.items}
        read = _rows([head for _, head in found.items], kinds, time.city_date(at))
        rows += tuple(one for one in read if _says(one, among.words))
        looked, cursor = looked + len(read), found.next
        if not among.words or cursor is None or len(rows) >= limit or looked >= LOOK_THROUGH:
            return Inbox(rows, ledger.counts(agency), cursor, looked if among.words else 0)


def _sift(among: Among, *, officer: int, today: date) -> dict[str, Any]:
    """Say to the ledger which tasks are meant."""
    attrs = {"service": among.service, "place": among.place}
    wanted: dict[str, Any] = {name: value for name, value in attrs.items() if value}
    if among.hand == "mine":
        wanted["officer"] = officer
    soon = time.start_of(agencies.calendar().add(today, SOON) + timedelta(days=1))
    today_, never = time.start_of(today), datetime.max.replace(tzinfo=UTC) - timedelta(days=366)
    window = {
        "late": (None, today_),
        "soon": (today_, soon),
        "later": (soon, never),
        "none": (never, None),
    }.get(among.due, (None, None))
    return {
        "attrs": wanted or None,
        "lacking": "officer" if among.hand == "free" else None,
        "since": window[0],
        "before": window[1],
        "status": among.status or None,
        "lies_with": among.agency or None,
    }


def _says(row: InboxRow, words: str) -> bool:
    """Whether every one of the words stands in what the list shows of a case."""
    said = f"{row.number} {row.applicant_name} {row.name.zh} {row.name.in_('en')}".casefold()
    return all(one in said for one in words.casefold().split())


def first_free(agency: str, *, service: str | None, at: datetime) -> InboxRow | None:
    """Return the first due case of an agency that nobody has in hand."""
    attrs = {"service": service} if service else None
    found = ledger.tasks(queue=agency, attrs=attrs, lacking="officer", limit=1)
    kinds = {head.stream: task.kind for task, head in found.items}
    rows = _rows([head for _, head in found.items], kinds, time.city_date(at))
    return rows[0] if rows else None


def in_hand(officers: Sequence[int], *, after: str | None, limit: int, at: datetime) -> Inbox:
    """List what officers have in hand, first due first: one page of the first, all of the others.

    Those of whom an officer stands in for are few days' work and come after their own.
    """
    counts: dict[str, int] = {}
    heads: list[ledger.Head] = []
    kinds: dict[int, str] = {}
    following: str | None = None
    for place, officer in enumerate(officers):
        queue = together.officers_queue(officer)
        if place and after is not None:
            break
        found = ledger.tasks(queue=queue, after=after, limit=limit)
        following = found.next if place == 0 else following
        heads += [head for _, head in found.items]
        kinds |= {head.stream: task.kind for task, head in found.items}
        for kind, number in ledger.counts(queue).items():
            counts[kind] = counts.get(kind, 0) + number
    return Inbox(_rows(heads, kinds, time.city_date(at)), counts, following)


def done(agency: str, *, after: str | None, limit: int, at: datetime) -> Done:
    """List what an agency has finished, newest first."""
    ended = [one.value for one in Status if not one.is_open]
    found = ledger.heads(kind=store.CASE, queue=agency, status=ended, after=after, limit=limit)
    return Done(_rows(found.items, {}, time.city_date(at)), found.next)


def _rows(heads: Sequence[ledger.Head], kinds: dict[int, str], today: date) -> tuple[InboxRow, ...]:
    parties = people.parties({head.subject for head in heads})
    book, calendar = catalogue.book(), agencies.calendar()
    return tuple(
        InboxRow(
            case=head.stream,
            number=head.number or "",
            service=str(head.attrs["service"]),
            name=_name(head, book),
            applicant_name=parties[head.subject].name if head.subject in parties else "",
            status=head.status,
            task=kinds.get(head.stream, ""),
            due=head.due,
            left=left(head.due, today, calendar),
            overdue=bool(head.due and today > head.due),
            supplemented=bool(head.attrs.get("supplemented")),
            agency=head.queue or "",
            officer=int(head.attrs.get("officer") or 0),
            officer_name=str(head.attrs.get("officer_name") or ""),
            seq=head.version,
        )
        for head in heads
    )


def _name(head: ledger.Head, book: Book) -> Text:
    service = book.services.get(str(head.attrs["service"]))
    return service.name if service else Text(head.label)


def left(due: date | None, today: date, calendar: WorkingCalendar) -> int | None:
    """Count the working days left, below zero once it is overdue, None without a due date."""
    if due is None:
        return None
    return calendar.between(today, due) if today <= due else -calendar.between(due, today)
