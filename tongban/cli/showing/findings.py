"""Findings as people read them (检查结果的显示): by file, errors first, the rest counted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

SHOWN = 40  # of each level; --json has all


def table(made: Mapping[str, Any]) -> RenderableType:
    """Show the result of a check."""
    errors, warnings = made["errors"], made["warnings"]
    parts: list[RenderableType] = []
    for title, style, found in (("error", "bold red", errors), ("warning", "yellow", warnings)):
        parts += [_line(one, title, style) for one in found[:SHOWN]]
        if len(found) > SHOWN:
            parts.append(Text(f"… and {len(found) - SHOWN} more {title}s (--json has all)"))
    rules = Counter(one["rule"] for one in (*errors, *warnings))
    if rules:
        parts.append(Text(", ".join(f"{rule} {n}" for rule, n in rules.most_common()), "dim"))
    verdict = f"{made['definitions']} definitions, {len(errors)} errors, {len(warnings)} warnings"
    parts.append(Text(verdict, "bold red" if errors else "bold green"))
    return Group(*parts)


def _line(one: Mapping[str, Any], title: str, style: str) -> Text:
    line = Text()
    line.append(f"{one['file']}:{one['line']} ", "cyan")
    line.append(f"{title} ", style)
    line.append(f"{one['field']}: " if one["field"] else "", "bold")
    line.append(one["message"])
    if one.get("rule"):
        line.append(f" [{one['rule']}]", "dim")
    return line
