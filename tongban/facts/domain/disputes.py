"""Disputes (异议): the subject says that a statement is wrong, and its source answers.

The person may ask for a correction and the keeper has to check in time (个人信息保护法 第四十六条).
The dispute lies on the statement; whatever was begun with it goes on.

>>> resolve(Dispute(1, 2, 7, "name", "GA", "写错了", datetime(2026, 1, 1)), upheld=True).state
'corrected'
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tongban.facts.domain.problems import DisputeClosed

ANSWER_DAYS = 10  # working days; of 政务数据共享条例, not yet confirmed against its text; 个人信息保护法 says "in time"
OPEN, CORRECTED, KEPT = "open", "corrected", "kept"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute (异议) about a statement: open, then corrected or kept; `due` is the last day."""

    id: int
    statement: int
    subject: int
    kind: str
    holder: str | None
    reason: str = field(repr=False)
    opened_at: datetime
    state: str = OPEN
    answer: str = field(default="", repr=False)
    resolved_at: datetime | None = None
    due: date | None = None


def resolve(
    dispute: Dispute, *, upheld: bool, answer: str = "", at: datetime | None = None
) -> Dispute:
    """Return the dispute with its answer; raises DisputeClosed where it has one."""
    if dispute.state != OPEN:
        raise DisputeClosed
    state = CORRECTED if upheld else KEPT
    return replace(dispute, state=state, answer=answer, resolved_at=at)
