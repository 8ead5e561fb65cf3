"""Make the fonts of the documents (tongban/licences/fonts) from their OFL originals.

    npm pack @expo-google-fonts/noto-serif-sc && tar xzf expo-google-fonts-noto-serif-sc-*.tgz
    apt-get install fonts-noto-cjk
    python tools/make_fonts.py package/400Regular/NotoSerifSC_400Regular.ttf \
        /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc

The first file is cut down to GBK and Extension A; the second to the rare characters that the
first lacks, under a family name of its own, so that an installed Noto cannot be taken for it.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parents[1] / "tongban" / "licences" / "fonts"
SIMPLIFIED = 2  # the third face of the collection
TAIL = "Noto Serif CJK SC Tail"
UNUSED = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]


def gbk() -> set[int]:
    """Return the code points of GBK."""
    found = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            found.update(map(ord, bytes([high, low]).decode("gbk", "ignore")))
    return found


def cut(source: str, target: Path, codes: set[int], *, face: int = -1, family: str = "") -> None:
    """Write the part of a font that has these code points."""
    options = subset.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        glyph_names=False,
        font_number=face,
    )
    options.drop_tables += UNUSED
    font = subset.load_font(source, options, lazy=True)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=codes)
    maker.subset(font)
    if family:
        rename(font, family)
    subset.save_font(font, str(target), options)


def rename(font: TTFont, family: str) -> None:
    """Give a font another family name."""
    compact = family.replace(" ", "") + "-Regular"
    names = {1: family, 3: compact, 4: family, 6: compact, 16: family}
    for record in list(font["name"].names):
        if record.nameID in names:
            font["name"].setName(
                names[record.nameID],
                record.nameID,
                record.platformID,
                record.platEncID,
                record.langID,
            )


def main(song: str, collection: str) -> None:
    """Make both files."""
    has = set(TTFont(song, lazy=True).getBestCmap())
    first = has & (gbk() | {*range(0x20, 0x180), *range(0x2000, 0x2070), *range(0x3400, 0x4DC0)})
    cut(song, OUT / "NotoSerifSC-Regular.ttf", first)
    rare = {*range(0x2E80, 0x2FE0), *range(0x3400, 0xA000), *range(0xF900, 0xFB00)}
    rare |= set(range(0x20000, 0x40000))
    more = set(TTFont(collection, fontNumber=SIMPLIFIED, lazy=True).getBestCmap())
    cut(
        collection,
        OUT / "NotoSerifCJKscTail-Regular.otf",
        (more & rare) - first,
        face=SIMPLIFIED,
        family=TAIL,
    )


if __name__ == "__main__":
    main(*sys.argv[1:3])
