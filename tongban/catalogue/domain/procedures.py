"""How a matter is handled where it differs from the general rule (办理规程).

Everything here is off, or the general law's number, unless the service's definition says
otherwise under `procedure:`, each with the law it rests on. The articles named below are those of
the 行政许可法 where nothing else is said.

>>> compile_procedure({"inspectors": 2, "pledge": {"materials": [3]}}).pledge.materials
(3,)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WORKING_DAY = "working_day"
DELIVERY_DAYS = 10  # working days, 第四十四条
JOINT_DAYS, JOINT_EXTENSION = 45, 15  # working days, 第四十二条第二款
EXTENSION = 10  # working days, 第四十二条第一款
RENEWAL_DAYS = 30  # calendar days before the last one, 第五十条
BARS_PLEDGE: Mapping[str, str] = {
    "national_security": "国家安全",
    "public_security": "公共安全",
    "finance": "金融业审慎监管",
    "ecology": "生态环境保护",
    "health": "人身健康和生命财产安全",
    "foreign": "重要涉外",
}
"""Fields in which nothing is granted on a pledge: what goes wrong there cannot be put right
(国办发〔2020〕42号 二（二）)."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """How often and when something may be asked for (补正): once, before acceptance, by default.

    `rounds` more than one, or `examining` (a notice after acceptance, which stops the clock),
    only where `law` allows it. `days` is what the applicant has to answer (None: no limit), after
    which the matter counts as given up (视为放弃申请) where `lapses` says so.
    """

    rounds: int = 1
    examining: bool = False
    days: int | None = None
    unit: str = WORKING_DAY
    lapses: bool = False
    law: str = ""


@dataclass(frozen=True, slots=True)
class Pledge:
    """Notice and pledge (告知承诺): materials the applicant may pledge instead of handing in.

    `text` is what is pledged; the agency checks within `check_days` after the decision. Barred
    are those who broke a pledge, until the bar is lifted (国办发〔2020〕42号). `touches` names which of
    `BARS_PLEDGE` the matter touches (none: an empty list; None: not said), `despite` the document
    that lets it be pledged all the same.
    """

    materials: tuple[int, ...] = ()
    text: str = ""
    check_days: int = 40
    unit: str = WORKING_DAY
    law: str = "国办发〔2020〕42号"
    touches: tuple[str, ...] | None = None
    despite: str = ""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Acceptance with something lacking (容缺受理): which materials may follow within `days`.

    A reminder goes out `remind_days` before; what has not come by then ends the matter.
    """

    materials: tuple[int, ...] = ()
    days: int = 10
    unit: str = WORKING_DAY
    remind_days: int = 3
    law: str = ""


@dataclass(frozen=True, slots=True)
class Renewal:
    """Renewal (延续): to be applied for so many days before the last one (第五十条).

    `deemed`: no decision by the last day renews it (逾期未作决定的，视为准予延续).
    """

    days_before: int = RENEWAL_DAYS
    unit: str = "calendar_day"
    deemed: bool = True
    law: str = "行政许可法 第五十条"


@dataclass(frozen=True, slots=True)
class Deemed:
    """What silence until the end of the statutory limit decides (视为决定): a law must say so."""

    outcome: str
    law: str


@dataclass(frozen=True, slots=True)
class Joint:
    """Unified or joint handling under a lead (统一、联合、集中办理; 第二十六条、第四十二条第二款)."""

    lead: str = ""
    agencies: tuple[str, ...] = ()
    days: int = JOINT_DAYS
    extension: int = JOINT_EXTENSION


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion asked of another body (征求意见): of whom, by when, on what."""

    agency: str
    days: int
    unit: str = WORKING_DAY
    about: str = ""
    order: int = 1


@dataclass(frozen=True, slots=True)
class CrossPlace:
    """Handling across places (跨域通办): `mode` online, collect or joint; who receives, delivers.

    Regions are codes of GB/T 2260 or prefixes of them; empty is everywhere.
    """

    mode: str = "collect"
    receives: tuple[str, ...] = ()
    delivers: tuple[str, ...] = ()
    law: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """How a case finds its officer (分派): queue, rotation, load, skill or random (双随机)."""

    mode: str = "queue"
    skills: tuple[str, ...] = ()
    officers: int = 1


@dataclass(frozen=True, slots=True)
class Transition:
    """What a new version does to open cases (过渡安排): per kind of change carry, ask or forbid.

    `changes` is keyed form, route, materials, clock, fee or conditions; `note` tells people.
    """

    changes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a service's procedure has beyond the general rule (办理规程).

    `inspectors`: how many officers must have signed before a decision (两人以上核查, 第三十四条第三款).
    `automatic`: rules decide favourable cases at once (秒批). `review_days`: a lower level reviews
    first (下级初审, 第四十三条). `trusts` are the kinds of facts for which, in an automatic decision,
    the applicant's own word is enough (their choice of a category). `extension`: days the head of the agency may add (第四十二条).
    `co_applicants` are roles whose parties must each confirm before the case is filed.
    """

    inspectors: int = 1
    automatic: bool = False
    corrections: Corrections = Corrections()
    pledge: Pledge | None = None
    tolerance: Tolerance | None = None
    renewal: Renewal | None = None
    deemed: Deemed | None = None
    extension: int = EXTENSION
    delivery_days: int = DELIVERY_DAYS
    review_days: int | None = None
    joint: Joint | None = None
    opinions: tuple[Opinion, ...] = ()
    cross_place: CrossPlace | None = None
    co_applicants: tuple[str, ...] = ()
    assignment: Assignment = Assignment()
    transition: Transition = Transition()
    law: Mapping[str, str] = field(default_factory=dict)
    trusts: tuple[str, ...] = ()


GENERAL = Procedure()
"""The procedure of the general law, of every service that says nothing else."""


def compile_procedure(value: Mapping[str, Any] | None) -> Procedure:
    """Compile the `procedure:` of a definition; every default is the general rule's."""
    if not value:
        return GENERAL
    plain = {
        key: value[key]
        for key in ("inspectors", "automatic", "extension", "delivery_days", "review_days", "law")
        if key in value
    }
    parts: dict[str, Any] = {
        key: _made(kind, value[key]) for key, kind in _PARTS.items() if value.get(key) is not None
    }
    if "opinions" in value:
        parts["opinions"] = tuple(_made(Opinion, each) for each in value["opinions"])
    parts |= {key: tuple(value[key]) for key in ("co_applicants", "trusts") if key in value}
    return Procedure(**plain, **parts)


_PARTS: Mapping[str, type] = {
    "corrections": Corrections,
    "pledge": Pledge,
    "tolerance": Tolerance,
    "renewal": Renewal,
    "deemed": Deemed,
    "joint": Joint,
    "cross_place": CrossPlace,
    "assignment": Assignment,
    "transition": Transition,
}


def _made(kind: type, value: Mapping[str, Any]) -> Any:
    """Make a part of what the definition says; lists become tuples."""
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in value.items()})
