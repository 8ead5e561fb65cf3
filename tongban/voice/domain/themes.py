"""A theme (专题): demands that mean the same, with one owner who mends the cause.

One click makes a theme of a cluster. The demands stay what they are, each answered in its clock;
the theme asks why they came. It ends when those who asked were told what changed because of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

OPENED, GREW, TOLD, LINKED = (
    "voice.ThemeOpened",
    "voice.ThemeGrew",
    "voice.ThemeTold",
    "voice.ThemeLinked",
)


class NoSuchTheme(Problem):
    """There is no such theme (查无此专题)."""

    code = "voice.no-such-theme"
    words = Text("没有这个专题。", "There is no such theme.")
    status = 404


class EmptyTheme(Problem):
    """A theme needs demands, a title and an owner (专题缺内容)."""

    code = "voice.empty-theme"
    words = Text("专题要有诉求、题目和牵头部门。", "A theme needs demands, a title and an owner.")


@dataclass(frozen=True, slots=True)
class ThemeState:
    """A theme as its events have it: `changes` are the drafts that came of it."""

    title: str
    agency: str
    demands: tuple[int, ...]
    place: str = ""
    topic: str = ""
    told: str = ""
    changes: tuple[str, ...] = ()
    seq: int = 0


def fold(happened: Iterable[tuple[str, dict[str, Any]]]) -> ThemeState:
    """Put a theme together from its events."""
    state = ThemeState("", "", ())
    for type_, data in happened:
        state = replace(_after(state, type_, data), seq=state.seq + 1)
    return state


def _after(state: ThemeState, type_: str, data: dict[str, Any]) -> ThemeState:
    match type_:
        case "voice.ThemeOpened":
            return ThemeState(
                data["title"],
                data["agency"],
                tuple(data["demands"]),
                data.get("place", ""),
                data.get("topic", ""),
            )
        case "voice.ThemeGrew":
            more = tuple(one for one in data["demands"] if one not in state.demands)
            return replace(state, demands=(*state.demands, *more))
        case "voice.ThemeTold":
            return replace(state, told=data["words"])
        case "voice.ThemeLinked":
            return replace(state, changes=(*state.changes, data["change"]))
        case _:
            return state
