"""Where a fact comes from (信息来源): derived, known, in a licence, issued on the way, or asked.

For every fact a service needs there is an ordered list of ways to get it, the cheapest for the
person first. Only when no other way is open is the person asked (一数一源、能共享不填报).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from tongban.catalogue.domain.model import FactRef
from tongban.policy.domain.graph import Order
from tongban.policy.domain.roles import APPLICANT
from tongban.policy.domain.selecting import Node, Selection
from tongban.policy.domain.situation import Pair, Situation

NUMBER = "number"
"""The source of an ID number that somebody came with (本人提供的号码)."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to get a fact (取得途径): `kind` derived, known, licence, produced, official or person.

    `source` is the licence or the name of the statement's source, `by` the service of the plan
    that will issue the licence.
    """

    kind: str
    source: str = ""
    by: str | None = None

    @property
    def is_asking(self) -> bool:
        """Whether the person has to say it."""
        return self.kind == "person"


class Sources:
    """The ways to every fact of one plan (来源表)."""

    __slots__ = (
        "_issued",
        "_order",
        "_presumed",
        "_producers",
        "_selection",
        "_situation",
        "_stating",
    )

    def __init__(self, selection: Selection, order: Order, situation: Situation) -> None:
        self._selection, self._order, self._situation = selection, order, situation
        self._issued: set[Pair] = set()
        self._producers: dict[Pair, list[int]] = {}
        self._stating: dict[FactRef, list[tuple[int, str]]] = {}
        self._presumed: dict[FactRef, frozenset[Pair]] = {}
        for number, node in enumerate(selection.nodes):
            if node.result is not None:
                self._add(number, node, node.result)

    def _add(self, number: int, node: Node, result: Pair) -> None:
        role, licence = result
        self._producers.setdefault(result, []).append(number)
        if result not in node.wants:
            self._issued.add(result)
        kind = self._situation.book.licences.get(licence)
        states = [*node.analysed.service.output.states, *(kind.states if kind else ())]
        for stated in dict.fromkeys(states):
            whose, dot, fact = stated.rpartition(".")
            ref = FactRef(node.bind.get(whose, whose) if dot else role, fact)
            self._stating.setdefault(ref, []).append((number, licence))

    @property
    def issued(self) -> set[Pair]:
        """The licences the plan brings about for the first time."""
        return self._issued

    def producer_before(self, pair: Pair, number: int) -> str | None:
        """Name the service of the plan that issues a licence before this one begins."""
        before = self._order.before[number]
        for producer in self._producers.get(pair, ()):
            if before >> producer & 1:
                return self._selection.nodes[producer].key
        return None

    def ways(
        self,
        ref: FactRef,
        stated_in: Collection[Pair],
        number: int,
        *,
        first: Pair | None = None,
    ) -> Iterator[Way]:
        """Yield the ways to a fact for the service of this number, best first; the last asks.

        `stated_in` are the licences that the needs of the plan name for this fact, `first` the
        one to be looked at before the others.
        """
        situation = self._situation
        kind = situation.book.kinds.get(ref.kind)
        if kind is not None and kind.derive and self._derives(ref, number):
            yield Way("derived", "derived")
        yield from self._known(ref)
        presumed = self._presumed_of(ref, stated_in)
        if presumed:
            for pair in _from(first, stated_in):
                if pair in presumed:
                    yield Way("licence", pair[1])
        yield from self._produced(ref, _from(first, stated_in), number)
        if kind is not None and kind.how == "official":
            yield Way("official", "official")
        else:
            yield Way("person", "person")

    def _presumed_of(self, ref: FactRef, stated_in: Collection[Pair]) -> frozenset[Pair]:
        """Find which of the licences that state a fact are taken to be there, worked out once."""
        found = self._presumed.get(ref)
        if found is None:
            situation = self._situation
            found = self._presumed[ref] = frozenset(
                pair
                for pair in stated_in
                if situation.standing(pair[0]) == "presumed"
                and not self._names(ref)
                and situation.holds(pair, self._issued)
            )
        return found

    def _known(self, ref: FactRef) -> Iterator[Way]:
        situation = self._situation
        if ref in situation.holdings.facts:
            yield Way("known", situation.holdings.sources.get(ref, "known"))
        elif situation.holdings.anonymous and ref.role == APPLICANT and self._is_number(ref):
            yield Way("known", NUMBER)

    def _produced(self, ref: FactRef, stated_in: Iterable[Pair], number: int) -> Iterator[Way]:
        for pair in stated_in:
            if (by := self.producer_before(pair, number)) is not None:
                yield Way("produced", pair[1], by)
        before = self._order.before[number]
        for producer, licence in self._stating.get(ref, ()):
            if before >> producer & 1:
                yield Way("produced", licence, self._selection.nodes[producer].key)

    def _derives(self, ref: FactRef, number: int) -> bool:
        """Whether what a fact is derived from is there without asking."""
        seen: set[str] = set()
        book = self._situation.book
        while ref.kind not in seen:
            seen.add(ref.kind)
            kind = book.kinds.get(ref.kind)
            if kind is None or not kind.derive:
                return False
            if "holds" in kind.derive:
                return True
            ref = FactRef(ref.role, kind.derive["from"])
            if self._is_there(ref, number):
                return True
        return False

    def _is_there(self, ref: FactRef, number: int) -> bool:
        if any(True for _ in self._known(ref)):
            return True
        if any(True for _ in self._produced(ref, (), number)):
            return True
        # Whoever is presumed to be in the registers has a number there.
        return (
            self._situation.holdings.anonymous
            and self._is_number(ref)
            and self._situation.standing(ref.role) == "presumed"
        )

    def _is_number(self, ref: FactRef) -> bool:
        kind = self._situation.book.kinds.get(ref.kind)
        return kind is not None and kind.type == "idno"

    def _names(self, ref: FactRef) -> bool:
        """Whether this number is what names somebody who is still to be named."""
        return not self._situation.holdings.anonymous and self._is_number(ref)


def _from(first: Pair | None, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield pairs, the first one first."""
    if first is not None:
        yield first
    for pair in pairs:
        if pair != first:
            yield pair
