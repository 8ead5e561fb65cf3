"""Words, numbers and days as they are written (书写): choices, credit codes, calendars, versions."""

from collections.abc import Iterator

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context
from tongban.kernel.identifiers import check_uscc
from tongban.kernel.problems import Problem


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


RULES = (choices, numbers, days, versions)
