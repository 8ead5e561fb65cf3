"""What a command says (输出): JSON for programs on standard output, readable text for people.

Messages and progress go to standard error, so that standard output is either one JSON line or
the text that was asked for.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

DONE, FOUND, BAD_INPUT, IMPOSSIBLE = 0, 1, 2, 3


def emit(made: Any, args: argparse.Namespace, human: Callable[[Any], object] | None = None) -> None:
    """Print a result: one line of JSON with `--json`, else what `human` makes of it.

    `human` returns text or something `rich` can print, or prints by itself and returns None.
    """
    if getattr(args, "json", False):
        sys.stdout.write(json.dumps(made, ensure_ascii=False, default=_other) + "\n")
        sys.stdout.flush()
        return
    shown = human(made) if human else "\n".join(_lines(made))
    if shown is None:
        return
    if isinstance(shown, str):
        print(shown)
    else:
        from rich.console import Console

        Console().print(shown)


def fail(message: str, code: int = BAD_INPUT) -> int:
    """Say in one sentence what went wrong and what to do; return the exit code."""
    sys.stderr.write(f"tongban: {' '.join(message.split())}\n")
    return code


def count(number: int, word: str) -> str:
    """Say how many of something: "1 error", "2 errors"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def note(message: str) -> None:
    """Say how far we are, to people only."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def language() -> str:
    """Return the language of the terminal: "zh" or "en"."""
    given = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "zh" if given.lower().startswith("zh") else "en"


def _other(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def _lines(value: Any, depth: int = 0) -> list[str]:
    """Write a value as an indented outline."""
    indent = "  " * depth
    if isinstance(value, Mapping):
        found = []
        for key, part in value.items():
            if _is_flat(part):
                found.append(f"{indent}{key}: {_flat(part)}")
            else:
                found += [f"{indent}{key}:", *_lines(part, depth + 1)]
        return found
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [line for part in value for line in (_lines(part, depth) or [f"{indent}-"])]
    return [f"{indent}{_flat(value)}"]


def _is_flat(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not value
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(not isinstance(part, (Mapping, list, tuple)) for part in value)
    return True


def _flat(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(_flat(part) for part in value) or "-"
    return "-" if isinstance(value, Mapping) else str(value)
