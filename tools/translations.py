"""Bring the sentences of every surface up to date: English to fill in, traditional Chinese derived.

    .venv/bin/python tools/translations.py [SURFACE…]   read the code, update .po, compile .mo
    .venv/bin/python tools/translations.py --check      1: something is stale or has no English

The source of a sentence is its Chinese in code or template. English stands in
`tongban/doors/<surface>/locale/en`, written by people. Traditional Chinese is written by
`tongban.kernel.script` from the Chinese and a reviewed list of words, so only its compiled form
is kept.
"""

import argparse
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tongban.kernel.script import traditional

DOORS = Path(__file__).parent.parent / "tongban" / "doors"
METHODS = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/jinja2/**.html", "jinja2")]
OPTIONS = {"**/jinja2/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true"}}


def main(argv: list[str] | None = None) -> int:
    """Write what is stale, or with `--check` only say so."""
    surfaces = sorted(path.parent.name for path in DOORS.glob("*/locale"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("surfaces", nargs="*", metavar="SURFACE", help=", ".join(surfaces))
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(argv)
    if unknown := set(given.surfaces) - set(surfaces):
        parser.error(f"no surface of this name: {', '.join(unknown)}; there are {surfaces}")
    wrong = [said for name in given.surfaces or surfaces for said in settle(name, given.check)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return int(bool(wrong))


def settle(surface: str, check: bool = False) -> list[str]:
    """Bring one surface up to date; returns what is stale (when checking) or lacks English."""
    found = extracted(DOORS / surface)
    english = DOORS / surface / "locale/en/LC_MESSAGES/django.po"
    catalog = updated(english, found)
    made = {
        english: written(catalog),
        english.with_suffix(".mo"): compiled(catalog),
        DOORS / surface / "locale/zh_Hant/LC_MESSAGES/django.mo": compiled(derived(found)),
    }
    stale = [path for path, content in made.items() if _content(path) != content]
    lacking = [_plain(one.id) for one in catalog if one.id and not all(_several(one.string or ""))]
    wrong = [f"{surface}: no English for “{text}”" for text in lacking]
    if check:
        return wrong + [
            f"{path}: not what the code says; run tools/translations.py" for path in stale
        ]
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[path])
    return wrong


def extracted(folder: Path) -> Catalog:
    """Read the sentences of a surface from its code and templates."""
    found = Catalog(charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(folder, METHODS, OPTIONS):
        found.add(message, context=context)
    return found


def updated(path: Path, found: Catalog) -> Catalog:
    """Return the English of a surface with exactly the sentences found; nothing is guessed."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="en", domain="django")
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def derived(found: Catalog) -> Catalog:
    """Write every sentence found in traditional characters."""
    then = datetime(2026, 4, 1, tzinfo=UTC)  # the same bytes every time
    made = Catalog(locale="zh_Hant", charset="utf-8", creation_date=then, revision_date=then)
    for one in found:
        if one.id:
            texts = tuple(map(traditional, _several(one.id)))
            plural = isinstance(one.id, tuple | list)
            made.add(one.id, texts[:1] if plural else texts[0], context=one.context)
    return made


def written(catalog: Catalog) -> bytes:
    """Write a catalogue as a .po file: sorted, without line numbers, so that changes are small."""
    out = BytesIO()
    write_po(out, catalog, sort_output=True, no_location=True, width=None)
    return out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Compile a catalogue."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _several(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _plain(text: str | tuple[str, ...]) -> str:
    return _several(text)[0]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
