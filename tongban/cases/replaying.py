"""The face of replay (历史办件重演): finished cases of a service under a changed definition.

What `cases.api` promises about replay; nothing outside this room imports it.
"""

from collections.abc import Iterator

from tongban.agencies import api as agencies
from tongban.cases import store
from tongban.cases.domain.replaying import Proposal, Replayed, play_all
from tongban.cases.domain.states import Status
from tongban.cases.problems import NotYours
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import PublicService
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger

PAGE = 500


def replay(proposed: PublicService, *, actor: Actor, most: int | None = None) -> Replayed:
    """Play the finished cases of a service again under a changed definition (先试后行).

    Newest first, at most `most`; says which would have had another route, fee, deadline, question
    or material, with counts and examples. Human judgement is not played again. Writes nothing.
    """
    if not (
        agencies.may(actor, "publish", agency=None) or agencies.may(actor, "trail", agency=None)
    ):
        raise NotYours
    result, calendar = Replayed(), agencies.calendar()
    proposals: dict[str, Proposal] = {}
    for streams_of in _finished(proposed):
        for version, streams in streams_of.items():
            if version not in proposals:
                was = catalogue.service(proposed.id, version)
                proposals[version] = Proposal(was, proposed)
            left = None if most is None else most - result.cases
            states = list(store.load_all(streams[:left]).values())
            play_all(states, proposals[version], calendar, result)
        if most is not None and result.cases >= most:
            break
    return result


def _finished(proposed: PublicService) -> Iterator[dict[str, list[int]]]:
    """Go through the finished cases of a service, newest first, a page at a time, by version.

    They lie with the agency that decides it now, did before, or has the powers of either.
    """
    today = time.city_date(time.now())
    named = {proposed.agency, catalogue.service(proposed.id).agency}
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
                if one.attrs.get("service") == proposed.id:
                    found.setdefault(str(one.attrs["version"]), []).append(one.stream)
            yield found
            if page.next is None:
                break
            after = page.next
