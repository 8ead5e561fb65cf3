"""What every step asks first (步骤的前提): nobody decided before, nobody moved it meanwhile."""

from tongban.cases.domain.problems import AlreadyDecided, CaseMoved, WrongStep
from tongban.cases.domain.states import CaseState, Status

LONGEST_WORDS = 2000


def ensure_unmoved(state: CaseState, expected: int | None) -> None:
    """Raise when somebody acted since the officer looked: who decided, or that it moved."""
    if expected is None or expected == state.seq:
        return
    ensure_undecided(state)
    raise CaseMoved(state.last_by)


def ensure_undecided(state: CaseState) -> None:
    """Raise AlreadyDecided with who and when, or WrongStep for what ended otherwise."""
    if state.decided:
        word = "准予" if state.decided.outcome == Status.GRANTED else "不予"
        raise AlreadyDecided(f"{state.decided.by}，{state.decided.on.isoformat()}，{word}。")
    if state.withdrawn:
        raise WrongStep("申请人已经撤回。")
    if not state.status.is_open:
        raise WrongStep("这件已经结束。")
