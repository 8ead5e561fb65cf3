"""Between the domain of agencies and its tables."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tongban.agencies import joined
from tongban.agencies.domain.duties import ACTS, Absence, Post, Succession, clash
from tongban.agencies.domain.lineage import Change, Lineage
from tongban.agencies.domain.problems import DutiesApart, UnknownAgency, UnknownDuty
from tongban.agencies.models import AbsenceRow, AgencyRow, CalendarRow, PostRow, SuccessionRow
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.events import Event
from tongban.kernel.recent import Recent
from tongban.kernel.text import Text
from tongban.ledger import api as ledger

RECHECK_SECONDS = 1.0
CALENDAR = "calendar"  # the kind of stream


def register(code: str, name: Text, uscc: str | None, *, actor: Actor, at: datetime) -> None:
    """Write an agency, or its new name and number."""
    said = {
        "name_zh": name.zh,
        "name_en": name.en,
        "uscc": uscc,
        "registered_at": at,
        "registered_by": actor.to_json(),
    }
    AgencyRow.objects.update_or_create(
        code=code, defaults=said, create_defaults={"id": ids.new(ids.draw_shard()), **said}
    )


def rows(code: str | None = None) -> list[tuple[str, Text, str | None]]:
    """Read agencies in the order of their codes."""
    found = AgencyRow.objects.order_by("code")
    if code is not None:
        found = found.filter(code=code)
    return [(row.code, Text(row.name_zh, row.name_en), row.uscc) for row in found]


def appoint(post: Post, *, actor: Actor, at: datetime) -> Post:
    """Write a post, or its new place where the account already has the duty."""
    if post.duty not in ACTS:
        raise UnknownDuty(post.duty)
    if post.agency and not AgencyRow.objects.filter(code=post.agency).exists():
        raise UnknownAgency(post.agency)
    had = PostRow.objects.filter(account=post.account, ended_at=None).values_list("duty", flat=True)
    if against := clash(had, post.duty):
        raise DutiesApart(against)
    with transaction.atomic():
        row, _ = PostRow.objects.update_or_create(
            account=post.account,
            agency=post.agency,
            duty=post.duty,
            ended_at=None,
            defaults={"place": post.place, "skills": list(post.skills)},
            create_defaults={
                "id": ids.new(ids.shard_of(post.account)),
                "place": post.place,
                "skills": list(post.skills),
                "since": at,
                "appointed_by": actor.to_json(),
            },
        )
    return _post(row)


def dismiss(post_id: int, *, actor: Actor, at: datetime) -> None:
    """Write the end of a post, once."""
    PostRow.objects.filter(pk=post_id, ended_at=None).update(ended_at=at, ended_by=actor.to_json())


def posts(account: int) -> tuple[Post, ...]:
    """Read the posts an account has now, several times a page: so in plain words."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, [account])
        return tuple(
            Post(account, agency, duty, place, id_, time.city_date(since), tuple(skills), was or "")
            for agency, duty, place, id_, since, skills, was in cursor.fetchall()
        )


_POSTS = """
select agency, duty, place, id, since, skills, appointed_by ->> 'was'
from agencies_post where account = %s and ended_at is null order by id
"""


def _post(row: PostRow) -> Post:
    since = time.city_date(row.since)
    was = row.appointed_by.get("was", "")
    return Post(row.account, row.agency, row.duty, row.place, row.id, since, tuple(row.skills), was)


def posts_of(agencies: Collection[str], *, after: int, limit: int) -> list[Post]:
    """Read the posts of several agencies, in the order of their ids."""
    mine = PostRow.objects.filter(agency__in=agencies, ended_at=None, id__gt=after)
    return [_post(row) for row in mine.order_by("id")[:limit]]


def move_post(post: Post, agency: str, *, first: str, at: datetime) -> None:
    """Write the end of a post and its beginning in another agency, unless it is there already."""
    by = {**SYSTEM.to_json(), "was": first}
    PostRow.objects.filter(pk=post.id).update(ended_at=at, ended_by=by)
    PostRow.objects.get_or_create(
        account=post.account,
        agency=agency,
        duty=post.duty,
        ended_at=None,
        defaults={
            "id": ids.new(ids.shard_of(post.account)),
            "place": post.place,
            "skills": list(post.skills),
            "since": at,
            "appointed_by": by,
        },
    )


def staff(agency: str, duty: str) -> tuple[Post, ...]:
    """Read who has a duty in an agency now."""
    found = PostRow.objects.filter(agency=agency, duty=duty, ended_at=None).order_by("id")
    return tuple(_post(row) for row in found)


