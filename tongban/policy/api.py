"""The face of the policy room (政策): judge conditions, entitle, and plan; pure functions only.

Nothing here reads a store, a clock or a setting: definitions come in as a `Book`, what is known
as `Holdings`, the day as `today`. Problems, below `kernel.Problem`: `UnknownGoal`,
`UnknownPolicy`, `BadFact`, and those of the rule language (`rules/problems.py`).
"""

from tongban.policy.domain.asking import Question, Screen
from tongban.policy.domain.conversation import (
    Conversation,
    Held,
    policies_about,
    policies_here,
)
from tongban.policy.domain.deriving import derive
from tongban.policy.domain.entitlement import (
    ELIGIBLE,
    Check,
    Entitlement,
    Result,
    UnknownPolicy,
    checks_of,
    entitled,
    entitlement_json,
    laws_of,
    read_facts,
    results_of,
)
from tongban.policy.domain.facts_asked import AskedFact
from tongban.policy.domain.goals import Goals, UnknownGoal, Wanted
from tongban.policy.domain.holdings import ANONYMOUS, Holdings
from tongban.policy.domain.judging import Judgement, Leaf, fee_of, judge, judged
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
from tongban.policy.domain.rules.answer import Because, Interval, Missing
from tongban.policy.domain.rules.checking import RuleChecker
from tongban.policy.domain.rules.problems import BadFact
from tongban.policy.domain.rules.sheet import Sheet, compile_sheet
from tongban.policy.domain.schedule import Schedule, Timed, schedule
from tongban.policy.domain.sources import Way
from tongban.policy.domain.trials import ServiceChecker

__all__ = [
    "ANONYMOUS",
    "ELIGIBLE",
    "Alternative",
    "Asked",
    "AskedFact",
    "BadFact",
    "Because",
    "Check",
    "Conversation",
    "Days",
    "Deciding",
    "Edge",
    "Entitlement",
    "Goals",
    "Held",
    "HeldFact",
    "Holdings",
    "Interval",
    "Judgement",
    "Leaf",
    "Materials",
    "Missing",
    "Optional_",
    "Plan",
    "PlanFinding",
    "PlannedMaterial",
    "PlannedService",
    "Question",
    "Result",
    "RuleChecker",
    "Schedule",
    "Screen",
    "ServiceChecker",
    "Sheet",
    "Timed",
    "UnknownGoal",
    "UnknownPolicy",
    "Wanted",
    "Way",
    "checks_of",
    "compile_sheet",
    "derive",
    "entitled",
    "entitlement_json",
    "fee_of",
    "judge",
    "judged",
    "laws_of",
    "plan",
    "policies_about",
    "policies_here",
    "read_facts",
    "results_of",
    "schedule",
    "schedule_json",
]
