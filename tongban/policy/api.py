"""The face of the policy room (政策): judge conditions, entitle, and plan; pure functions only.

Nothing here reads a store, a clock or a setting: definitions come in as a `Book`, what is known
as `Holdings`, the day as `today`. Problems: `UnknownGoal` (below `kernel.Problem`).
"""

from tongban.policy.domain.deriving import derive
from tongban.policy.domain.entitlement import Because, Entitlement, entitled
from tongban.policy.domain.goals import Goals, UnknownGoal, Wanted
from tongban.policy.domain.holdings import ANONYMOUS, Holdings
from tongban.policy.domain.judging import Judgement, Leaf, judge, judged
from tongban.policy.domain.plan import (
    Alternative,
    Asked,
    Days,
    Deciding,
    Edge,
    HeldFact,
    Materials,
    Optional_,
    Plan,
    PlanFinding,
    PlannedMaterial,
    PlannedService,
)
from tongban.policy.domain.planner import plan
from tongban.policy.domain.printing import schedule_json
from tongban.policy.domain.rules.checking import RuleChecker
from tongban.policy.domain.rules.sheet import Sheet, compile_sheet
from tongban.policy.domain.schedule import Schedule, Timed, schedule
from tongban.policy.domain.sources import Way
from tongban.policy.domain.trials import Trials

__all__ = [
    "ANONYMOUS",
    "Alternative",
    "Asked",
    "Because",
    "Days",
    "Deciding",
    "Edge",
    "Entitlement",
    "Goals",
    "HeldFact",
    "Holdings",
    "Judgement",
    "Leaf",
    "Materials",
    "Optional_",
    "Plan",
    "PlanFinding",
    "PlannedMaterial",
    "PlannedService",
    "RuleChecker",
    "Schedule",
    "Sheet",
    "Timed",
    "Trials",
    "UnknownGoal",
    "Wanted",
    "Way",
    "compile_sheet",
    "derive",
    "entitled",
    "judge",
    "judged",
    "plan",
    "schedule",
    "schedule_json",
]
