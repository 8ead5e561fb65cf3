"""The book of real cases (办件簿), against which the exchange checks every case ticket.

A question to another agency is asked in a case that is open now, about somebody who takes part in
it. A draft counts while it is filled in: what is gathered for it is gathered for the person.
"""

from tongban.cases import store
from tongban.cases.domain.parties import APPLICANT, PARTY_KEY
from tongban.cases.models import DraftRow
from tongban.exchange.domain.ports import OpenCase
from tongban.kernel import ids, time
from tongban.ledger import api as ledger
from tongban.people import api as people


class OpenCaseBook:
    """Fills the port `exchange.domain.ports.CaseBook` (办件簿); joined by the wiring."""

    def open_case(self, number: str) -> OpenCase | None:
        """Return the case, application or draft of this number while it is open."""
        stream = ledger.find_number(number)
        if stream is not None:
            return _case(stream)
        if not number.isascii() or not number.isdigit() or len(number) > 19:  # noqa: PLR2004 - digits of 64 bits
            return None
        return _draft(int(number))


def _case(stream: int) -> OpenCase | None:
    state = store.load(stream)
    if state is None or not state.status.is_open:
        return None
    filed = state.filed
    played = {role: (party,) for role, party in filed.parties.items()}
    hands = {state.assigned.officer} if state.assigned else set()
    return OpenCase(
        filed.number,
        filed.service,
        filed.agency,
        time.start_of(filed.on),
        {APPLICANT: (filed.applicant,), **played},
        frozenset(hands),
        requested=not filed.act,
    )


def _draft(identifier: int) -> OpenCase | None:
    """Return an open draft by its own id or that of the application it will be."""
    rows = DraftRow.objects.filter(shard=ids.shard_of(identifier), submitted_at=None)
    row = rows.filter(id=identifier).first() or rows.filter(application=identifier).first()
    if row is None:
        return None
    played = {APPLICANT: (row.applicant,), **people.related(row.applicant)}
    for key, number in row.answers.items():
        named = people.find(str(number)) if _names_a_party(key) else None
        if named:
            played[key.removeprefix(PARTY_KEY)] = (named.id,)
    return OpenCase(str(identifier), ",".join(row.goal), "", row.started_at, played)


def _names_a_party(key: str) -> bool:
    return key.startswith(PARTY_KEY) and "." not in key.removeprefix(PARTY_KEY)
