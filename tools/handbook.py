"""Write docs/handbook from the code: faces, problems, events, settings, commands; and the index of decisions.

Reads source as text and syntax trees, so it needs no database and no set-up Django. The house
tests write each of `PAGES` and compare: a promise that is not in the handbook is a failing test.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run as a file, the package beside it is not found otherwise
ROOMS = (
    "kernel", "ledger", "people", "agencies", "catalogue", "facts", "licences",
    "policy", "exchange", "cases", "voice", "oversight", "doors",
)  # fmt: skip
HEAD = "<!-- Written by `make docs` from the code. Do not edit. -->\n"


def modules(room: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules of a room, without its tests and migrations."""
    for path in sorted((ROOT / "tongban" / room).rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield path, ast.parse(path.read_text())


def exported(tree: ast.Module) -> list[str]:
    """Return the names in `__all__`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            getattr(t, "id", "") == "__all__" for t in node.targets
        ):
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def promises(path: Path) -> Iterator[ast.stmt]:
    """Yield what a face defines, followed by what it passes on from the modules of its room."""
    tree = ast.parse(path.read_text())
    promised = set(exported(tree))
    yield from (node for node in tree.body if getattr(node, "name", "") in promised)
    for node in tree.body:
        room = f"tongban.{path.parent.name}."
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(room):
            continue
        source = path.parent / f"{str(node.module).removeprefix(room).replace('.', '/')}.py"
        passed = {one.name for one in node.names} & promised
        inside = ast.parse(source.read_text()).body if source.exists() else []
        yield from (
            one for one in inside if isinstance(one, ast.FunctionDef) and one.name in passed
        )


def signature(node: ast.FunctionDef) -> str:
    """Return a function's parameters and result as they are written."""
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(node.args)}){result}"


def faces() -> str:
    """Every room's face: what it promises, one function after the other."""
    lines = [HEAD, "# Faces\n", "What each room promises to the rooms above it.\n"]
    for room in ROOMS:
        path = ROOT / "tongban" / room / "api.py"
        if not path.exists():
            continue
        tree = ast.parse(path.read_text())
        lines += [f"\n## {room}\n", (ast.get_docstring(tree) or "").strip() + "\n"]
        promised = set(exported(tree))
        for node in promises(path):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in promised:
                what = (
                    signature(node) if isinstance(node, ast.FunctionDef) else f"class {node.name}"
                )
                lines += [f"\n### `{what}`\n", (ast.get_docstring(node) or "").strip() + "\n"]
                promised.discard(node.name)
        if promised:
            lines.append("\nAlso: " + ", ".join(f"`{name}`" for name in sorted(promised)) + ".\n")
    return "\n".join(lines).rstrip() + "\n"


def constant(node: ast.ClassDef, name: str) -> ast.expr | None:
    """Return what a class assigns to a name in its body."""
    for item in node.body:
        targets = (
            item.targets
            if isinstance(item, ast.Assign)
            else [item.target]
            if isinstance(item, ast.AnnAssign)
            else []
        )
        if any(getattr(target, "id", "") == name for target in targets):
            return getattr(item, "value", None)
    return None


def said(value: ast.expr | None) -> str:
    """Return the Chinese of a Text(...) in a class body."""
    if isinstance(value, ast.Call) and value.args and isinstance(value.args[0], ast.Constant):
        return str(value.args[0].value)
    return str(value.value) if isinstance(value, ast.Constant) else ""


def problem_rows() -> dict[str, str]:
    """Every problem's code with its row: words, advice, law."""
    rows: dict[str, str] = {}
    for room in ROOMS:
        for _, tree in modules(room):
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and isinstance(
                    code := constant(node, "code"), ast.Constant
                ):
                    cells = [said(constant(node, name)) for name in ("words", "advice", "law")]
                    rows[str(code.value)] = f"| `{code.value}` | {' | '.join(cells)} |"
    return rows


def problems() -> str:
    """Every problem by its stable code."""
    rows = problem_rows()
    head = [
        HEAD,
        "# Problems\n",
        "| Code | What happened | What to do | Law |",
        "|---|---|---|---|",
    ]
    return "\n".join([*head, *(rows[code] for code in sorted(rows))]) + "\n"


def event_types() -> dict[str, str]:
    """Every event type that the code names, with the room file that names it first."""
    pattern = re.compile(rf'"((?:{"|".join(ROOMS)})\.[A-Z][A-Za-z]+)"')
    found: dict[str, str] = {}
    for room in ROOMS:
        for path, _ in modules(room):
            for name in pattern.findall(path.read_text()):
                if name.startswith(f"{room}."):
                    found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def events() -> str:
    """Every event type."""
    found = event_types()
    head = [
        HEAD,
        "# Event types\n",
        "Past tense; fields are only added; a changed meaning is a new type.\n",
        "| Type | Written in |",
        "|---|---|",
    ]
    return "\n".join([*head, *(f"| `{name}` | `{found[name]}` |" for name in sorted(found))]) + "\n"


