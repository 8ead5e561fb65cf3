"""The face of agencies (机构与人员): authorities, posts, what a post allows, working days."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongban.agencies import joined, seating, shifting, store
from tongban.agencies.domain import duties
from tongban.agencies.domain.duties import Absence, Post, Succession
from tongban.agencies.domain.lineage import Change, Lineage, Power
from tongban.agencies.domain.ports import Lineages
from tongban.agencies.domain.problems import (
    AgencyProblem,
    BadAbsence,
    BadCalendar,
    DutiesApart,
    NotAdministrators,
    TwoPeople,
    UnknownAgency,
    UnknownDuty,
)
from tongban.agencies.domain.shifting import Foreseen, Moved, Mover, Progress, Shift
from tongban.kernel import identifiers, time
from tongban.kernel.actors import Actor, Allowed, Refused
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text

__all__ = [
    "Absence",
    "Agency",
    "AgencyProblem",
    "BadAbsence",
    "BadCalendar",
    "Change",
    "DutiesApart",
    "Foreseen",
    "Lineage",
    "Lineages",
    "Moved",
    "Mover",
    "NotAdministrators",
    "Post",
    "Power",
    "Progress",
    "Shift",
    "Succession",
    "TwoPeople",
    "UnknownAgency",
    "UnknownDuty",
    "absences",
    "all_",
    "appoint",
    "calendar",
    "carry_out",
    "competent",
    "dismiss",
    "find",
    "foresee",
    "join_lineage",
    "lineage",
    "may",
    "mover",
    "posts",
    "publish_calendar",
    "record_absence",
    "register",
    "reread_calendar",
    "responsible_for",
    "shift",
    "staff",
    "succeed",
]


@dataclass(frozen=True, slots=True)
class Agency:
    """A competent authority (实施主体) by its code, with its credit code where it is known."""

    code: str
    name: Text
    uscc: str | None = None


def register(
    code: str,
    name: Text,
    uscc: str | None = None,
    *,
    actor: Actor,
    at: datetime | None = None,
) -> Agency:
    """Register an authority, or its new name; raises BadUscc for a credit code that is none."""
    checked = identifiers.check_uscc(uscc) if uscc else None
    store.register(code, name, checked, actor=actor, at=at or time.now())
    return Agency(code, name, checked)


def find(code: str) -> Agency:
    """Return the authority of this code, or raise UnknownAgency."""
    for row in store.rows(code):
        return Agency(*row)
    raise UnknownAgency(code)


def all_() -> tuple[Agency, ...]:
    """Return every registered authority in the order of the codes."""
    return tuple(Agency(*row) for row in store.rows())


def appoint(
    *,
    account: int,
    agency: str | None,
    duty: str,
    place: str = "",
    skills: Sequence[str] = (),
    actor: Actor,
    at: datetime | None = None,
) -> Post:
    """Appoint an account to a duty (clerk, reviewer, designer, supervisor) in an agency.

    `agency` None is every agency: a clerk of the general window, a supervisor of the city.
    Appointing twice leaves one post. Raises UnknownDuty, UnknownAgency.
    """
    post = Post(account=account, agency=agency or "", duty=duty, place=place, skills=tuple(skills))
    return store.appoint(post, actor=actor, at=at or time.now())


def dismiss(post_id: int, *, actor: Actor, at: datetime | None = None) -> None:
    """End a post from now on; what was done in it stays."""
    store.dismiss(post_id, actor=actor, at=at or time.now())


def posts(account: int) -> tuple[Post, ...]:
    """Return the posts an account has now, oldest first, each in the agency that has it today."""
    found, known = store.posts(account), joined.lineage()
    return seating.today(found, known) if known.changes else found


def staff(agency: str, *, duty: str = "reviewer") -> tuple[Post, ...]:
    """Return the posts of an agency that have a duty now, oldest first, with their skills."""
    return store.staff(agency, duty)


def record_absence(
    *,
    account: int,
    first: date,
    last: date,
    deputy: int | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> Absence:
    """Record that an officer is away (请假), both days included, and who stands in (代理)."""
    if last < first:
        raise BadAbsence
    absence = Absence(account, first, last, deputy)
    store.record_absence(absence, actor=actor, at=at or time.now())
    return absence


def absences(on: date) -> dict[int, Absence]:
    """Return who is away on a day, by account."""
    return store.absences(on)


def succeed(
    *,
    agency: str,
    successor: str,
    since: date,
    reason: str,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Say that an agency's powers are another's from a day on (机构改革、职责划转).

    Whatever is filed from that day goes to the successor; `cases.move_agency` moves what is open.
    Raises UnknownAgency.
    """
    find(agency)
    find(successor)
    moved = Succession(agency, successor, since, reason)
    store.record_succession(moved, actor=actor, at=at or time.now())


