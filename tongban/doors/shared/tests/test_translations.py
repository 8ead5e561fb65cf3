"""Every Chinese sentence of a page has its English, and what is compiled is what is written."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import tongban.doors

DOORS = Path(tongban.doors.__file__).parent
METHODS = [("**.py", "python"), ("**/jinja2/**.html", "jinja2")]
SURFACES = sorted(path.parents[3].name for path in DOORS.glob("*/locale/en/LC_MESSAGES/django.po"))
OPTIONS = {"**/jinja2/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true"}}


def catalogue(surface, kind):
    path = DOORS / surface / "locale" / "en" / "LC_MESSAGES" / f"django.{kind}"
    with path.open("rb") as file:
        return (read_po if kind == "po" else read_mo)(file)


def sentences(surface):
    for name, _line, message, _comments, _context in extract_from_dir(
        DOORS / surface, METHODS, OPTIONS
    ):
        if "tests" not in Path(name).parts:
            yield message if isinstance(message, str) else message[0]


@pytest.mark.parametrize("surface", SURFACES)
def test_every_sentence_is_said_in_english(surface):
    written = {
        message.id if isinstance(message.id, str) else message.id[0]: message.string
        for message in catalogue(surface, "po")
        if message.id
    }
    if surface != "shared":
        written |= {m.id: m.string for m in catalogue("shared", "po") if isinstance(m.id, str)}
    missing = [said for said in sentences(surface) if not written.get(said)]
    assert missing == []


@pytest.mark.parametrize("surface", SURFACES)
def test_what_is_compiled_is_what_is_written(surface):
    po, mo = (
        {_one(m.id)[0]: _one(m.string) for m in catalogue(surface, kind) if m.id}
        for kind in ("po", "mo")
    )
    assert po == mo


def _one(said):
    return (said,) if isinstance(said, str) else tuple(said)
