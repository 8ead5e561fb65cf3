"""OFD (版式文件, GB/T 33190-2016): a package of pages that keep their look, sealed with SM2.

The page is drawn in millimetres from text, lines and pictures; the fonts it needs lie in the
package, cut to the characters it uses, so that no character becomes a box. The seal covers
every file of the package by its SM3 digest (GB/T 38540-2020).
"""

import base64
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from tongban.kernel.signing import Signer
from tongban.licences.sealing import ses

SPACE = "http://www.ofdspec.org/2016"
WIDTH, HEIGHT = 210.0, 297.0
DOCUMENT, SIGN = "Doc_0", "Doc_0/Signs/Sign_0"
EPOCH = (2000, 1, 1, 0, 0, 0)
"""One time for all files of a package: what is the same makes the same bytes."""
ET.register_namespace("ofd", SPACE)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font (文字对象): its baseline's start, size and steps, in mm."""

    x: float
    y: float
    size: float
    font: int
    text: str
    steps: tuple[float, ...]
    colour: str = "33 29 25"


@dataclass(frozen=True, slots=True)
class Line:
    """A path (图形对象), in the short form of the standard: `M x y L x y`, `C` closes it."""

    path: str
    width: float
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the page (图像对象)."""

    x: float
    y: float
    side: float
    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be packed (页): its objects, the fonts they name, and the title."""

    title: str
    objects: tuple[Run | Line | Picture, ...]
    fonts: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Sealing:
    """With what, when and where a page is sealed (盖章)."""

    signer: Signer
    certificate: bytes = field(repr=False)
    seal: bytes = field(repr=False)
    box: tuple[float, float, float, float]
    at: datetime


