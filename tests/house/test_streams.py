"""Every kind of stream can be made anew from its events, whichever room writes it."""

import ast
from pathlib import Path

from tongban.ledger import rebuilding

ROOT = Path(__file__).resolve().parents[2] / "tongban"
ELSEWHERE = {"tests", "cli", "ledger", "kernel"}


def called(name, argument):
    """Return room and last word of an argument, by place or keyword, of every call of a name."""
    found = set()
    for path in ROOT.rglob("*.py"):
        room, *rest = path.relative_to(ROOT).parts
        text = path.read_text()
        if f"{name}(" not in text or ELSEWHERE & {room, *rest}:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                given = node.args[argument] if argument < len(node.args) else node.keywords[0].value
                given = next((one.value for one in node.keywords if one.arg == "kind"), given)
                found.add((room, ast.unparse(given).split(".")[-1]))
    return found


def test_every_kind_of_stream_that_is_written_has_a_projector():
    written, registered = called("Append", 1), called("projector", 0)
    assert len(written) > 5
    assert written - registered == set()
    assert len(rebuilding._projectors) >= len(registered)
