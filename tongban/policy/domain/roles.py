"""Who plays which role (角色归并): the mother may be the applicant, the company may be new.

A service speaks of its own roles, a life event of others, and several of them may be one and
the same party, whose facts are then asked once. This module finds for every role the one role
of the plan that stands for it, and what may be presumed about the party that plays it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, Role, Test
from tongban.policy.domain.holdings import Holdings

APPLICANT = "applicant"
PERSON = "person"

Where = Callable[[Test, str], bool | None]
"""Judge a role's `where` for a candidate role."""


def role_of(book: Book, role: str) -> Role | None:
    """Return the role as the vocabulary defines it; None for one that only a source names."""
    return book.roles.get(role)


def standing_of(role: str, book: Book, holdings: Holdings) -> str:
    """Say what may be presumed about whoever plays a role (角色的状态).

    "known": a named party, of whom we know all the registers say. "fresh": brought into being by
    the matter itself, so that no register can know it yet. "presumed": somebody whom we have not
    asked after, for whom registers are taken to hold what registers hold.

    A firm may be founded because a service needs one; nobody is born because a service needs a
    child, so a child that no goal brings into being is one still to be named.
    """
    if role in holdings.fresh:
        return "fresh"
    if holdings.anonymous:
        return "presumed"
    if is_named(role, holdings):
        return "known"
    found = role_of(book, role)
    if found is None or not found.new or found.is_ == PERSON or role in holdings.candidates:
        return "presumed"
    return "fresh"


def is_named(role: str, holdings: Holdings) -> bool:
    """Whether somebody is known to play this role."""
    if holdings.parties:
        return role in holdings.parties
    if role == APPLICANT:
        return True
    return any(pair[0] == role for pair in holdings.licences) or any(
        ref.role == role for ref in holdings.facts
    )


class Casting:
    """Finds for every role the one role of the plan that stands for it (角色归并表)."""

    __slots__ = ("_book", "_found", "_holdings", "_rules", "_same", "_where")

    def __init__(
        self,
        book: Book,
        rules: Mapping[str, Mapping[str, Any]],
        holdings: Holdings,
        where: Where,
    ) -> None:
        self._book, self._rules, self._holdings, self._where = book, rules, holdings, where
        self._found: dict[str, str] = {}
        first: dict[int, str] = {}
        for role in sorted(holdings.parties, key=lambda role: (role != APPLICANT, role)):
            first.setdefault(holdings.parties[role], role)
        self._same = {role: first[party] for role, party in holdings.parties.items()}

    def of(self, role: str) -> str:
        """Return the role of the plan that stands for this one."""
        found = self._found.get(role)
        if found is None:
            # Set before asking on, so that roles defined by each other come to an end.
            self._found[role] = role
            found = self._found[role] = self._find(role)
        return found

    def _find(self, role: str) -> str:
        if role in self._same:
            return self._same[role]
        if role in self._rules:
            return self._by_rule(role, self._rules[role])
        defined = role_of(self._book, role)
        if defined is None or defined.default is None or self._is_taken(role):
            return role
        return self.of(defined.default)

    def _is_taken(self, role: str) -> bool:
        return not self._holdings.anonymous and role != APPLICANT and is_named(role, self._holdings)

    def _by_rule(self, role: str, rule: Mapping[str, Any]) -> str:
        """Pick the candidate for whom the rule is true, or the only one left."""
        candidates = [self.of(candidate) for candidate in rule.get("one_of", ())]
        where = rule.get("where")
        if where is None:
            return candidates[0] if candidates else role
        verdicts = {candidate: self._where(where, candidate) for candidate in candidates}
        for candidate in candidates:
            if verdicts[candidate]:
                return candidate
        left = [candidate for candidate in candidates if verdicts[candidate] is None]
        if len(left) == 1 and len(candidates) > 1:
            return left[0]
        return role


def merge_roles(holdings: Holdings, casting: Casting) -> Holdings:
    """Rewrite holdings so that every party has one role; a fact under two names is one fact."""
    facts: dict[FactRef, Any] = {}
    sources: dict[FactRef, str] = {}
    for ref in sorted(holdings.facts, key=lambda ref: (casting.of(ref.role) != ref.role, ref)):
        one = FactRef(casting.of(ref.role), ref.kind)
        if one not in facts:
            facts[one] = holdings.facts[ref]
            if ref in holdings.sources:
                sources[one] = holdings.sources[ref]
    return Holdings(
        facts=facts,
        licences=frozenset((casting.of(role), licence) for role, licence in holdings.licences),
        sources=sources,
        anonymous=holdings.anonymous,
        parties={casting.of(role): party for role, party in holdings.parties.items()},
        chosen=holdings.chosen,
        candidates=holdings.candidates,
        refused=holdings.refused,
    )
