"""The book of real cases (办件簿), against which the exchange checks every case ticket.

A question to another agency is asked in a case that is open now, about somebody who takes part in
it. A draft counts while it is filled in: what is gathered for it is gathered for the person.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

from tongban.cases import store
from tongban.cases.domain.parties import APPLICANT, PARTY_KEY
from tongban.exchange.domain.ports import OpenCase
from tongban.kernel import ids, time
from tongban.ledger import api as ledger
from tongban.people import api as people

_DIGITS = 19  # of the largest id


class OpenCaseBook:
    """Fills the port `exchange.domain.ports.CaseBook` (办件簿); joined by the wiring."""

    def open_case(self, number: str, /) -> OpenCase | None:
        """Return the case, application or draft of this number while it is open."""
        if number.isascii() and number.isdigit():
            return _draft(int(number)) if len(number) <= _DIGITS else None
        stream = ledger.find_number(number)
        return _case(stream) if stream is not None else None


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


_OPEN_DRAFT = """
select applicant, goal, started_at, answers from cases_draft
where id = %s and submitted_at is null
union all
select applicant, goal, started_at, answers from cases_draft
where shard = %s and application = %s and submitted_at is null
limit 1
"""


def _draft(identifier: int) -> OpenCase | None:
    """Return an open draft by its own id or that of the application it will be.

    Each call of the exchange about a draft asks for this: it is one statement, prepared once.
    """
    if identifier >> 63:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_DRAFT, [identifier, ids.shard_of(identifier), identifier])
        row = cursor.fetchone()
    if row is None:
        return None
    applicant, goal, started_at, answers = row
    playing = _Playing(applicant, answers)
    return OpenCase(str(identifier), ",".join(goal), "", started_at, playing)


@dataclass(frozen=True, slots=True)
class _Playing(Mapping[str, tuple[int, ...]]):
    """Who plays which part in a draft; relations and names are looked up only for the others."""

    applicant: int
    answers: str

    def __getitem__(self, role: str) -> tuple[int, ...]:
        return (self.applicant,) if role == APPLICANT else self._others()[role]

    def __iter__(self) -> Iterator[str]:
        return iter({APPLICANT: None, **self._others()})

    def __len__(self) -> int:
        return len({APPLICANT, *self._others()})

    def _others(self) -> dict[str, tuple[int, ...]]:
        found = dict(people.related(self.applicant))
        for key, number in json.loads(self.answers).items():
            role = key.removeprefix(PARTY_KEY)
            named = people.find(str(number)) if key != role and "." not in role else None
            if named:
                found[role] = (named.id,)
        return found
