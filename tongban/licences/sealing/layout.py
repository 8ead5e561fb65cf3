"""Laying out a licence as an OFD page (版式编排): the same words as on its sheet, placed in mm.

Every character is placed with the width its font gives it, so that a reader draws the page as it
was laid out here, with whatever program.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import segno
from fontTools import subset
from fontTools.ttLib import TTFont

from tongban.licences import documents
from tongban.licences.sealing.ofd import HEIGHT, WIDTH, Line, Page, Picture, Run

SOFT, INK, RED = "111 102 92", "33 29 25", "179 38 30"
LABEL_RIGHT, VALUE_LEFT, VALUE_RIGHT = 64.0, 69.0, 180.0
SEAL_BOX = (126.0, 219.0, 42.0, 42.0)
QR = (30.0, 226.0, 30.0)
MILLIMETRES_A_POINT = 25.4 / 72


@dataclass(slots=True)
class _Fonts:
    """The fonts of a page in the order they are named, and the characters drawn with each."""

    files: Sequence[tuple[str, int]]
    used: list[set[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.used = [set() for _ in self.files]

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield pieces of a text that one font has, in order."""
        piece, current = "", 0
        for each in text:
            font = self._font_of(each)
            if piece and font != current:
                yield current, piece
                piece = ""
            piece, current = piece + each, font
            self.used[font].add(each)
        if piece:
            yield current, piece

    def width(self, text: str, size: float) -> float:
        """Return how wide a text is, in mm."""
        return sum(_advance(*self.files[self._font_of(each)], each) for each in text) * size

    def steps(self, font: int, text: str, size: float, gap: float) -> tuple[float, ...]:
        """Return how far each character moves on."""
        return tuple(_advance(*self.files[font], each) * size + gap for each in text)

    def cut(self) -> tuple[tuple[str, bytes], ...]:
        """Return each font cut to its characters, under its name."""
        return tuple(
            _subset(path, face, "".join(sorted(used)))
            for (path, face), used in zip(self.files, self.used, strict=True)
            if used
        )

    def _font_of(self, character: str) -> int:
        for number, (path, face) in enumerate(self.files):
            if character.isspace() or ord(character) in documents.coverage(path, face):
                return number
        return 0


def page(contents: Mapping[str, Any], *, url: str) -> Page:
    """Lay out what a sheet says (`sheets.contents`), with the QR code of its address.

    Raises GlyphMissing for a character that no font has.
    """
    more = documents.fonts_for(set(documents.characters(contents)))
    house = [(str(path), 0) for path in documents.house_fonts()]
    fonts = _Fonts([*house, *((path, face) for _, path, face in more)])
    objects: list[Run | Line | Picture] = [*_rules(), Picture(*QR, _qr(url))]
    objects += _centred(fonts, contents["over"], y=38, size=3.6, gap=1.8, colour=SOFT)
    objects += _title(fonts, contents["title"])
    objects.append(Line("M 83 63 L 127 63", 0.3, RED))
    objects += _rows(fonts, contents["rows"])
    objects += _line(fonts, contents["qr_words"], x=QR[0], y=260, size=3, colour=SOFT)
    middle = SEAL_BOX[0] + SEAL_BOX[2] / 2
    objects += _centred(fonts, contents["issuer"], y=261, size=4.2, middle=middle)
    objects += _centred(fonts, contents["issued"], y=267, size=3.9, middle=middle)
    foot = f"{contents['identifier_label']} {contents['identifier']}"
    objects += _centred(fonts, foot, y=275, size=2.8, colour=SOFT)
    objects += _centred(fonts, contents["foot"], y=279.5, size=2.8, colour=SOFT)
    if contents["stamp"]:
        objects += _centred(fonts, contents["stamp"], y=150, size=26, gap=8, colour="230 178 174")
    return Page(contents["title"], tuple(objects), _numbered(fonts, objects))


