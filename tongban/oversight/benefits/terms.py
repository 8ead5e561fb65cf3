"""How a policy is given without anybody applying (免申即享办法), as its definition says."""

from dataclasses import dataclass
from datetime import date

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.text import Text

MONTH, YEAR, ONCE = "month", "year", "once"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a benefit (免申即享办法): who confirms it, how often, to whom, in how many steps."""

    policy: str
    version: str
    name: Text
    agency: str
    service: str
    every: str
    household: bool
    pays: tuple[str, ...]
    steps: str
    law: str
    claim_law: str
    asks: frozenset[str] = frozenset()
    """The facts a person can be asked for; what an authority has to find is nobody else's to say."""
    counts: bool = False
    """Whether a household's amount counts its members, each of whom then counts once in a period."""

    def period(self, on: date) -> str:
        """Return the period a day lies in.

        >>> terms = Terms("P", "1", Text("x"), "A", "", "month", False, (), "two", "l", "c")
        >>> terms.period(date(2026, 11, 23))
        '2026-11'
        """
        return {MONTH: f"{on:%Y-%m}", YEAR: f"{on:%Y}", ONCE: "once"}[self.every]


def terms_of(policy: Policy) -> Terms | None:
    """Return the terms of a policy, None where somebody has to apply for it."""
    said = policy.grant
    if not said:
        return None
    return Terms(
        policy.id, policy.version, policy.name, said["agency"], said.get("service", ""),
        said["period"], said["per"] == "household", tuple(said.get("pays", ())), said["steps"],
        said["law"], said["claim_law"], frozenset(str(one["key"]) for one in policy.facts),
        said.get("counts") == "members",
    )  # fmt: skip


def all_terms(book: Book) -> dict[str, Terms]:
    """Return the terms of every policy that is given without applying."""
    found = (terms_of(one) for one in book.policies.values())
    return {one.policy: one for one in found if one is not None}
