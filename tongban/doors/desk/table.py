"""The table of deeds (办理动作一览): every deed of the desk by its name, in the order it is offered."""

from tongban.doors.desk.asides import AFTER, HANDS, TOGETHER
from tongban.doors.desk.clocking import CLOCK, HEARINGS
from tongban.doors.desk.deed import Deed
from tongban.doors.desk.sight import Sight
from tongban.doors.desk.steps import STEPS
from tongban.kernel.text import Text

DEEDS = {one.name: one for one in (*STEPS, *CLOCK, *HEARINGS, *TOGETHER, *HANDS, *AFTER)}
FOR_MANY = ("accept", "supplement", "grant", "refuse", "claim", "reassign")
"""Deeds that alike cases can be chosen for."""
GROUPS = {
    "decide": Text("决定", "Deciding"),
    "examine": Text("审查", "Examining"),
    "clock": Text("期限", "The clock"),
    "hearing": Text("听证", "Hearing"),
    "with": Text("会办", "With other agencies"),
    "hands": Text("经办人", "In whose hand"),
    "after": Text("决定之后", "Afterwards"),
}


def offered(sight: Sight) -> list[Deed]:
    """List what is possible with a case now, by this officer."""
    return [one for one in DEEDS.values() if one.offered(sight)]


def beside(found: list[Deed]) -> list[tuple[Text, list[Deed]]]:
    """Group what is offered beside the steps at the foot of the page."""
    groups = ((words, [one for one in found if one.group == key]) for key, words in GROUPS.items())
    return [(words, deeds) for words, deeds in groups if deeds]
