"""Changes of definitions as people read them (变更的显示): sentence by sentence, and whom they touch."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tongban.catalogue.domain.differences import Changed, Difference
from tongban.catalogue.domain.jsontext import field_name
from tongban.catalogue.domain.ports import Affected
from tongban.cli.showing import findings
from tongban.kernel.time import CITY

SHOWN = 30  # definitions; --json has all
LINES = 12  # sentences of one definition
_ACTS = {
    "new": ("新增", "new"),
    "version": ("", ""),
    "correction": ("更正", "correction"),
    "end": ("废止", "ends"),
}


def as_json(one: Changed) -> dict[str, Any]:
    """Return a changed definition as `--json` prints it."""
    return {
        "kind": one.kind,
        "id": one.id,
        "name": one.name.zh,
        "version": one.version,
        "before": one.before,
        "act": one.act,
        "differences": [_difference(each) for each in one.differences],
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "field": field_name(one.path),
        "zh": one.words.zh,
        "en": one.words.en,
        "before": one.before,
        "after": one.after,
    }


def affected_json(one: Affected) -> dict[str, Any]:
    """Return the open cases of a version as `--json` prints them."""
    return {
        "service": one.service,
        "version": one.version,
        "open": one.open,
        "examples": list(one.examples),
    }


def preview(found: Any, language: str) -> RenderableType:
    """Show what a publication would change, and the open cases it touches."""
    no = 0 if language == "zh" else 1
    parts: list[RenderableType] = [""]
    for one in found.changes[:SHOWN]:
        parts += list(_changed(one, language, no))
    if (more := len(found.changes) - SHOWN) > 0:
        said = (f"……另有 {more} 项(--json 全部列出)", f"… and {more} more (--json has all)")
        parts.append(Text(said[no], "dim"))
    parts += list(_affected(found.affected, no))
    if found.findings.errors:
        errors = [one.to_json() for one in found.findings.errors]
        parts += ["", findings.table({"definitions": 0, "errors": errors, "warnings": []})]
    total, same = len(found.changes), found.unchanged
    said = (f"将改变 {total} 项,不变 {same} 项", f"{total} would change, {same} stay as they are")
    return Group(*parts, Text(said[no], "bold"))


def _changed(one: Changed, language: str, no: int) -> Iterator[RenderableType]:
    head = Text()
    head.append(f"{one.kind_words.in_(language)} ", "dim")
    head.append(one.id, "cyan")
    head.append(f" {one.name.in_(language)}  ", "bold")
    dates = (
        f"{one.before} → {one.version}" if one.before not in (None, one.version) else one.version
    )
    head.append(f"{dates} {_ACTS[one.act][no]}".strip(), "dim")
    yield head
    for each in one.differences[:LINES]:
        yield Padding(Text(each.words.in_(language)), (0, 0, 0, 2))
    if (more := len(one.differences) - LINES) > 0:
        said = (f"……另有 {more} 处", f"… and {more} more")
        yield Padding(Text(said[no], "dim"), (0, 0, 0, 2))


def _affected(found: tuple[Affected, ...], no: int) -> Iterator[RenderableType]:
    if not found:
        return
    yield Text(
        ("\n在办件(继续按受理时的版本办理)", "\nOpen cases (they keep the version they stand on)")[
            no
        ]
    )
    for one in found:
        line = Text(f"  {one.service} {one.version}  ")
        line.append((f"{one.open} 件", str(one.open))[no], "bold")
        if one.examples:
            line.append(f"  {', '.join(one.examples[:3])}", "dim")
        yield line


def history(made: Mapping[str, Any]) -> RenderableType:
    """Show the publications, newest first."""
    lines: list[RenderableType] = []
    for one in made["revisions"]:
        line = Text(f"{one['number']:>5}  ", "bold")
        line.append(f"{_moment(one['at'])}  ", "dim")
        back = f" to {one['back_to']}" if one["back_to"] is not None else ""
        line.append(f"{one['act'].replace('_', ' ')}{back}", "yellow" if back else "green")
        line.append(f"  {_changed_ids(one['changed'])}")
        people = " / ".join(name for name in (one["author"], one["approver"]) if name)
        line.append(f"  {people}", "dim")
        lines.append(line)
        if one["note"]:
            lines.append(Padding(Text(one["note"], "italic"), (0, 0, 0, 7)))
    return Group(*lines) if lines else "nothing has been published yet"


def _moment(said: str) -> str:
    """Say an instant by the city's clock, which is also the clock of `publish --at`.

    >>> _moment("2026-11-23T16:30:05+00:00")
    '2026-11-24 00:30'
    """
    return f"{datetime.fromisoformat(said).astimezone(CITY):%Y-%m-%d %H:%M}"


def _changed_ids(changed: list[Mapping[str, str]]) -> str:
    named = ", ".join(one["id"] for one in changed[:3])
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""  # noqa: PLR2004
    return f"{named}{more}"


def versions(made: Mapping[str, Any]) -> RenderableType:
    """Show the versions of one definition, oldest first."""
    lines = []
    for one in made["versions"]:
        line = Text(f"{one['version'] or '-'}", "bold")
        line.append(f" … {one['until']}" if one["until"] else "", "yellow")
        line.append(f"  revision {one['revision']}, {_moment(one['at'])}", "dim")
        line.append(
            f"  {' / '.join(name for name in (one['author'], one['approver']) if name)}", "dim"
        )
        lines.append(line)
    return Group(*lines)
