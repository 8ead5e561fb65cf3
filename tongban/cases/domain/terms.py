"""The terms a case was filed under (办件约定): what of its service's procedure is not the general rule.

They stand in the log with the filing, so that a clock can be read from the events alone. Only
what differs from the general law is written.

>>> write(Terms(inspectors=2))
{'inspectors': 2}
>>> read({"inspectors": 2}) == Terms(inspectors=2)
True
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from tongban.cases.domain.limits import UNPUBLISHED, Limit
from tongban.catalogue.domain.model import Days, PublicService
from tongban.catalogue.domain.procedures import DELIVERY_DAYS, EXTENSION

INTAKE_DAYS = 5  # working days, 行政许可法 第三十二条第一款第四项


@dataclass(frozen=True, slots=True)
class Terms:
    """What differs from the general procedure (办件约定).

    `inspectors` sign before a decision; `automatic`: rules decide what is favourable. `rounds`,
    `examining`, `answer`, `lapses` are about corrections; `later` and `remind` about what may
    follow the acceptance; `check` about a pledge. `deemed` is the outcome that silence brings
    about, by `deemed_law`, at the end of the statutory limit, or after `renews`, the last day of
    the licence to be renewed. `extension` is the most that can be added, by `extension_law`;
    `review` the lower level's days. `by_hand`: the decision is not delivered by the platform.
    `rolls`: the decision's limit moves past days of rest. `accepts_at_end`: silence accepts at
    the end of the intake and not from the arrival.
    """

    inspectors: int = 1
    automatic: bool = False
    rounds: int = 1
    examining: bool = False
    answer: Limit = UNPUBLISHED
    lapses: bool = False
    later: Limit = UNPUBLISHED
    remind: int = 0
    check: Limit = UNPUBLISHED
    deemed: str = ""
    deemed_law: str = ""
    renews: date | None = None
    extension: int = EXTENSION
    extension_law: str = ""
    delivery: int = DELIVERY_DAYS
    review: int = 0
    by_hand: bool = False
    rolls: bool = False
    accepts_at_end: bool = False


GENERAL = Terms()
JOINT_LAW = "行政许可法 第四十二条第二款"


def terms_of(
    service: PublicService, *, by_hand: bool = False, pledged: bool = False, lacking: bool = False
) -> Terms:
    """Read the terms of a service's procedure, as a case is filed under it."""
    said = service.procedure
    fix, wait, deemed = said.corrections, said.tolerance, said.deemed
    return Terms(
        inspectors=said.inspectors,
        automatic=said.automatic,
        rounds=fix.rounds,
        examining=fix.examining,
        answer=Limit(fix.days, fix.unit) if fix.days is not None else UNPUBLISHED,
        lapses=fix.lapses,
        later=Limit(wait.days, wait.unit) if wait and lacking else UNPUBLISHED,
        remind=wait.remind_days if wait and lacking else 0,
        check=Limit(said.pledge.check_days, said.pledge.unit)
        if said.pledge and pledged
        else UNPUBLISHED,
        deemed=deemed.outcome if deemed else "",
        deemed_law=deemed.law if deemed else "",
        extension=said.joint.extension if said.joint else said.extension,
        extension_law=JOINT_LAW if said.joint else "",
        delivery=said.delivery_days,
        review=said.review_days or 0,
        by_hand=by_hand,
    )


def statutory_of(service: PublicService) -> Limit:
    """Return the limit set by law: the source's, else that of joint handling (第四十二条第二款)."""
    joint = service.procedure.joint
    if service.statutory.days is None and joint is not None:
        return Limit(joint.days)
    return _limit(service.statutory)


def promised_of(service: PublicService) -> Limit:
    """Return the limit the authority promised (承诺时限); unpublished where it promised none."""
    return _limit(service.promised)


def _limit(days: Days) -> Limit:
    return Limit(days.days, days.unit or "working_day")


def write(terms: Terms) -> dict[str, Any]:
    """Write what differs from the general law."""
    found: dict[str, Any] = {}
    for one in fields(Terms):
        value = getattr(terms, one.name)
        if value != one.default:
            found[one.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Limit):
        return [value.days, value.unit]
    return value.isoformat() if isinstance(value, date) else value


def read(data: Mapping[str, Any]) -> Terms:
    """Read terms back; what a newer release wrote besides is left alone."""
    known = {one.name for one in fields(Terms)}
    shape = {name: value for name, value in data.items() if name in known}
    for name in {"answer", "later", "check"} & shape.keys():
        shape[name] = Limit(*shape[name])
    if "renews" in shape:
        shape["renews"] = date.fromisoformat(shape["renews"])
    return Terms(**shape)
