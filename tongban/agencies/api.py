"""The face of agencies (机构与人员): authorities, posts, what a post allows, working days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from tongban.agencies import store
from tongban.agencies.domain import duties
from tongban.agencies.domain.duties import Post
from tongban.agencies.domain.problems import (
    AgencyProblem,
    BadCalendar,
    UnknownAgency,
    UnknownDuty,
)
from tongban.kernel import identifiers, time
from tongban.kernel.actors import Actor, Allowed, Refused
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text

__all__ = [
    "Agency",
    "AgencyProblem",
    "BadCalendar",
    "Post",
    "UnknownAgency",
    "UnknownDuty",
    "all_",
    "appoint",
    "calendar",
    "dismiss",
    "find",
    "may",
    "posts",
    "publish_calendar",
    "register",
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
    actor: Actor,
    at: datetime | None = None,
) -> Post:
    """Appoint an account to a duty (clerk, reviewer, designer, supervisor) in an agency.

    `agency` None is every agency: a clerk of the general window, a supervisor of the city.
    Appointing twice leaves one post. Raises UnknownDuty, UnknownAgency.
    """
    post = Post(account=account, agency=agency or "", duty=duty, place=place)
    return store.appoint(post, actor=actor, at=at or time.now())


def dismiss(post_id: int, *, actor: Actor, at: datetime | None = None) -> None:
    """End a post from now on; what was done in it stays."""
    store.dismiss(post_id, actor=actor, at=at or time.now())


def posts(account: int) -> tuple[Post, ...]:
    """Return the posts an account has now, oldest first."""
    return store.posts(account)


def may(actor: Actor, act: str, *, agency: str | None) -> Allowed | Refused:
    """Say whether the actor's posts allow an act in an agency, and why.

    The platform itself may do everything; a person who is no officer has no post. The acts are
    those of `agencies.domain.duties`; `agency` None asks for any.
    """
    if actor.kind == "system":
        return Allowed("平台自动办理。")
    if actor.kind != "officer":
        return Refused("只有工作人员可以做这一步。")
    return duties.judge(store.posts(actor.id), act=act, agency=agency)


def publish_calendar(
    year: int,
    holidays: Collection[date],
    make_up: Collection[date],
    source: str,
    *,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Publish the holidays and make-up days of a year; a later publication replaces it.

    Raises BadCalendar for a day of another year, or one that is both off and worked.
    """
    days = [*holidays, *make_up]
    if any(day.year != year for day in days) or set(holidays) & set(make_up):
        raise BadCalendar(str(year))
    store.publish_calendar(year, holidays, make_up, source, actor=actor, at=at or time.now())


def calendar() -> WorkingCalendar:
    """Return the working days of all published years, at most a second old."""
    return store.calendar()
