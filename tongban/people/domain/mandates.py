"""Mandates (代办授权): who may act for whom, in which matters, until when.

Everybody acts for themselves. A guardian acts for a child until the day before it comes of age
(民法典 第十七条、第二十七条); an agent within the matters and the time of the mandate (第一百六十五条);
a legal representative for the company (第六十一条). A guardian of an adult needs a mandate with
a last day of its own, as a court or the family's agreement sets it.

>>> mine = Mandate(1, holder=7, principal=8, scope="*", since=date(2026, 1, 1))
>>> bool(judge([mine], holder=7, principal=8, scope="*", today=date(2026, 2, 1)))
True
>>> judge([], holder=7, principal=8, scope="*", today=date(2026, 2, 1)).reason
'没有查到代办授权。'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongban.kernel.actors import Allowed, Refused
from tongban.people.domain.problems import BadMandate

GUARDIAN, AGENT, COMPANY = "guardian", "agent", "company"
WORDS = {GUARDIAN: "监护人代办。", AGENT: "持授权代办。", COMPANY: "法定代表人办理。"}
ADULT_YEARS = 18  # 民法典 第十七条
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate (代办授权) of a kind: guardian (监护), agent (委托), company (法定代表).

    `scope` is "*" or the id of the one service or life event it is for; `until` the last day it
    can be used, None for no end; `ended` the day it was withdrawn.
    """

    id: int
    holder: int
    principal: int
    scope: str
    since: date
    until: date | None = None
    kind: str = AGENT
    ended: date | None = None


def last_day_of_childhood(birth: date) -> date:
    """Return the day before the eighteenth birthday, the last on which a child is one."""
    try:
        adult = birth.replace(year=birth.year + ADULT_YEARS)
    except ValueError:  # born on 29 February: of age on 1 March
        adult = date(birth.year + ADULT_YEARS, 3, 1)
    return date.fromordinal(adult.toordinal() - 1)


def grant(mandate: Mandate, *, birth: date | None = None) -> Mandate:
    """Return the mandate as it stands: a guardian's of a child ends with its childhood.

    Raises BadMandate for one to oneself, of an unknown kind, or over before it begins.
    """
    if mandate.kind not in WORDS or mandate.holder == mandate.principal or not mandate.scope:
        raise BadMandate(mandate.kind)
    until = mandate.until
    if mandate.kind == GUARDIAN and until is None and birth is not None:
        until = last_day_of_childhood(birth)
    if until is not None and until < mandate.since:
        raise BadMandate(until.isoformat())
    return Mandate(
        mandate.id,
        mandate.holder,
        mandate.principal,
        mandate.scope,
        mandate.since,
        until,
        mandate.kind,
        mandate.ended,
    )


def judge(
    mandates: Iterable[Mandate], *, holder: int, principal: int, scope: str, today: date
) -> Allowed | Refused:
    """Say whether the holder may act for the principal in this matter today, and why."""
    if holder == principal:
        return Allowed("本人办理。")
    reason = "没有查到代办授权。"
    for mandate in mandates:
        if (mandate.holder, mandate.principal) != (holder, principal):
            continue
        reason = _closed(mandate, today)
        if not reason and mandate.scope not in (EVERYTHING, scope):
            reason = "授权不包括这件事。"
        if not reason:
            return Allowed(WORDS[mandate.kind])
    return Refused(reason)


def stands(mandate: Mandate, *, today: date) -> bool:
    """Whether a mandate can be used today, in the matters it is for."""
    return not _closed(mandate, today)


def _closed(mandate: Mandate, today: date) -> str:
    """Say why a mandate cannot be used today; nothing where it can."""
    if mandate.ended is not None and mandate.ended <= today:
        return "授权已经撤回。"
    if today < mandate.since:
        return f"授权自 {mandate.since} 起才生效。"
    if mandate.until is not None and today > mandate.until:
        return f"授权已于 {mandate.until} 到期。"
    return ""