def settings() -> str:
    """Every setting of an installation: its name in the file, its variable, what it is for."""
    from tongban.config.options import OPTIONS

    head = [
        HEAD,
        "# Settings\n",
        (
            "One file, `settings.toml`: the one named by `TONGBAN_SETTINGS`, else in the home, else "
            "`/etc/tongban/settings.toml`. A variable of the environment wins over it. Secrets are files "
            "of their own in `secrets/` beside it (mode 0600), or systemd's credentials. "
            "`tongban settings` shows what counts; a name that is not listed here is refused.\n"
        ),
        "| Name | What it is for | Kind | Otherwise | Variable |",
        "|---|---|---|---|---|",
    ]
    rows = [
        f"| `{one.name}` | {one.says} | {'secret' if one.secret else one.kind} "
        f"| {one.default} | `{one.read_as}` |"
        for one in OPTIONS
    ]
    return "\n".join([*head, *rows]) + "\n"


def commands() -> str:
    """Every command with its help."""
    lines = [
        HEAD,
        "# Commands\n",
        "`tongban COMMAND --help` says more; `--json` prints for machines.\n",
        "| Command | What it does |",
        "|---|---|",
    ]
    for path in sorted((ROOT / "tongban/cli/commands").glob("*.py")):
        tree = ast.parse(path.read_text())
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if getattr(target, "id", "") == "HELP" and isinstance(node.value, ast.Constant):
                    lines.append(f"| `{path.stem.rstrip('_')}` | {node.value.value} |")
    return "\n".join(lines) + "\n"


def checks() -> str:
    """Every check of definitions: what it looks for, by which source, how to mend it."""
    from tongban.catalogue.domain.checks import CHECKS

    head = [
        HEAD,
        "# Checks\n",
        (
            "What `tongban check` and every publication look for. What blocks must be mended before "
            "anything is published; real data that is not complete warns and never blocks.\n"
        ),
        "| Rule | Level | What is looked for | Why | How to mend it |",
        "|---|---|---|---|---|",
    ]
    rows = [
        f"| `{one.rule}` | {one.level} | {one.what} | {one.why} | {one.mend.en} {one.mend.zh} |"
        for one in sorted(CHECKS.values(), key=lambda one: one.rule)
    ]
    return "\n".join([*head, *rows]) + "\n"


def standard() -> str:
    """Every column of the standards' tables with its place in a definition, and the code sets."""
    from tongban.catalogue.domain.standard import codes
    from tongban.catalogue.domain.standard.package import TABLES

    lines = [
        HEAD,
        "# Standards\n",
        (
            "Where each data item of GB/T 39046-2020 and of the national hub's tables stands in a "
            "definition. A place with = is made from other fields unless the definition says it itself."
        ),
    ]
    for table in TABLES:
        rows = f" (rows of `{table.rows}`)" if table.rows else ""
        lines += [f"\n## {table.name} `{table.id}`{rows}\n", f"{table.standard}\n"]
        lines += ["| No | Column | Name | Place | Type |", "|---|---|---|---|---|"]
        for one in table.fields:
            place = f"`{one.path}`" + (" =" if one.derive else "") if one.path else "="
            kind = f"{one.type} `{one.set}`" if one.set else one.type
            lines.append(f"| {one.no or ''} | `{one.column}` | {one.name} | {place} | {kind} |")
    lines += [
        "\n## Code sets\n",
        "| Set | Annex | GB/T 39046 | National hub | Known by |",
        "|---|---|---|---|---|",
    ]
    for name, one in codes.register()["sets"].items():
        said = [
            ", ".join(f"{c} {w}" for c, w in one[profile].items()) for profile in ("gb", "national")
        ]
        lines.append(
            f"| `{name}` {one['name']} | {one['annex'] or ''} | {said[0]} | {said[1]} | {one['status']} |"
        )
    return "\n".join(lines) + "\n"


def decisions() -> str:
    """Return the index of the decisions: each record's number and title as its first line says."""
    said = (
        "Each record is half a page: context, decision, consequences, what was left. A decision "
        "that building shows to be wrong gets a new record that names the old one.\n"
    )
    lines = [HEAD, "# Decisions\n", said]
    for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        number, title = path.read_text().splitlines()[0].removeprefix("# ").split(" ", 1)
        if number != path.name[:4]:
            raise ValueError(f"{path.name} begins with: # {path.name[:4]} and its title")
        lines.append(f"- [{number}]({path.name}) {title}")
    return "\n".join(lines) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "faces.md": faces, "problems.md": problems, "events.md": events, "settings.md": settings,
    "commands.md": commands, "checks.md": checks, "standard.md": standard,
    "../decisions/README.md": decisions,
}  # fmt: skip
"""How each page of the handbook is written, by its file name."""


def main() -> int:
    """Write the pages; say which changed."""
    folder = ROOT / "docs" / "handbook"
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        path, text = folder / name, write()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(path.resolve().relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
