"""Measures (办件量): what each event of a case counts as, for its agency and service.

>>> counted("cases.Decided", {"outcome": "granted"}), counted("cases.Closed", {})
('granted', None)
"""

from collections.abc import Mapping
from typing import Any

COUNTED = {
    "cases.Filed": "filed",
    "cases.Accepted": "accepted",
    "cases.SupplementRequested": "supplement",
    "cases.Decided": "decided",
    "cases.Withdrawn": "withdrawn",
    "cases.NotAccepted": "not_accepted",
    "cases.Terminated": "terminated",
    "cases.BecameOverdue": "overdue",
    "cases.TakenEarly": "taken_early",
    "cases.BranchStuck": "stuck",
}


def counted(type_: str, data: Mapping[str, Any]) -> str | None:
    """Return what an event counts as, None for one that counts as nothing.

    A decision counts by its outcome, an acceptance by silence apart from one by an officer.
    """
    what = COUNTED.get(type_)
    if what == "decided":
        return str(data["outcome"])
    if what == "accepted" and data.get("by_silence"):
        return "accepted_by_silence"
    return what
