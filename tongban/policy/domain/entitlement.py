"""Entitlement (政策资格): does this policy apply to these facts, why, and what is missing.

A policy's rule is a condition tree over its own fact keys. The answer is yes, no, or None with
the facts whose value would decide. A policy whose rule is no tree (a formula, a table of
amounts) has no condition of eligibility: it applies once all its facts are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tongban.catalogue.domain.model import Book, FactKind, FactRef, Policy
from tongban.kernel.text import Text
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.judging import Leaf, judged
from tongban.policy.domain.roles import APPLICANT

_TREE = ("all", "any", "not", "fact", "holds")
# Ages that rules of the import format speak of without declaring them as facts.
_AGES: Mapping[str, Mapping[str, str]] = {
    "age": {"from": "birth", "by": "age"},
    "age_on_date": {"from": "birth", "by": "age", "on": "on_date"},
}


@dataclass(frozen=True, slots=True)
class Because:
    """A clause that decided (决定性条款): in words, with the value it looked at and the outcome."""

    clause: str
    value: Any
    result: bool | None
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The answer to "am I entitled?" (资格判断); `next` is the fact to ask for first."""

    policy: str
    eligible: bool | None
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def next(self) -> str | None:
        """The fact to ask for first; None when nothing is left to ask."""
        return self.missing[0] if self.missing else None


def entitled(
    policy: Policy,
    facts: Mapping[str, Any],
    *,
    book: Book | None = None,
    today: date | None = None,
) -> Entitlement:
    """Say whether a policy applies to facts keyed as the policy names them.

    `because` holds only the clauses that decided; `missing` the facts whose value would decide,
    in the order of the rule. A clause no rule can judge leaves the answer open (None).
    """
    if not any(word in policy.rule for word in _TREE):
        missing = tuple(fact["key"] for fact in policy.facts if facts.get(fact["key"]) is None)
        return Entitlement(policy.id, None if missing else True, missing=missing)
    holdings = Holdings(
        {FactRef(APPLICANT, key): value for key, value in facts.items() if value is not None}
    )
    judgement = judged(policy.rule, holdings, _own_words(policy, book), today=today)
    return Entitlement(
        policy.id,
        judgement.value,
        tuple(_because(leaf, policy) for leaf in judgement.because),
        tuple(dict.fromkeys(ref.kind for ref in judgement.missing)),
    )


def _own_words(policy: Policy, book: Book | None) -> Book:
    """Give the book without `same_as`, so that a policy's keys mean what the policy says."""
    declared = {fact["key"] for fact in policy.facts}
    kinds = dict(book.kinds) if book else {}
    for key in declared:
        # What the policy asks as a fact of its own is not derived behind its back.
        if key in kinds:
            kinds[key] = replace(kinds[key], derive=None)
    for key, rule in _AGES.items():
        if key not in declared and (key not in kinds or kinds[key].derive is None):
            kinds[key] = FactKind(key, Text(key), "number", derive=rule)
    return Book(
        kinds=kinds, roles=book.roles if book else {}, licences=book.licences if book else {}
    )


def _because(leaf: Leaf, policy: Policy) -> Because:
    if leaf.ref is None:
        return Because(f"持有 {leaf.test.get('holds', '')}", leaf.value, leaf.result)
    names = {fact["key"]: fact.get("name") or fact.get("name_zh") for fact in policy.facts}
    name = names.get(leaf.ref.kind) or leaf.ref.kind
    said = name.get("zh", leaf.ref.kind) if isinstance(name, Mapping) else str(name)
    wanted = _wanted_words(leaf.test["value"])
    return Because(f"{said} {leaf.test['op']} {wanted}", leaf.value, leaf.result, leaf.ref.kind)


def _wanted_words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        if "ref" in value:
            return f"{value['ref']}×{value['mul']}" if "mul" in value else str(value["ref"])
        return "分档标准"
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return str(value)
