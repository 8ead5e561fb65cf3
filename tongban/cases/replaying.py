"""The face of replay (历史办件重演): finished cases of a service under a changed definition.

What `cases.api` promises about replay; nothing outside this room imports it.
"""

from tongban.agencies import api as agencies
from tongban.cases import store
from tongban.cases.domain.replaying import Proposal, Replayed, play_all
from tongban.cases.domain.states import Status
from tongban.cases.problems import NotYours
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import PublicService
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
    after: str | None = None
    ended = [Status.GRANTED.value, Status.REFUSED.value]
    while most is None or result.cases < most:
        page = ledger.heads(kind=store.CASE, status=ended, after=after, limit=PAGE)
        ours = [one for one in page.items if one.attrs.get("service") == proposed.id]
        ours = ours if most is None else ours[: most - result.cases]
        by_version: dict[str, list[int]] = {}
        for one in ours:
            by_version.setdefault(str(one.attrs["version"]), []).append(one.stream)
        for version, streams in by_version.items():
            if version not in proposals:
                was = catalogue.service(proposed.id, version)
                proposals[version] = Proposal(was, proposed)
            states = list(store.load_all(streams).values())
            play_all(states, proposals[version], calendar, result)
        if page.next is None:
            break
        after = page.next
    return result