def responsible_for(agency: str, *, on: date) -> str:
    """Return the code of the agency that has all of this one's powers on a day; mostly itself."""
    return lineage().heir(agency, on=on)


def competent(power: Power, *, on: date, place: str = "") -> str:
    """Return the code of the one agency that has a power on a day (主管机关), past or to come.

    `power.agency` is whom the definition or the document names; every move since then is followed,
    also one that brought it to the districts (`place` is the district's code) or up to the city.
    """
    return lineage().competent(power, on=on, place=place)


def lineage() -> Lineage:
    """Return every move of powers there is (机构沿革), those of coming days included."""
    return store.lineage()


def join_lineage(known: Lineages) -> None:
    """Join the port that knows the reorganisations; done once, by the wiring at start-up."""
    joined.join(known)


def mover(part: str) -> Callable[[Mover], Mover]:
    """Register who moves a part of what is open when a reorganisation begins or is taken back.

    It is given the shift and the place it came to, and moves the next batch in the transaction in
    which that place is noted: what dies is begun again, what is told twice does nothing.
    """
    return shifting.mover(part)


def carry_out(at: datetime | None = None) -> None:
    """Move all that is due by now, in the calling process; the worker does it by itself."""
    shifting.finish(at or time.now())


def foresee(shift: Shift) -> Foreseen:
    """Say which posts a reorganisation would move, and where (人员转隶预览); changes nothing."""
    return seating.foresee(shift)


def shift() -> tuple[Progress, ...]:
    """Return how far the newest reorganisation is carried out, part by part (到日移交情况)."""
    return tuple(shifting.progress())


def may(
    actor: Actor,
    act: str,
    *,
    agency: str | None,
    power: str = "",
    at: datetime | None = None,
    held: Collection[Post] | None = None,
) -> Allowed | Refused:
    """Say whether the actor's posts allow an act in an agency, and why.

    The platform itself may do everything; a person who is no officer has no post. The acts are
    those of `agencies.domain.duties`; `agency` None asks for any. An agency whose powers moved is
    answered for by whoever has them today, of one `power` by whoever has that; a post whose agency
    is no more counts in its heir, also before the worker has moved it. `held` are the actor's posts
    where they have been read already.
    """
    if actor.kind == "system":
        return Allowed("平台自动办理。")
    if actor.kind != "officer":
        return Refused("只有工作人员可以做这一步。")
    # What was ordered by hand moves powers and leaves people and their acts where they are.
    known = joined.lineage()
    found = store.posts(actor.id) if held is None else tuple(held)
    if known.changes:
        on = time.city_date(at or time.now())
        found = seating.today(found, known)
        agency = known.competent(Power(power, agency), on=on) if agency else agency
    return duties.judge(found, act=act, agency=agency)


def publish_calendar(
    year: int,
    holidays: Collection[date],
    make_up: Collection[date],
    source: str,
    *,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Publish the holidays and make-up days of a year; a later publication corrects it.

    Announces `agencies.CalendarPublished` with the days that held before, so that whoever counts
    by them can count again; publishing the same days once more announces nothing. Raises
    BadCalendar for a day of another year, or one that is both off and worked.
    """
    days = [*holidays, *make_up]
    if any(day.year != year for day in days) or set(holidays) & set(make_up):
        raise BadCalendar(str(year))
    store.publish_calendar(year, holidays, make_up, source, actor=actor, at=at or time.now())


def calendar() -> WorkingCalendar:
    """Return the working days of all published years, at most a second old."""
    return store.calendar()


def reread_calendar() -> WorkingCalendar:
    """Return the working days as they stand this moment, also in a process that has just read."""
    return store.reread_calendar()
