"""What else can happen to a case (办件的其他事件): before the decision, around it, after it.

Not accepted, corrected on the spot, examined by one of two, ended by its applicant's silence;
delivered, a pledge checked, a decision that was overturned on reconsideration.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """The agency does not take it in (不予受理): not needed, or not competent with a redirect.

    `redirect` is the agency to go to, `redirect_name` its name on that day (第三十二条第一、二项).
    """

    on: date
    ground: str
    reason: str
    redirect: str = ""
    redirect_name: str = ""
    remedy: str | None = None
    remedy_until: date | None = None
    law: str = ""
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class CorrectedOnSpot:
    """A slip was put right in the applicant's presence (当场更正; 第三十二条第三项)."""

    on: date
    statements: Mapping[str, int] = field(default_factory=dict)
    was: Mapping[str, int] = field(default_factory=dict)
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """An officer signed what they found (审查意见、核查): `agrees` to grant, `on_site` or not."""

    on: date
    officer: int
    opinion: str
    agrees: bool = False
    on_site: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class Supplied:
    """What was lacking at the acceptance came in (容缺材料补齐): material key to files."""

    on: date
    attachments: Mapping[str, tuple[int, ...]]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reminded:
    """The applicant was reminded of what is still lacking (容缺提醒), and until when."""

    on: date
    keys: tuple[str, ...]
    due: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class Terminated:
    """The matter ended without a decision (终止办理), for a reason the law or the service names."""

    on: date
    reason: str
    law: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The decision reached the applicant (送达): how, who received it, the proof (送达回证)."""

    on: date
    method: str
    receiver: str = ""
    proof: str = ""
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class PledgeChecked:
    """What was pledged was checked afterwards (承诺核查): kept or broken, and what was found."""

    on: date
    kept: bool = False
    finding: str = ""
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Contested:
    """Reconsideration of the decision was asked for (被申请行政复议): the office may see the case."""

    on: date
    number: str
    agency: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Overturned:
    """A reconsideration ruled on the decision (复议决定): upheld, revoked, changed, and so on.

    A decision that was revoked with the order to decide anew is open again from that day.
    """

    on: date
    ruling: str
    number: str
    reason: str = ""
    again: bool = False
    by: str = ""


TurnEvent = (
    NotAccepted
    | CorrectedOnSpot
    | Examined
    | Supplied
    | Reminded
    | Terminated
    | Delivered
    | PledgeChecked
    | Contested
    | Overturned
)
