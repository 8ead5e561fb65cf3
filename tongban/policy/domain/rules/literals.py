"""Numbers and days as they are written (字面值), exactly."""

from datetime import date

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.lexer import Token, fault
from tongban.policy.domain.rules.units import MULTIPLES, shown

MOST_DIGITS = 17


def number(token: Token) -> t.Number:
    """Make a number of its token: exact, with the unit brought to its base."""
    whole, _, part = token.text.partition(".")
    if len(whole) + len(part) > MOST_DIGITS:
        raise fault(
            token.at,
            "rule.number-size",
            f"这个数太长了；最多 {MOST_DIGITS} 位",
            f"this number is too long; {MOST_DIGITS} digits at most",
        )
    units, scale = int(whole + part), len(part)
    first, slash, rest = (token.unit or "").partition("/")
    base, shift = MULTIPLES.get(first, (first, 0))
    if shift > 0:
        units, scale = (
            (units * 10 ** (shift - scale), 0) if shift > scale else (units, scale - shift)
        )
    else:
        scale -= shift
    unit = shown(f"{base}{slash}{rest}")
    return t.Number(units, scale, unit, at=token.at)


def day(token: Token) -> t.Day:
    """Make a day of its token; a month alone is its first day."""
    month_only = token.text.count("-") == 1
    try:
        found = date.fromisoformat(f"{token.text}-01" if month_only else token.text)
    except ValueError:
        raise fault(
            token.at,
            "rule.day",
            f"没有 {token.text} 这一天；请按 2025-01-31 的样子写",
            f"there is no day {token.text}; write it as 2025-01-31",
        ) from None
    return t.Day(found, month_only, at=token.at)
