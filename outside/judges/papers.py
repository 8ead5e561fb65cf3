"""Poppler verifies the seal on our papers, and notices a flipped byte; PDF tools find them sound."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
import pypdfium2

VALID = ("Signature is Valid.", "Total document signed", "ETSI.CAdES.detached")


def pdfsig(path: Path) -> str:
    """Return what Poppler says of the signatures in a file."""
    done = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    )
    return done.stdout


samples = Path(os.environ["TONGBAN_SAMPLES"])
expected = json.loads((samples / "papers.json").read_text())
wrong = []
for paper in expected:
    path = samples / paper["file"]
    said = pdfsig(path)
    wrong += [f"{path.name}: pdfsig does not say {word!r}" for word in VALID if word not in said]
    with pikepdf.open(path) as pdf:
        problems = pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else pdf.check()
        wrong += [f"{path.name}: {problem}" for problem in problems]
        with pdf.open_metadata() as metadata:
            if metadata.pdfa_status not in ("2B", "2A", "3B"):
                wrong.append(f"{path.name}: not marked PDF/A but {metadata.pdfa_status!r}")
    document = pypdfium2.PdfDocument(path)
    text = "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    wrong += [f"{path.name}: {word!r} is not in it" for word in paper["words"] if word not in text]
with tempfile.TemporaryDirectory() as folder:
    for paper in expected[:3]:
        flipped = Path(folder) / paper["file"]
        content = (samples / paper["file"]).read_bytes()
        flipped.write_bytes(content.replace(b"/Title", b"/Tytle", 1))
        if "Signature is Valid." in pdfsig(flipped):
            wrong.append(f"{flipped.name}: a changed byte was not noticed")
print(f"    {len(expected)} papers")
for line in wrong[:20]:
    print(f"    {line}")
sys.exit(bool(wrong) or not expected)
