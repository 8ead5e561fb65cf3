"""The face of replay (历史办件重演): finished cases of a service under a changed definition.

What `cases.api` promises about replay; nothing outside this room imports it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tongban.agencies import api as agencies
from tongban.cases import store
from tongban.cases.domain.replaying import Proposal, Replayed, play_all
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.problems import NotYours
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, FactRef, PublicService
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger import api as ledger
from tongban.policy.api import Holdings, judge

PAGE = 500
REPLAY = Purpose(
    "case",
    "replay",
    "国家行政机关 立法后评估",
    "修改办事条件以前，用以往办件试算会影响多少人；没有人看到内容",
)


def replay(
    proposed: PublicService,
    *,
    actor: Actor,
    most: int | None = None,
    since: datetime | None = None,
    calendar: WorkingCalendar | None = None,
    book: Book | None = None,
) -> Replayed:
    """Play the finished cases of a service again under a changed definition (先试后行).

    Newest first, at most `most`, filed `since`; says which would have had another route, fee,
    deadline, agency, question or material, with counts, examples and the effect on each agency.
    `calendar` are other working days. With the proposed `book`, changed conditions are judged on
    what each case rested on, which leaves readings. Human judgement is not played again. Nothing
    else is written.
    """
    if not (
        agencies.may(actor, "publish", agency=None) or agencies.may(actor, "trail", agency=None)
    ):
        raise NotYours
    result, today = Replayed(), agencies.calendar()
    proposals: dict[str, Proposal] = {}
    for streams_of in _finished(proposed, since):
        for version, streams in streams_of.items():
            if version not in proposals:
                was = catalogue.service(proposed.id, version)
                proposals[version] = Proposal(was, proposed)
            left = None if most is None else most - result.cases
            states, proposal = list(store.load_all(streams[:left]).values()), proposals[version]
            eligible = _eligible(states, proposal, book, actor) if book else ()
            play_all(states, proposal, today, result, after=calendar, eligible=eligible)
        if most is not None and result.cases >= most:
            break
    return result


def _eligible(
    states: Sequence[CaseState], proposal: Proposal, book: Book, actor: Actor
) -> frozenset[str]:
    """Return the numbers of cases whose conditions come out otherwise on what they rested on.

    Both versions are judged on the same facts, so that what cannot be judged weighs on neither.
    """
    if not proposal.judges:
        return frozenset()
    wanted = {one: FactRef.read(ref) for state in states for ref, one in state.statements.items()}
    read = facts.statements(wanted, purpose=REPLAY, actor=actor) if wanted else {}
    found = set()
    for state in states:
        values = {
            FactRef.read(ref): read[one].value
            for ref, one in state.statements.items()
            if one in read
        }
        holdings = Holdings(facts=values, parties=state.filed.parties)
        filed = state.filed
        was, now = (
            [
                judge(each.test, holdings, book, filed.bind, filed.on)
                for each in one.requirements
                if each.test
            ]
            for one in (proposal.was, proposal.now)
        )
        if (False in was) != (False in now):
            found.add(filed.number)
    return frozenset(found)


def _finished(proposed: PublicService, since: datetime | None) -> Iterator[dict[str, list[int]]]:
    """Go through the finished cases of a service, newest first, a page at a time, by version.

    They lie with the agency that decides it now, did before, or has the powers of either.
    """
    today = time.city_date(time.now())
    named = {proposed.agency, catalogue.service(proposed.id).agency}
    named |= {one.agency for one in (proposed.power, catalogue.service(proposed.id).power)}
    named |= {agencies.responsible_for(one, on=today) for one in named}
    ended = [Status.GRANTED.value, Status.REFUSED.value]
    for agency in sorted(named):
        after: str | None = None
        while True:
            page = ledger.heads(
                kind=store.CASE, queue=agency, status=ended, after=after, limit=PAGE
            )
            found: dict[str, list[int]] = {}
            for one in page.items:
                recent = since is None or (one.created_at and one.created_at >= since)
                if one.attrs.get("service") == proposed.id and recent:
                    found.setdefault(str(one.attrs["version"]), []).append(one.stream)
            yield found
            last = page.items[-1].created_at if page.items else None
            if page.next is None or (since and last and last < since):
                break
            after = page.next
