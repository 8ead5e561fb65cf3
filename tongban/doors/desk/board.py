"""The lines of the inbox (待办列表): the clock in words, its bar, and filters that keep the order.

A page is read by key and never counted; the filters are the database's, so that the order stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases.domain.terms import INTAKE_DAYS
from tongban.cases.views import Case, ClockView, InboxRow
from tongban.catalogue.domain.model import Book, Days
from tongban.doors.shared import drawing
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now

PAGE = 40
DECIDING = ("intake", "review", "statutory", "promised", "demo")
SOON = 2  # working days left from which a case counts as due soon


@dataclass(frozen=True, slots=True)
class Line:
    """A case as the inbox shows it: `tone` is late, soon, still or "", `words` say the same."""

    number: str
    service: str
    name: Text
    applicant: str
    step: str
    note: str
    tone: str
    words: str
    due: date | None
    bar: Markup
    seq: int = 0
    hand: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, with the key that leads on and the counts by kind of task.

    `looked` is how many cases were looked at where words were looked for.
    """

    lines: tuple[Line, ...]
    after: str | None
    counts: Mapping[str, int]
    looked: int = 0

    @property
    def total(self) -> int:
        """Return how much waits in all."""
        return sum(self.counts.values())


def inbox(
    agency: str, book: Book, *, actor: Actor, among: cases.Among, after: str = "", limit: int = PAGE
) -> Page:
    """Read a page of an agency's work, only what is looked for where something is."""
    found = cases.inbox(agency, actor=actor, among=among, after=after or None, limit=limit)
    lines = tuple(line(row, book) for row in found.rows)
    return Page(lines, found.after, found.counts, found.looked)


def line(row: InboxRow, book: Book) -> Line:
    """Say a row of the inbox in words, with its bar."""
    limit = allowance(book, row.service, row.task)
    left = days_left(limit, row.due, row.left)
    tone, words = in_words(left, overdue=row.overdue, waiting=row.status == "supplement")
    total = limit.days
    used = (total or 0) - max(left or 0, 0)
    return Line(
        number=row.number,
        service=row.service,
        name=row.name,
        applicant=row.applicant_name,
        step=step(row.status, row.task),
        note=_("补正已回") if row.supplemented else "",
        tone=tone,
        words=words,
        due=row.due,
        seq=row.seq,
        hand=row.officer_name,
        agency=row.agency,
        bar=drawing.bar(used, total if left is not None else None, state=tone),
    )


def in_words(left: int | None, *, overdue: bool, waiting: bool = False) -> tuple[str, str]:
    """Say how a clock stands: its tone, and the words that stand with the bar."""
    if waiting:
        return "still", _("停表")
    if left is None:
        return "still", _("没有公布时限")
    if overdue or left < 0:
        days = max(abs(left), 1)
        return "late", ngettext("超 %(n)d 天", "超 %(n)d 天", days) % {"n": days}
    if left == 0:
        return "soon", _("今天到期")
    words = ngettext("还有 %(n)d 天", "还有 %(n)d 天", left) % {"n": left}
    return ("soon" if left <= SOON else ""), words


def step(status: str, task: str = "") -> str:
    """Say in one word where a case stands."""
    said = _steps(get_language() or "")
    if task in TASKS:
        return said[task]
    if status == "filed" or (task == "intake" and status != "supplement"):
        return said["filed"]
    return said.get(status, status)


TASKS = ("branch", "approve", "hearing", "deliver", "check")


@cache
def _steps(_language: str) -> Mapping[str, str]:
    """Say every step in a language, once: a page of the inbox asks for dozens."""
    return {
        "branch": pgettext("环节", "等您反馈"),
        "approve": pgettext("环节", "等批准延期"),
        "hearing": pgettext("环节", "听证"),
        "deliver": pgettext("环节", "待送达"),
        "check": pgettext("环节", "待核查承诺"),
        "filed": pgettext("环节", "受理"),
        "supplement": pgettext("环节", "等补正"),
        "accepted": pgettext("环节", "审查"),
        "granted": pgettext("环节", "已准予"),
        "refused": pgettext("环节", "已不予"),
        "withdrawn": pgettext("环节", "已撤回"),
        "not_accepted": pgettext("环节", "不予受理"),
        "terminated": pgettext("环节", "已终止"),
    }


def allowance(book: Book, service_id: str, task: str) -> Days:
    """Return the limit the running clock started with; no days where nothing is published."""
    if task == "intake":
        return Days(INTAKE_DAYS)
    found = book.services.get(service_id)
    if found is None:
        return Days()
    published = (each for each in (found.promised, found.statutory) if each.days is not None)
    return next(published, Days(found.demo_days))


def days_left(limit: Days, due: date | None, working: int | None) -> int | None:
    """Return the days left in the unit of the limit; `working` are the working days left."""
    if due is None or limit.unit != "calendar_day":
        return working
    return (due - city_date(now())).days


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The clock at the head of a case: tone, words and bar."""

    tone: str
    words: str
    bar: Markup
    due: date | None


def case_clock(case: Case) -> CaseClock | None:
    """Return the clock a case stands under, None when it is finished."""
    if case.closed_on or case.decision:
        return None
    running = _running(case)
    left = _until(running) if running else None
    tone, words = in_words(left, overdue=case.overdue, waiting=case.status == "supplement")
    total = running.days if running else None
    bar = drawing.bar((total or 0) - max(left or 0, 0), total, state=tone)
    return CaseClock(tone, words, bar, running.due if running else None)


def _until(clock: ClockView) -> int | None:
    """Count the days to the last one in the clock's unit, as the inbox does."""
    today, due = city_date(now()), clock.due
    if due is None:
        return None
    between = agencies.calendar().between
    working = between(today, due) if today <= due else -between(due, today)
    return days_left(Days(clock.days, clock.unit), due, working)


def _running(case: Case) -> ClockView | None:
    known = [clock for clock in case.clocks if clock.due and clock.name in DECIDING]
    return min(known, key=lambda clock: clock.due or date.max, default=None)
