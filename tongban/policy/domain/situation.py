"""The situation a plan is made in (办事情形): definitions, holdings and day, with roles merged.

It answers what selection, order and sources all ask: what a condition says here, which role
somebody plays, and whether a licence is held.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, Test
from tongban.kernel.text import Text
from tongban.policy.domain.deriving import value_of
from tongban.policy.domain.goals import Goals
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.index import Analysed, Index, index_of
from tongban.policy.domain.judging import Judgement, judge, judged
from tongban.policy.domain.roles import APPLICANT, Casting, merge_roles, standing_of

Pair = tuple[str, str]
"""A licence of somebody: role and licence kind."""


class Situation:
    """Definitions, holdings and day, with one role for every party (办事情形)."""

    __slots__ = ("_cast", "_standing", "book", "casting", "holdings", "index", "today")

    def __init__(self, goals: Goals, book: Book, holdings: Holdings, today: date | None) -> None:
        self.book = book
        self.today = today
        self.index: Index = index_of(book)
        self.casting = Casting(
            book,
            goals.roles,
            holdings,
            lambda test, role: judge(test, holdings, book, {APPLICANT: role}, today),
        )
        self.holdings = merge_roles(holdings, self.casting)
        self._standing: dict[str, str] = {}
        self._cast = {role: self.casting.of(role) for role in book.roles}

    def bind(self, analysed: Analysed, given: Mapping[str, str]) -> dict[str, str]:
        """Say which role of the plan plays each role a service speaks of."""
        of = self.casting.of
        return {role: of(given.get(role, role)) for role in analysed.roles}

    def cast(self, bind: Mapping[str, str]) -> Mapping[str, str]:
        """Say who plays every role: as bound, and the plan's own cast beyond that."""
        return {**self._cast, **bind} if bind else self._cast

    def judged(self, test: Test | None, bind: Mapping[str, str]) -> Judgement:
        """Judge a condition here; roles it names beyond `bind` are the plan's."""
        return judged(test, self.holdings, self.book, self.cast(bind), self.today)

    def standing(self, role: str) -> str:
        """Say whether somebody is known, fresh or presumed (see `roles.standing_of`)."""
        found = self._standing.get(role)
        if found is None:
            found = self._standing[role] = standing_of(role, self.book, self.holdings)
        return found

    def bring(self, newcomers: frozenset[str]) -> None:
        """Note whose party only this matter brings into being (新生角色)."""
        if newcomers != self.holdings.fresh:
            self.holdings = replace(self.holdings, fresh=newcomers)
            self._standing = {}

    def holds(self, pair: Pair, issued: frozenset[Pair] | set[Pair]) -> bool:
        """Whether a licence is there already; `issued` are those the plan itself brings about.

        Of somebody we have not asked after, registers are taken to hold what registers hold,
        except what this very plan brings about for the first time.
        """
        if pair in self.holdings.licences:
            return True
        return self.standing(pair[0]) == "presumed" and pair not in issued

    def value(self, ref: FactRef) -> Any:
        """Return what is known or follows about a fact."""
        return value_of(ref, self.book, holdings=self.holdings, today=self.today)

    def service_name(self, service_id: str) -> Text:
        """Name a service."""
        return self.book.services[service_id].name

    def licence_name(self, licence: str) -> Text:
        """Name a licence; its id where the book does not know it."""
        kind = self.book.licences.get(licence)
        return kind.name if kind else Text(licence)

    def role_name(self, role: str) -> Text:
        """Name a role; its id where the book does not know it."""
        found = self.book.roles.get(role)
        return found.name if found else Text(role)