def record_absence(absence: Absence, *, actor: Actor, at: datetime) -> None:
    """Write an absence."""
    AbsenceRow.objects.create(
        id=ids.new(ids.shard_of(absence.account)),
        account=absence.account,
        first=absence.first,
        last=absence.last,
        deputy=absence.deputy,
        recorded_at=at,
        recorded_by=actor.to_json(),
    )


def absences(on: date) -> dict[int, Absence]:
    """Read who is absent on a day, by account; of several the newest counts."""
    rows = AbsenceRow.objects.filter(first__lte=on, last__gte=on).order_by("id")
    return {
        row.account: Absence(row.account, row.first, row.last, row.deputy, row.id) for row in rows
    }


def record_succession(one: Succession, *, actor: Actor, at: datetime) -> None:
    """Write that an agency's powers move, in place of what was said for the same day."""
    SuccessionRow.objects.update_or_create(
        agency=one.agency,
        since=one.since,
        defaults={
            "successor": one.successor,
            "reason": one.reason,
            "recorded_at": at,
            "recorded_by": actor.to_json(),
        },
        create_defaults={
            "id": ids.new(ids.draw_shard()),
            "successor": one.successor,
            "reason": one.reason,
            "recorded_at": at,
            "recorded_by": actor.to_json(),
        },
    )
    transaction.on_commit(_successions.forget)


def lineage() -> Lineage:
    """Return every move of powers: those of published reorganisations, and those ordered by hand."""
    published, ordered = joined.lineage(), _successions.get()
    return _together(published, ordered) if ordered else published


@lru_cache(maxsize=4)
def _together(published: Lineage, ordered: tuple[Change, ...]) -> Lineage:
    every = (*published.changes, *ordered)
    return Lineage(every, published.seats, published.created.values())


def _read_successions() -> tuple[Change, ...]:
    rows = SuccessionRow.objects.order_by("since", "id")
    return tuple(Change(row.since, row.agency, row.successor) for row in rows)


def publish_calendar(
    year: int,
    holidays: Collection[date],
    make_up: Collection[date],
    source: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Write the calendar of a year, in place of an earlier one, and announce what changed."""
    days = {
        "holidays": sorted(day.isoformat() for day in holidays),
        "make_up": sorted(day.isoformat() for day in make_up),
    }
    with transaction.atomic():
        before = CalendarRow.objects.select_for_update().filter(year=year).first()
        was = {"holidays": before.holidays, "make_up": before.make_up} if before else None
        CalendarRow.objects.update_or_create(
            year=year,
            defaults={
                **days,
                "source": source,
                "published_at": at,
                "published_by": actor.to_json(),
            },
        )
        if was != days:
            said = {"year": year, "source": source, **days} | ({"was": was} if was else {})
            ledger.append(_announced(said, actor, at))
    # Not before the transaction has held, or a calendar taken back would be counted by.
    transaction.on_commit(_calendar.forget)


def _announced(said: Mapping[str, Any], actor: Actor, at: datetime) -> ledger.Append:
    """Make the append that tells everybody of a year's calendar."""
    event = Event("agencies.CalendarPublished", at, actor, said)
    return ledger.Append(ids.new(ids.draw_shard()), CALENDAR, 0, [event], head_of(event))


def head_of(event: Event) -> ledger.Head:
    """Return the row of a published calendar."""
    year = event.data["year"]
    return ledger.Head("published", None, 0, None, f"{year} 年工作日历", None, {"year": year})


def reread_calendar() -> WorkingCalendar:
    """Forget what was read and read the calendars anew."""
    _calendar.forget()
    return _calendar.get()


def calendar() -> WorkingCalendar:
    """Return the calendars of all years as one, at most a second old."""
    return _calendar.get()


def _read_calendar() -> WorkingCalendar:
    holidays: set[date] = set()
    make_up: set[date] = set()
    years = set()
    for row in CalendarRow.objects.all():
        years.add(row.year)
        holidays.update(map(date.fromisoformat, row.holidays))
        make_up.update(map(date.fromisoformat, row.make_up))
    return WorkingCalendar(holidays, make_up, years)


_calendar = Recent(_read_calendar, patience=lambda: 0.0 if settings.TESTING else RECHECK_SECONDS)
_successions = Recent(
    _read_successions, patience=lambda: 0.0 if settings.TESTING else RECHECK_SECONDS
)
