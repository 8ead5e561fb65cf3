"""tongban clock: when a limit ends, what is used of it, and why."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import WORKING_DAY, Clock, Pause

HELP = "count a limit: its last day, the days used and left, and why"
_KEYS = {"start", "days", "unit", "pauses", "extensions", "today", "rolls"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file",
        help='JSON with "start", "days", "unit", "pauses", "extensions", "today"; - reads standard input',
    )
    parser.add_argument(
        "--calendar", type=Path, metavar="DIR",
        help="where the calendars (calendar-*.yaml) are (the pilot city's)",
    )  # fmt: skip
    parser.add_argument(
        "--by-day", action="store_true", help="list every day, and why it counts or does not"
    )
    parser.add_argument(
        "--language", choices=("zh", "en"), default=None, help="the language of the explanation"
    )


class BadClockError(ValueError):
    """The file does not describe a clock; the message says where and what to do."""


def run(args: argparse.Namespace) -> int:
    """Read the clock, count, and say how it comes out."""
    from tongban.cli import output

    try:
        given = _read(args.file)
        clock, today = read_clock(given)
        calendar = read_calendar(args.calendar or _pilot())
    except BadClockError as error:
        return output.fail(f"{args.file}: {error}")
    language = args.language or output.language()
    try:
        made = {
            "due": clock.due(calendar).isoformat(),
            "days_used": clock.used(today, calendar),
            "days_left": clock.left(today, calendar),
            "overdue": clock.is_overdue(today, calendar),
            "explanation": clock.explain(calendar, today, language),
        }
        if args.by_day:
            made["days"] = [
                {"day": one.on.isoformat(), "counts": one.counts, "why": one.words.in_(language)}
                for one in clock.days(calendar)
            ]
    except OverflowError:
        return output.fail(f"{args.file}: the limit ends after the year 9999; check its dates")
    output.emit(made, args, _lines)
    return output.DONE


def _lines(made: dict[str, Any]) -> str:
    days = [f"{one['day']}  {one['why']}" for one in made.get("days", ())]
    return "\n".join([*days, *made["explanation"]])


def read_clock(given: Any) -> tuple[Clock, date]:
    """Read a clock and today from what the JSON says; raises BadClockError naming the field."""
    if not isinstance(given, dict):
        raise BadClockError('expected an object like {"start": "2026-04-10", "days": 5, …}')
    if unknown := sorted(set(given) - _KEYS):
        raise BadClockError(f"unknown field {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    pauses = tuple(_pause(n, part) for n, part in enumerate(_list(given, "pauses")))
    extensions = tuple(
        _days(part, f"extensions[{n}]") for n, part in enumerate(_list(given, "extensions"))
    )
    start, today = _day(given.get("start"), "start"), _day(given.get("today"), "today")
    try:
        unit = str(given.get("unit", WORKING_DAY))
        allowed, rolls = _days(given.get("days"), "days"), given.get("rolls") is True
        return Clock(start, allowed, unit, pauses, extensions, rolls), today
    except ValueError as error:
        raise BadClockError(str(error)) from None


def read_calendar(folder: Path) -> WorkingCalendar:
    """Read every published calendar in a folder; without any, weekends alone count."""
    from ruamel.yaml import YAML

    holidays: set[date] = set()
    make_up: set[date] = set()
    years = set()
    for path in sorted(folder.glob("**/calendar-*.yaml")):
        found = YAML(typ="safe").load(path)
        years.add(int(found["calendar"]))
        holidays |= {date.fromisoformat(str(day)) for day in found.get("holidays") or ()}
        make_up |= {date.fromisoformat(str(day)) for day in found.get("make_up") or ()}
    return WorkingCalendar(holidays, make_up, years)


def _pilot() -> Path:
    return Path(__file__).resolve().parents[2] / "pilot" / "shared"


def _read(name: str) -> Any:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return json.loads(text)
    except UnicodeDecodeError:
        raise BadClockError("this is no text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadClockError(f"line {error.lineno}: this is no JSON: {error.msg}") from None


def _list(given: dict[str, Any], field: str) -> list[Any]:
    found = given.get(field) or []
    if not isinstance(found, list):
        raise BadClockError(f"{field} is a list")
    return found


def _day(value: Any, field: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadClockError(f"{field} is a day like 2026-04-10, not {value!r}") from None


def _days(value: Any, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadClockError(f"{field} is a whole number of days, not {value!r}")
    return value


def _pause(number: int, value: Any) -> Pause:
    field = f"pauses[{number}]"
    if not isinstance(value, dict):
        raise BadClockError(
            f'{field} is an object like {{"from": "2026-04-10", "to": "2026-04-12"}}'
        )
    first, last = _day(value.get("from"), f"{field}.from"), _day(value.get("to"), f"{field}.to")
    try:
        return Pause(first, last, str(value.get("reason") or ""), str(value.get("law") or ""))
    except ValueError as error:
        raise BadClockError(f"{field}: {error}") from None
