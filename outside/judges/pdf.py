"""Our PDF in other people's hands.

Poppler verifies the seal and notices a flipped byte; PDF tools find sound tagged PDF/A with the
words in it, and a QR code that leads to the verifying page.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
import pypdfium2
import zxingcpp

VALID = ("Signature is Valid.", "Total document signed", "ETSI.CAdES.detached")
FLIPPED = 3


def pdfsig(path: Path) -> str:
    """Return what Poppler says of the signatures in a file."""
    command = ["pdfsig", "-nocert", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def form(path: Path) -> list[str]:
    """Say what is wrong with the file as a PDF."""
    with pikepdf.open(path) as pdf:
        wrong = list(pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else pdf.check())
        with pdf.open_metadata() as metadata:
            if metadata.pdfa_status not in ("2B", "2A", "3B"):
                wrong.append(f"not marked PDF/A but {metadata.pdfa_status!r}")
        if "/StructTreeRoot" not in pdf.Root:
            wrong.append("not tagged")
    return wrong


def content(path: Path, words: list[str], url: str) -> list[str]:
    """Say what is missing of what must be read in it."""
    document = pypdfium2.PdfDocument(path)
    text = "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    wrong = [f"{word!r} is not in the text" for word in words if word not in text]
    if url:
        picture = document[0].render(scale=3).to_pil()
        codes = [code.text for code in zxingcpp.read_barcodes(picture)]
        wrong += [] if url in codes else [f"the QR code says {codes}, not {url}"]
    return wrong


def flipped(path: Path) -> list[str]:
    """Say whether a changed byte went unnoticed."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as changed:
        changed.write(path.read_bytes().replace(b"/Title", b"/Tytle", 1))
        changed.flush()
        noticed = "Signature is Valid." not in pdfsig(Path(changed.name))
    return [] if noticed else ["a changed byte was not noticed"]


samples = Path(os.environ["TONGBAN_SAMPLES"])
sheets, papers = (
    json.loads((samples / f"{name}.json").read_text()) for name in ("sheets", "papers")
)
wrong = []
for number, one in enumerate([*sheets, *papers]):
    path = samples / one["file"]
    said = pdfsig(path)
    found = [f"pdfsig does not say {word!r}" for word in VALID if word not in said]
    found += form(path) + content(path, one["words"], one.get("url", ""))
    found += flipped(path) if number < FLIPPED else []
    wrong += [f"{path.name}: {each}" for each in found]
print(f"    {len(sheets)} licences, {len(papers)} papers")
for line in wrong[:20]:
    print(f"    {line}")
sys.exit(bool(wrong) or not (sheets and papers))
