"""Entitlement (政策资格): does this policy apply to these facts, what does it give, and why.

The answer is yes, no, or None with the facts whose value would decide. A policy without a clause
of eligibility (an age, a deduction) applies as soon as one of its results is known. A policy that
was imported with its benefit in prose says whether it applies and warns that it gives no amounts.
"""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.policy.domain.kept import PerBook
from tongban.policy.domain.rules import clauses
from tongban.policy.domain.rules.answer import Answer, Because, Interval
from tongban.policy.domain.rules.sheet import Sheet, compile_sheet
from tongban.policy.domain.rules.shown import shown

ELIGIBLE = "eligible"
"""The key of the result that says whether a policy applies."""
PROSE = Text(
    "这项政策的待遇标准还是文字,没有写成规则,所以不给金额。",
    "The benefit of this policy is prose, not a rule, so no amount is given.",
)
_CENT = Decimal("0.01")
_NO_BOOK = Book()
_KEPT = 4096


class UnknownPolicy(Problem):
    """No policy is published under this id."""

    code = "policy.unknown-policy"
    words = Text("没有找到这项政策:", "There is no policy called")
    advice = Text("请核对编号。", "Please check the id.")
    status = 404

    def __init__(self, policy: str, known: Iterable[str] = ()) -> None:
        near = difflib.get_close_matches(policy.upper(), list(known), n=3, cutoff=0.5)
        super().__init__(policy + (f" ({', '.join(near)} ?)" if near else ""))


