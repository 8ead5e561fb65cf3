"""Documents (文书): a typst template and data become PDF/A-2b, and no character becomes a box.

Two fonts come with the platform: a Song for all of GBK and Extension A, and a tail of rarer
characters. What neither has is looked for in the fonts of the machine (Noto CJK, Hanazono and
their like); what no font has is a GlyphMissing that names the character. A compiler is kept for
each set of fonts, so a document costs milliseconds.
"""

import io
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from tongban.licences.domain.problems import BadTemplate, GlyphMissing

ROOT = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).parent / "fonts"
HOUSE = ("Noto Serif SC", "Noto Serif CJK SC Tail")
# Families with many rare characters, best first; only these of a machine's fonts are used.
RICH = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "HanaMinA",
    "HanaMinB",
    "Jigmo",
    "Jigmo2",
    "Jigmo3",
    "Plangothic P1",
    "Plangothic P2",
    "BabelStone Han",
    "SimSun-ExtB",
)
_lock = threading.Lock()


def document(template: Path, data: Mapping[str, Any]) -> bytes:
    """Compile a template with its data; every character is looked for in the fonts first."""
    return _compiled(template, data, {"format": "pdf", "pdf_standards": "a-2b"})


def picture(template: Path, data: Mapping[str, Any], *, dots: float) -> bytes:
    """Compile a template into a PNG with that many dots to an inch, on no background."""
    return _compiled(template, data, {"format": "png", "ppi": dots})


def _compiled(template: Path, data: Mapping[str, Any], options: dict[str, Any]) -> bytes:
    more = fonts_for(set(characters(data)))
    families = (*HOUSE, *(family for family, _, _ in more))
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "fonts": json.dumps(families, ensure_ascii=False),
    }
    try:
        # One compiler is used by one thread at a time.
        with _lock:
            compiler = _compiler(tuple(sorted({path for _, path, _ in more})))
            made = compiler.compile(input=str(template), sys_inputs=inputs, **options)
    except typst.TypstError as error:
        raise BadTemplate(f"{template.name}: {error}") from error
    if not isinstance(made, bytes):
        raise BadTemplate(f"{template.name}: more than one document")
    return made


@cache
def _compiler(more: tuple[str, ...]) -> typst.Compiler:
    return typst.Compiler(root=str(ROOT), font_paths=[str(FONTS), *more], ignore_system_fonts=True)


def characters(data: Any) -> Iterator[str]:
    """Yield every character of every text in the data that has to be drawn."""
    if isinstance(data, str):
        yield from (each for each in data if not each.isspace())
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from characters(value)
    elif isinstance(data, Iterable) and not isinstance(data, bytes):
        for value in data:
            yield from characters(value)


def fonts_for(wanted: set[str]) -> tuple[tuple[str, str, int], ...]:
    """Return the fonts of this machine needed beside our own: family, file and face.

    Raises GlyphMissing with every character that no font has.
    """
    missing = {each for each in wanted if ord(each) not in _house_coverage()}
    chosen = []
    if missing:
        for font in _machine_fonts():
            found = {each for each in missing if ord(each) in coverage(font[1], font[2])}
            if found:
                chosen.append(font)
                missing -= found
    if missing:
        raise GlyphMissing("".join(sorted(missing)))
    return tuple(chosen)


@cache
def house_fonts() -> tuple[Path, ...]:
    """Return the files of our own fonts, the common characters first."""
    return tuple(sorted(FONTS.glob("*.?tf"), key=lambda path: -path.stat().st_size))


@cache
def _house_coverage() -> frozenset[int]:
    return frozenset().union(*(coverage(str(path), 0) for path in house_fonts()))


@cache
def coverage(path: str, face: int) -> frozenset[int]:
    """Return which characters a face of a font file has."""
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=face_number(path, face), lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def face_number(path: str, face: int) -> int:
    """Return a face as the font library counts them: -1 in a file of one font."""
    return face if path.endswith((".ttc", ".otc")) else -1


@cache
def _machine_fonts() -> tuple[tuple[str, str, int], ...]:
    found: dict[str, tuple[str, str, int]] = {}
    for font in typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts():
        if font.family in RICH and font.path and font.style == "normal":
            plain = font.weight == 400  # noqa: PLR2004 - the regular weight
            if plain or font.family not in found:
                found[font.family] = (font.family, str(font.path), font.index)
    return tuple(sorted(found.values(), key=lambda font: RICH.index(font[0])))


def qr_svg(url: str) -> str:
    """Return a QR code as SVG without a size or a colour of its own.

    On a screen every mask reads as well, and trying all eight takes most of the time of a page.
    """
    return _qr(url, mask=0).svg_inline(omitsize=True, border=0, svgclass="qr", lineclass=None)


def qr_image(url: str) -> str:
    """Return a QR code as an SVG file for a document."""
    out = io.BytesIO()
    _qr(url).save(out, kind="svg", border=0, dark="#1a1a1a", svgclass=None, lineclass=None)
    return out.getvalue().decode()


def _qr(url: str, *, mask: int | None = None) -> segno.QRCode:
    return segno.make(url, error="m", micro=False, mask=mask)
