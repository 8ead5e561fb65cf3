"""What a city's item auditors look for (事项要素审核), as far as our definitions hold it.

Consistency rules of the guides for compiling implementation lists (实施清单): a visit has its
reason, a fee its standard, a licensing item its five steps, a certificate its licence.
"""

from collections.abc import Iterator

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context
from tongban.kernel.identifiers import check_uscc
from tongban.kernel.problems import Problem

LICENSING = "行政许可"
LICENSING_STEPS = 5  # 受理、审核、审批、办结、送达
PAPER_ENDINGS = ("证", "证书", "执照", "许可证")


def audited(context: Context) -> Iterator[Finding]:
    """Find services whose elements do not agree with each other."""
    for one in context.of("service"):
        value = one.value
        visits, fee = value.get("visits") or {}, value.get("fee") or {}
        if visits.get("expected") and not visits.get("text"):
            said = "要到现场却没有写理由(a visit without a reason);请写 visits.text"
            yield one.finding(("visits",), "audit.visits", said, "warning")
        amount = fee.get("amount")
        if amount not in (None, 0, "0") and not (fee.get("text") or fee.get("basis")):
            said = "收费却没有写标准和依据(a fee without its standard);请写 fee.text"
            yield one.finding(("fee",), "audit.fee", said, "warning")
        if value.get("kind") == LICENSING and len(value.get("steps") or ()) < LICENSING_STEPS:
            said = "行政许可的环节少于五个(fewer than 5 steps): 受理、审核、审批、办结、送达"
            yield one.finding(("steps",), "audit.steps", said, "warning")
        if not value.get("law"):
            said = "没有写依据(no legal basis);职权法定,请写 law"
            yield one.finding(("law",), "audit.law", said, "warning")
        result = value.get("result") or {}
        name = result.get("name") or ""
        name = name if isinstance(name, str) else name["zh"]
        if name.endswith(PAPER_ENDINGS) and not result.get("licence"):
            said = f"结果“{name}”是证,却没有写是哪一种证照(a certificate without licence)"
            yield one.finding(("result",), "audit.result", said, "warning")


def choices(context: Context) -> Iterator[Finding]:
    """Find fact kinds to choose from that offer no choice."""
    for one in context.of("fact"):
        if one.value.get("type") in ("enum", "multi") and not one.value.get("options"):
            said = "要选择却没有选项(no options);在补上之前只能当文字填写"
            yield one.finding(("options",), "facts.no-options", said, "warning")


def numbers(context: Context) -> Iterator[Finding]:
    """Find agencies whose credit code fails its check character (GB 32100-2015)."""
    for one in context.of("agency"):
        if code := one.value.get("uscc"):
            try:
                check_uscc(code)
            except Problem as problem:
                yield one.finding(("uscc",), "agencies.uscc", problem.said())


def days(context: Context) -> Iterator[Finding]:
    """Find days of a calendar that are none, of another year, or both off and worked."""
    for one in context.of("calendar"):
        off = set(one.value.get("holidays") or ())
        for name in ("holidays", "make_up"):
            for no, day in enumerate(one.value.get(name) or ()):
                said = _day(day, one.value["calendar"])
                if name == "make_up" and day in off:
                    said = f"{day} 既放假又上班(off and worked)"
                if said:
                    yield one.finding((name, no), "calendar.day", said)


def _day(day: str, year: int) -> str | None:
    return None if day.startswith(f"{year}-") else f"{day} 不在 {year} 年(another year)"


def versions(context: Context) -> Iterator[Finding]:
    """Find versions that end before they begin."""
    for one in context.given:
        if one.until and one.until < one.version:
            said = f"until({one.until})早于 version({one.version}):终止在施行之前(ends first)"
            yield one.finding(("until",), "versions.until", said)


RULES = (audited, choices, numbers, days, versions)
