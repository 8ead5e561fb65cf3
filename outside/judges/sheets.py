"""PDF tools read our licence sheets: sound files, PDF/A marked, tagged, and a QR code that scans to the verification page."""

import json
import os
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import zxingcpp

samples = Path(os.environ["TONGBAN_SAMPLES"])
expected = json.loads((samples / "sheets.json").read_text())
wrong = []
for sheet in expected:
    path = samples / sheet["file"]
    with pikepdf.open(path) as pdf:
        problems = pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else pdf.check()
        wrong += [f"{path.name}: {problem}" for problem in problems]
        with pdf.open_metadata() as metadata:
            if metadata.pdfa_status not in ("2B", "2A", "3B"):
                wrong.append(f"{path.name}: not marked PDF/A but {metadata.pdfa_status!r}")
        if "/StructTreeRoot" not in pdf.Root:
            wrong.append(f"{path.name}: not tagged")
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    text = page.get_textpage().get_text_bounded()
    wrong += [
        f"{path.name}: {word!r} is not in the text"
        for word in sheet["words"]
        if word not in text.replace("\r\n", "").replace(" ", "")
    ]
    codes = [code.text for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    if sheet["url"] and sheet["url"] not in codes:
        wrong.append(f"{path.name}: the QR code says {codes}, not {sheet['url']}")
print(f"    {len(expected)} sheets")
for line in wrong[:20]:
    print(f"    {line}")
sys.exit(bool(wrong) or not expected)
