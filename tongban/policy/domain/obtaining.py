"""How a licence that is missing can be obtained (缺证怎么办): an and-or search, cheapest first.

A licence is obtained by one of the services that issue it (or), and a service needs all its
required licences (and). The cheapest way for the person wins: fewest visits, then papers, then
questions, then days, then the smaller id. Costs grow along every way, so settling the cheapest
open licence first finds the best one without walking in circles (Knuth's generalisation of
Dijkstra's method). What cannot be settled is only obtainable in a circle.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from tongban.catalogue.domain.model import FactRef
from tongban.policy.domain.index import Analysed, Cost
from tongban.policy.domain.situation import Pair, Situation

NUMBERS = ("idno", "uscc")
"""What somebody is numbered with once and for good."""


@dataclass(slots=True)
class Way:
    """One service by which a licence can be obtained (途径), for the roles as bound."""

    pair: Pair
    service: str
    bind: dict[str, str]
    cost: Cost
    open: set[Pair] = field(default_factory=set)
    needs: tuple[Pair, ...] = ()


def ways_to(
    pair: Pair,
    situation: Situation,
    issued: set[Pair],
    without: frozenset[str] = frozenset(),
) -> list[Way]:
    """Return the services to add so that a licence is obtained, what is needed first last.

    Empty when no service issues it to this role. A way that only leads in a circle is returned
    too, so that the circle is reported where the order is made. Services `without` which it is
    to be done, and those already refused, are not taken.
    """
    options = _explore(pair, situation, issued, without | situation.holdings.refused)
    if not options[pair]:
        return []
    best = _settle(options)
    chosen: dict[Pair, Way] = {}
    queue = [pair]
    for one in queue:
        if one in chosen or not options.get(one):
            continue
        way = best.get(one) or min(options[one], key=lambda way: (way.cost, way.service))
        chosen[one] = way
        queue.extend(way.needs)
    return list(chosen.values())


def required(analysed: Analysed, bind: dict[str, str], situation: Situation) -> Iterator[Pair]:
    """Yield the licences a service cannot do without in this situation."""
    for use in analysed.uses:
        if not use.is_material:
            continue
        if use.when is None:
            needed: bool | None = use.required
        else:
            needed = situation.judged(use.when, bind).value
        if needed:
            yield (bind[use.role], use.licence)


def _explore(
    start: Pair, situation: Situation, issued: set[Pair], without: frozenset[str]
) -> dict[Pair, list[Way]]:
    """Find every way to a licence and to what those ways need in turn."""
    options: dict[Pair, list[Way]] = {}
    queue = [start]
    for pair in queue:
        if pair in options:
            continue
        found = [way for way in _options(pair, situation, issued) if way.service not in without]
        # Whoever surely fails a condition there goes another way, where there is one.
        options[pair] = [way for way in found if not _fails(way, situation)] or found
        queue.extend(needed for way in options[pair] for needed in way.needs)
    return options


def _options(pair: Pair, situation: Situation, issued: set[Pair]) -> Iterator[Way]:
    role, licence = pair
    for service_id in situation.index.producers(licence):
        analysed = situation.index.of(service_id)
        given = _binding(analysed.service.output.of, role, situation)
        if given is None or _begun(analysed, role, situation):
            continue
        bind = situation.bind(analysed, given)
        needs = tuple(dict.fromkeys(required(analysed, bind, situation)))
        if pair in needs or bind[analysed.service.output.of] != role:
            # It changes a licence that must be there already, so it cannot bring it about.
            continue
        open_ = tuple(
            one for one in needs if one not in issued and not situation.holds(one, issued)
        )
        yield Way(pair, service_id, bind, analysed.cost, set(open_), open_)


def _fails(way: Way, situation: Situation) -> bool:
    """Whether what is known of this person rules this service out already."""
    met: dict[str, bool] = {}
    for one in situation.index.of(way.service).service.requirements:
        if one.test is None:
            continue
        found = situation.judged(one.test, way.bind)
        surely = found.value is False and all(leaf.ref is not None for leaf in found.because)
        group = one.any_group or f"#{one.no}"
        met[group] = met.get(group, False) or not surely
    return not all(met.values())


def _begun(analysed: Analysed, role: str, situation: Situation) -> bool:
    """Whether a service would give a number to somebody who has one: nobody is founded twice."""
    numbers = [
        kind
        for kind, origin in analysed.service.output.states.items()
        if origin.get("issue") in NUMBERS
    ]
    return any(situation.value(FactRef(role, kind)) is not None for kind in numbers)


def _binding(issued_to: str, role: str, situation: Situation) -> dict[str, str] | None:
    """Bind a service so that its result belongs to this role; None where that makes no sense."""
    if situation.casting.of(issued_to) == role:
        return {}
    theirs = situation.book.roles.get(issued_to)
    ours = situation.book.roles.get(role)
    if theirs is not None and ours is not None:
        if theirs.is_ != ours.is_:
            return None
        # Somebody who already is cannot be born, nor a firm that exists be founded.
        if theirs.new and not ours.new:
            return None
    return {issued_to: role}


def _settle(options: dict[Pair, list[Way]]) -> dict[Pair, Way]:
    waiting: dict[Pair, list[Way]] = {}
    heap: list[tuple[Cost, str, Pair, int]] = []
    ways: list[Way] = []
    settled: dict[Pair, Cost] = {}
    best: dict[Pair, Way] = {}

    def offer(way: Way) -> None:
        ways.append(way)
        heapq.heappush(heap, (way.cost, way.service, way.pair, len(ways) - 1))

    for pair in sorted(options):
        if not options[pair]:
            # Nobody issues it: the person hands it in as a paper.
            offer(Way(pair, "", {}, Cost(papers=1)))
        for way in options[pair]:
            for needed in way.needs:
                waiting.setdefault(needed, []).append(way)
            if not way.open:
                offer(way)
    while heap:
        cost, _, pair, number = heapq.heappop(heap)
        if pair in settled:
            continue
        settled[pair] = cost
        if ways[number].service:
            best[pair] = ways[number]
        for way in waiting.get(pair, ()):
            way.open.discard(pair)
            way.cost = way.cost + cost
            if not way.open:
                offer(way)
    return best