def package(page: Page, *, identifier: str, sealing: Sealing) -> bytes:
    """Return the sealed package; the same page twice differs in its signature alone."""
    files = _files(page, identifier, sealing.at)
    digests = {f"/{name}": ses.sm3(content) for name, content in files.items()}
    files[f"{SIGN}/Seal.esl"] = sealing.seal
    described = _signature(digests, sealing)
    files[f"{SIGN}/Signature.xml"] = described
    files[f"{SIGN}/SignedValue.dat"] = ses.sign(
        sealing.seal,
        sealing.signer,
        sealing.certificate,
        digest=ses.sm3(described),
        path=f"/{SIGN}/Signature.xml",
        at=sealing.at,
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(page: Page, identifier: str, at: datetime) -> dict[str, bytes]:
    """Lay out everything that the seal covers."""
    fonts = {2 + number: font for number, font in enumerate(page.fonts)}
    first = 2 + len(fonts)
    pictures = [each for each in page.objects if isinstance(each, Picture)]
    images = {first + number: each for number, each in enumerate(pictures)}
    content, last = _content(
        page, {id(each): no for no, each in images.items()}, first + len(images)
    )
    listed = _element("Signatures", _element("MaxSignId", text="1"))
    listed.append(_element("Signature", ID="1", Type="Seal", BaseLoc=f"/{SIGN}/Signature.xml"))
    files = {
        "OFD.xml": _root(page.title, identifier, at),
        f"{DOCUMENT}/Document.xml": _document(last),
        f"{DOCUMENT}/PublicRes.xml": _resources(
            "Fonts",
            (
                _element("Font", _element("FontFile", text=f"font_{no}.ttf"), ID=str(no), FontName=name)
                for no, (name, _) in fonts.items()
            ),
        ),
        f"{DOCUMENT}/DocumentRes.xml": _resources(
            "MultiMedias",
            (
                _element(
                    "MultiMedia",
                    _element("MediaFile", text=f"image_{no}.png"),
                    ID=str(no), Type="Image", Format="PNG",
                )
                for no in images
            ),
        ),
        f"{DOCUMENT}/Pages/Page_0/Content.xml": content,
        f"{DOCUMENT}/Signs/Signatures.xml": _written(listed),
    }  # fmt: skip
    files |= {f"{DOCUMENT}/Res/font_{no}.ttf": data for no, (_, data) in fonts.items()}
    return files | {f"{DOCUMENT}/Res/image_{no}.png": each.png for no, each in images.items()}


def _root(title: str, identifier: str, at: datetime) -> bytes:
    information = _element(
        "DocInfo",
        _element("DocID", text=identifier),
        _element("Title", text=title),
        _element("CreationDate", text=at.date().isoformat()),
        _element("Creator", text="Tongban"),
    )
    body = _element(
        "DocBody",
        information,
        _element("DocRoot", text=f"{DOCUMENT}/Document.xml"),
        _element("Signatures", text=f"{DOCUMENT}/Signs/Signatures.xml"),
    )
    return _written(_element("OFD", body, Version="1.0", DocType="OFD"))


def _document(last: int) -> bytes:
    common = _element(
        "CommonData",
        _element("MaxUnitID", text=str(last)),
        _element("PageArea", _element("PhysicalBox", text=_box(0, 0, WIDTH, HEIGHT))),
        _element("PublicRes", text="PublicRes.xml"),
        _element("DocumentRes", text="DocumentRes.xml"),
    )
    pages = _element("Pages", _element("Page", ID="1", BaseLoc="Pages/Page_0/Content.xml"))
    return _written(_element("Document", common, pages))


def _resources(kind: str, members: Iterable[ET.Element]) -> bytes:
    return _written(_element("Res", _element(kind, *members), BaseLoc="Res"))


def _content(page: Page, images: Mapping[int, int], first: int) -> tuple[bytes, int]:
    layer = _element("Layer", ID=str(first), Type="Body")
    number = first
    for number, each in enumerate(page.objects, first + 1):
        layer.append(_drawn(each, str(number), images))
    area = _element("Area", _element("PhysicalBox", text=_box(0, 0, WIDTH, HEIGHT)))
    return _written(_element("Page", area, _element("Content", layer))), number


def _drawn(each: Run | Line | Picture, number: str, images: Mapping[int, int]) -> ET.Element:
    match each:
        case Run():
            width = sum(each.steps) + each.size
            code = _element("TextCode", X="0", Y=_said(each.size * 0.9), text=each.text)
            if len(each.steps) > 1:
                code.set("DeltaX", " ".join(_said(step) for step in each.steps[:-1]))
            return _element(
                "TextObject",
                _element("FillColor", Value=each.colour),
                code,
                ID=number,
                Boundary=_box(each.x, each.y - each.size * 0.9, width, each.size * 1.25),
                Font=str(2 + each.font),
                Size=_said(each.size),
            )
        case Line():
            return _element(
                "PathObject",
                _element("StrokeColor", Value=each.colour),
                _element("AbbreviatedData", text=each.path),
                ID=number,
                Boundary=_box(0, 0, WIDTH, HEIGHT),
                LineWidth=_said(each.width),
            )
        case Picture():
            side = _said(each.side)
            return _element(
                "ImageObject",
                ID=number,
                Boundary=_box(each.x, each.y, each.side, each.side),
                CTM=f"{side} 0 0 {side} 0 0",
                ResourceID=str(images[id(each)]),
            )


def _signature(digests: Mapping[str, bytes], sealing: Sealing) -> bytes:
    references = _element("References", CheckMethod=ses.SM3)
    for name, digest in digests.items():
        value = _element("CheckValue", text=base64.b64encode(digest).decode())
        references.append(_element("Reference", value, FileRef=name))
    info = _element(
        "SignedInfo",
        _element("Provider", ProviderName="Tongban", Company="Tongban", Version="1.0"),
        _element("SignatureMethod", text=ses.SM2_SM3),
        _element("SignatureDateTime", text=sealing.at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")),
        references,
        _element("StampAnnot", ID="1", PageRef="1", Boundary=_box(*sealing.box)),
        _element("Seal", _element("BaseLoc", text=f"/{SIGN}/Seal.esl")),
    )
    value = _element("SignedValue", text=f"/{SIGN}/SignedValue.dat")
    return _written(_element("Signature", info, value))


def _element(
    name: str, *children: ET.Element, text: str | None = None, **attributes: str
) -> ET.Element:
    made = ET.Element(f"{{{SPACE}}}{name}", attributes)
    made.text = text
    made.extend(children)
    return made


def _written(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def _box(x: float, y: float, width: float, height: float) -> str:
    return " ".join(_said(each) for each in (x, y, width, height))


def _said(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".") or "0"
