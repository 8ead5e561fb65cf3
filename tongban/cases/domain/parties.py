"""Who plays which part (当事人): bound by relation, or still to be named by number and name.

>>> from tongban.catalogue.domain.model import Role
>>> from tongban.kernel.text import Text
>>> book = Book(roles={"spouse": Role("spouse", Text("配偶"), relation="spouse")})
>>> bind_parties(7, book, Goals((), ()), related={"spouse": (9,)})
{'applicant': 7, 'spouse': 9}
"""

from collections.abc import Iterable, Mapping

from tongban.cases.domain.wants import is_founded
from tongban.catalogue.domain.model import Book, FactRef
from tongban.policy.domain.goals import Goals

APPLICANT = "applicant"
PARTY_KEY = "@party."
NAME_KEY = ".name"
WISH_KEY = "@want."
PLEDGE_KEY, LATER_KEY = "@pledge.", "@later."
"""Begin the answers by which the applicant pledges a material, or hands it in later."""
CHOICE = "#"
"""Begins the answer that picks one of several relatives instead of naming a number."""


def number_key(role: str) -> str:
    """Return the input name that takes the number of whoever plays a role."""
    return f"{PARTY_KEY}{role}"


def name_key(role: str) -> str:
    """Return the input name that takes their name."""
    return f"{PARTY_KEY}{role}{NAME_KEY}"


def wish_key(service: str) -> str:
    """Return the input name of the person's own wish for an optional service."""
    return f"{WISH_KEY}{service}"


def candidates(
    role: str, book: Book, goals: Goals, related: Mapping[str, tuple[int, ...]]
) -> tuple[int, ...]:
    """Return the related parties who may play a role; nobody does whom the goal brings about."""
    defined = book.roles.get(role)
    if defined is None or defined.relation is None:
        return ()
    if defined.new and is_founded(role, goals, book):
        return ()
    return related.get(defined.relation, ())


def bind_parties(
    applicant: int,
    book: Book,
    goals: Goals,
    *,
    related: Mapping[str, tuple[int, ...]],
    given: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Bind roles to parties: those given, and those to whom one relation leads.

    Where a relation leads to several, nobody is bound and the person names one.
    """
    bound = {APPLICANT: applicant, **(given or {})}
    for role in book.roles:
        if role not in bound:
            found = candidates(role, book, goals, related)
            if len(found) == 1:
                bound[role] = found[0]
    return bound


def parties_of(role: str, bound: Mapping[str, int], book: Book, goals: Goals) -> set[int]:
    """Return the parties who may turn out to play a role: itself, an event's choice, a default."""
    return _parties_of(role, bound, book, goals, frozenset())


def _parties_of(
    role: str, bound: Mapping[str, int], book: Book, goals: Goals, seen: frozenset[str]
) -> set[int]:
    if role in bound:
        return {bound[role]}
    if role in seen:
        return set()
    defined = book.roles.get(role)
    options = [str(one) for one in goals.roles.get(role, {}).get("one_of", ())]
    if not options and defined is not None and defined.default:
        options = [defined.default]
    return {
        party for one in options for party in _parties_of(one, bound, book, goals, seen | {role})
    }


def wants(
    refs: Iterable[FactRef], bound: Mapping[str, int], book: Book, goals: Goals
) -> dict[int, set[str]]:
    """Return which kinds to look up of which party."""
    found: dict[int, set[str]] = {}
    for ref in refs:
        for party in parties_of(ref.role, bound, book, goals):
            found.setdefault(party, set()).add(ref.kind)
    return found
