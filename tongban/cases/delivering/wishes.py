"""What the form said about the result (领取方式的选择): which way, and where to.

Which fact asks it is the definition's matter; the answer is a statement of the case like any other,
read for the purpose of delivering and no other.
"""

from tongban.cases import handling
from tongban.cases.delivering.domain.deliveries import PICKUP, POST
from tongban.cases.domain.states import CaseState
from tongban.catalogue.domain.model import FactRef, Handing
from tongban.facts import api as facts
from tongban.kernel.actors import Actor, Purpose
from tongban.people import api as people

ROLE = "applicant"


def offered(state: CaseState) -> Handing | None:
    """Return how the service of a case hands its result over, None where nothing is on paper."""
    return handling.service_of(state).output.handing


def ways(state: CaseState) -> tuple[str, ...]:
    """Return the ways a case's applicant has."""
    said = offered(state)
    return said.ways if said else ()


def wish(state: CaseState, *, actor: Actor) -> str:
    """Return the way that was chosen in the form, "" where nobody asked or nobody answered."""
    said = offered(state)
    answer = _said(state, said.asked, actor) if said else ""
    if said is None or not answer:
        return ""
    way = POST if answer == said.post else PICKUP
    return way if way in said.ways else ""


def address(state: CaseState, *, by_form: bool, actor: Actor) -> people.Address | None:
    """Return where a result is sent: what the form said, else what the person's preferences say."""
    said = offered(state)
    line = _said(state, said.address, actor) if by_form and said else ""
    if line:
        return people.Address((line,))
    return people.reach(state.filed.applicant).address


def _said(state: CaseState, kind: str, actor: Actor) -> str:
    """Read one answer of the form; what was not asked is not looked for."""
    found = state.statements.get(str(FactRef(ROLE, kind).under(state.filed.bind))) if kind else None
    if found is None:
        return ""
    filed = state.filed
    purpose = Purpose("case", filed.number, "行政许可法 第四十四条", f"送达“{filed.name}”的结果")
    read = facts.statements([found], purpose=purpose, actor=actor)
    return str(read[found].value or "") if found in read else ""
