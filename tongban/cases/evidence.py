"""Licences handed in as files (证照佐证): whose seal or key stands on them, and how they stand today.

A sealed PDF or OFD, or a credential out of a wallet, may be of this city or of another one. It is
checked whenever an officer opens the case, so that what was revoked meanwhile is no evidence.
"""

from dataclasses import dataclass
from datetime import datetime

from tongban.cases import drafts, entering, files, handling
from tongban.cases.domain.states import CaseState
from tongban.cases.models import AttachmentRow
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a licence handed in as a file stands (证照佐证).

    `state` is that of a sealed document (good, changed, stranger) or of a credential (valid,
    revoked, suspended, expired, unknown, not-ours); `city` the other city it is of, `trust` its
    level where its kind is known here. `theirs`: its number is, or is not, the applicant's.
    """

    attachment: int
    state: str
    city: str = ""
    seal: str = ""
    kind: Text | None = None
    trust: str = ""
    theirs: bool | None = None


def evidence(
    case: int | str, *, issuer: str, actor: Actor, at: datetime | None = None
) -> dict[int, Evidence]:
    """Check what was handed in with a case, for its officers; files without a seal are left out.

    `issuer` is this city's address, by which its own credentials are known.
    """
    at = at or time.now()
    _, state = handling.find(case)
    entering.ensure_examiner(state, actor)
    found = (
        _checked(drafts.file(one.id), state, issuer, at)
        for one in drafts.files(state.attachments)
        if one.type in files.SEALED
    )
    return {one.attachment: one for one in found if one is not None}


def _checked(row: AttachmentRow, state: CaseState, issuer: str, at: datetime) -> Evidence | None:
    content = bytes(row.content)
    if row.type == files.CREDENTIAL:
        return _credential(row.id, content.decode(), state, issuer, at)
    try:
        found = licences.check_document(content, at=at)
    except licences.NoDocument:
        return None
    if found.state == "unsealed":
        return None
    return Evidence(row.id, found.state, found.city, found.seal)


def _credential(
    attachment: int, text: str, state: CaseState, issuer: str, at: datetime
) -> Evidence:
    filed = state.filed
    found = licences.check_credential(
        text,
        issuer=issuer,
        who=catalogue.book(filed.book_on).agency_name(filed.agency).zh,
        cause=f"审查“{filed.name}”"[: licences.LONGEST_CAUSE],
        at=at,
    )
    kind = catalogue.book().licences.get(found.kind)
    number, told = people.party(filed.applicant).number, found.disclosed.get("idno")
    return Evidence(
        attachment,
        found.state,
        found.city,
        kind=kind.name if kind else None,
        trust=kind.trust if kind else "",
        theirs=None if told is None else told == number,
    )