@dataclass(frozen=True, slots=True)
class Result:
    """Something a policy gives (结果): its key, what it is called, its unit, and the law."""

    key: str
    name: Text
    unit: str = ""
    law: str = ""
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A mark that something is not verified (待核对): what, and with whom to check it."""

    what: Text
    with_: Text


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The answer to "am I entitled?" (资格判断).

    `values` are the results that are decided, keyed as the policy's examples are; `intervals`
    bound those that are open; `because` holds only what decided; `missing` the facts whose value
    could still decide something, the next to ask first; `would_change` the facts of which
    another value would give another answer; `left_open` what the clauses leave open on purpose;
    `checks` what the source marks as not verified.
    """

    policy: str
    eligible: bool | None
    values: Mapping[str, Any] = field(default_factory=dict)
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()
    causes: Mapping[str, str] = field(default_factory=dict)
    would_change: tuple[str, ...] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)
    left_open: tuple[Text, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[Text, ...] = ()

    @property
    def next(self) -> str | None:
        """The fact to ask for first; None when nothing is left to ask."""
        return self.missing[0] if self.missing else None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A policy made ready to answer for a day (备好的政策): its sheet, results and marks."""

    policy: Policy
    sheet: Sheet
    results: Mapping[str, Result]
    checks: tuple[Check, ...]
    wide: Mapping[str, Interval]

    def answer(self, facts: Mapping[str, Any], sources: Mapping[str, str]) -> Entitlement:
        """Answer for facts keyed as the policy does."""
        return _entitlement(self, self.sheet.explain(facts, sources=sources), facts)


def prepared(policy: Policy, book: Book, today: date) -> Prepared:
    """Make a policy ready for a day; kept for the day and the books used last."""
    ready = _prepared.of(book)
    day, found = ready.get(id(policy), (None, None))
    if found is None or day != today:
        sheet = compile_sheet(policy, book, on=today, region=region_for(policy, book))
        results = {one.key: one for one in results_of(policy, book)}
        wide = sheet.explain({}).intervals
        found = Prepared(policy, sheet, results, checks_of(policy, book), wide)
        # What is kept holds on to its policy, so that no other can come to have the same id.
        if len(ready) >= _KEPT:
            ready.clear()
        ready[id(policy)] = (today, found)
    return found


_prepared: PerBook[dict[int, tuple[date, Prepared]]] = PerBook(lambda _book: {})


def region_for(policy: Policy, book: Book) -> str:
    """Say for which region a policy's figures are taken: the city's where it lies in its own."""
    own = str(policy.region.get("code") or "")
    return book.region if is_within(book.region, own) else own


def is_within(region: str, wider: str) -> bool:
    """Whether a region of six digits lies in a wider one.

    >>> is_within("350102", "350000"), is_within("350102", "000000"), is_within("350102", "350200")
    (True, True, False)
    """
    return region.startswith(wider.rstrip("0"))


def entitled(
    policy: Policy,
    facts: Mapping[str, Any],
    *,
    today: date,
    book: Book | None = None,
    sources: Mapping[str, str] | None = None,
) -> Entitlement:
    """Say whether a policy applies to facts keyed as the policy names them, and what it gives.

    `because` holds only the clauses that decided; `missing` the facts whose value would decide.
    What no rule can judge leaves the answer open (None). Raises BadFact for a fact that is not
    of the policy's type.
    """
    return prepared(policy, book or _NO_BOOK, today).answer(facts, sources or {})


def _entitlement(one: Prepared, answer: Answer, facts: Mapping[str, Any]) -> Entitlement:
    """Put what a sheet answers as an entitlement."""
    policy, results = one.policy, one.results
    decided = {
        key: said(value, results.get(key))
        for key, value in answer.values.items()
        if value is not None
    }
    eligible, missing = decided.get(ELIGIBLE), answer.missing
    if ELIGIBLE not in results:
        eligible = True if decided else None
    if not results:
        # A rule that is no condition (a formula in an imported file) holds once all is known.
        missing = tuple(fact["key"] for fact in policy.facts if facts.get(fact["key"]) is None)
        eligible = None if missing else True
    reasons = [each for each in answer.because if each.fact or each.result is not None]
    return Entitlement(
        policy=policy.id,
        eligible=eligible,
        values={key: value for key, value in decided.items() if not _is_nothing(value)},
        intervals=_narrowed(one, answer),
        because=tuple(reasons),
        missing=missing,
        causes=answer.causes,
        would_change=answer.would_change,
        texts=answer.texts,
        left_open=tuple(
            each.said for each in answer.because if not each.fact and each.result is None
        ),
        checks=one.checks,
        warnings=(PROSE,) if policy.benefit and not policy.clauses else (),
    )


def _narrowed(one: Prepared, answer: Answer) -> Mapping[str, Interval]:
    """Keep the bounds that say something: more than is certain of everybody."""
    made = {}
    for key, bounds in answer.intervals.items():
        result, wide = one.results.get(key), one.wide.get(key, Interval())
        low = None if bounds.low == wide.low else said(bounds.low, result)
        high = None if bounds.high == wide.high else said(bounds.high, result)
        if low is not None or high is not None:
            made[key] = Interval(low, high)
    return made


def _is_nothing(value: Any) -> bool:
    """Whether a result says that nothing is due: a supplement of no yuan is not listed."""
    return isinstance(value, Decimal) and value == 0


def said(value: Any, result: Result | None) -> Any:
    """Say a result as the examples write it: whole counts, money with two decimals, 60岁1个月."""
    if not isinstance(value, Decimal):
        return value
    if result and result.shown:
        return shown(value, result.shown)
    if result and result.unit.startswith("元"):
        return value.quantize(_CENT)
    return int(value) if value == value.to_integral_value() else value.normalize()


def results_of(policy: Policy, book: Book) -> tuple[Result, ...]:
    """Return what a policy gives, each result once, in the order of its clauses."""
    found: dict[str, Result] = {}
    for one in clauses.sheet(policy, book).clauses:
        name = one.name or Text(one.id)
        law = " ".join(filter(None, (one.law, one.article)))
        found.setdefault(one.gives, Result(one.gives, name, one.unit or "", law, one.shown))
    return tuple(found.values())


def laws_of(policy: Policy) -> tuple[str, ...]:
    """Name the articles a policy rests on, each once."""
    named = (" ".join(filter(None, (one.get("law"), one.get("article")))) for one in policy.clauses)
    return tuple(dict.fromkeys(name for name in named if name))


def checks_of(policy: Policy, book: Book) -> tuple[Check, ...]:
    """Say what of a policy is not verified, and which authority to check it with.

    A mark that names a clause is called as that clause's result is.
    """
    agencies = [
        book.agency_name(book.services[one].agency)
        for one in policy.related
        if one in book.services
    ]
    with_ = agencies[0] if agencies else Text("政策的主管部门", "the authority in charge")
    named = {one.id: one.name for one in clauses.sheet(policy, book).clauses if one.name}
    return tuple(Check(named.get(what) or Text(what), with_) for what in policy.unverified)


def entitlement_json(found: Entitlement) -> dict[str, Any]:
    """Return an entitlement as JSON values; keys are promised and only ever added."""
    return {
        "policy": found.policy,
        "eligible": found.eligible,
        "values": {key: plain(value) for key, value in found.values.items()},
        "because": [
            {
                "clause": one.clause,
                "value": plain(one.value),
                "law": " ".join(filter(None, (one.law, one.article))) or None,
                "said": one.said.zh,
                "fact": one.fact,
                "source": one.source,
                "result": one.result,
            }
            for one in found.because
        ],
        "missing": list(found.missing),
        "next": found.next,
        "intervals": {
            key: {"low": plain(one.low), "high": plain(one.high)}
            for key, one in found.intervals.items()
        },
        "causes": dict(found.causes),
        "would_change": list(found.would_change),
        "unverified": [{"what": one.what.zh, "check_with": one.with_.zh} for one in found.checks],
        "left_open": [one.zh for one in found.left_open],
        "warnings": [one.zh for one in found.warnings],
    }


def plain(value: Any) -> Any:
    """Say a value in JSON: whole numbers as such, money and other decimals as text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Interval):
        return {"low": plain(value.low), "high": plain(value.high)}
    return value


def read_facts(text: str) -> Any:
    """Read JSON so that no number passes through a float."""
    return json.loads(text, parse_float=Decimal)