def _numbered(fonts: _Fonts, objects: list[Run | Line | Picture]) -> tuple[tuple[str, bytes], ...]:
    """Cut the fonts and let the runs name those that are left."""
    kept = [number for number, used in enumerate(fonts.used) if used]
    for place, each in enumerate(objects):
        if isinstance(each, Run):
            objects[place] = Run(
                each.x, each.y, each.size, kept.index(each.font), each.text, each.steps, each.colour
            )
    return fonts.cut()


def _rules() -> list[Line]:
    def frame(inset: float, width: float) -> Line:
        right, low = WIDTH - inset, HEIGHT - inset
        path = f"M {inset} {inset} L {right} {inset} L {right} {low} L {inset} {low} C"
        return Line(path, width, RED)

    return [frame(12, 0.42), frame(13.6, 0.14)]


def _title(fonts: _Fonts, title: str) -> list[Run]:
    points = 21 if len(title) > 16 else 26 if len(title) > 10 else 32  # noqa: PLR2004 - as on the sheet
    size = points * MILLIMETRES_A_POINT
    gap = size * (0.08 if len(title) > 12 else 0.18 if len(title) > 7 else 0.42)  # noqa: PLR2004
    return _centred(fonts, title, y=56, size=size, gap=gap)


def _rows(fonts: _Fonts, rows: Sequence[Mapping[str, str]]) -> list[Run]:
    made: list[Run] = []
    many = len(rows) > 12  # noqa: PLR2004 - as on the sheet
    size, y = (4.2, 76.0) if many else (4.6, 80.0)
    for row in rows:
        label = fonts.width(row["label"], 3.7)
        made += _line(fonts, row["label"], x=LABEL_RIGHT - label, y=y, size=3.7, colour=SOFT)
        for line in _broken(fonts, row["value"], size, VALUE_RIGHT - VALUE_LEFT):
            made += _line(fonts, line, x=VALUE_LEFT, y=y, size=size)
            y += size * 1.55
        y += 1.2 if many else 3.4
    return made


def _broken(fonts: _Fonts, text: str, size: float, width: float) -> Iterator[str]:
    """Break a text into lines; Chinese breaks anywhere, what is long breaks where it must."""
    for paragraph in text.splitlines() or [""]:
        line = ""
        for each in paragraph:
            if line and fonts.width(line + each, size) > width:
                yield line
                line = ""
            line += each
        yield line


def _centred(
    fonts: _Fonts,
    text: str,
    *,
    y: float,
    size: float,
    gap: float = 0,
    middle: float = WIDTH / 2,
    colour: str = INK,
) -> list[Run]:
    width = fonts.width(text, size) + gap * max(len(text) - 1, 0)
    return _line(fonts, text, x=middle - width / 2, y=y, size=size, gap=gap, colour=colour)


def _line(
    fonts: _Fonts,
    text: str,
    *,
    x: float,
    y: float,
    size: float,
    gap: float = 0,
    colour: str = INK,
) -> list[Run]:
    made = []
    for font, piece in fonts.runs(text):
        steps = fonts.steps(font, piece, size, gap)
        made.append(Run(x, y, size, font, piece, steps, colour))
        x += sum(steps)
    return made


def _qr(url: str) -> bytes:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", border=0, scale=8, dark="#1a1a1a")
    return out.getvalue()


@cache
def _opened(path: str, face: int) -> tuple[Mapping[int, str], Mapping[str, tuple[int, int]], int]:
    with TTFont(path, fontNumber=documents.face_number(path, face), lazy=True) as font:
        return dict(font.getBestCmap()), dict(font["hmtx"].metrics), font["head"].unitsPerEm


def _advance(path: str, face: int, character: str) -> float:
    names, widths, em = _opened(path, face)
    name = names.get(ord(character))
    return widths[name][0] / em if name else 0.5


def _subset(path: str, face: int, characters: str) -> tuple[str, bytes]:
    options = subset.Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    with TTFont(path, fontNumber=documents.face_number(path, face), lazy=True) as font:
        name = str(font["name"].getBestFamilyName())
        cutter = subset.Subsetter(options)
        cutter.populate(text=characters)
        cutter.subset(font)
        out = io.BytesIO()
        font.save(out)
    return name, out.getvalue()
