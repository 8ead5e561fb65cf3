"""Tables as files (导出): what a page shows, as CSV or a workbook; nothing a spreadsheet would run."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook

from tongban.catalogue.packages import guarded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a page (数据表): its title, its columns and its rows as text."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def asked(request: HttpRequest, sheet: Sheet) -> HttpResponse | None:
    """Hand the table out where the address asks for it (`?as=csv`, `?as=xlsx`), else None."""
    form = request.GET.get("as")
    if form == "csv":
        return _file(_csv(sheet), "text/csv; charset=utf-8", f"{sheet.title}.csv")
    if form == "xlsx":
        return _file(_workbook(sheet), XLSX, f"{sheet.title}.xlsx")
    return None


def _csv(sheet: Sheet) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.head)
    writer.writerows([guarded(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _workbook(sheet: Sheet) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.title[:31])
    page.append(list(sheet.head))
    for row in sheet.rows:
        page.append([guarded(cell) for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = str(content_disposition_header(True, name))  # noqa: FBT003
    response["X-Content-Type-Options"] = "nosniff"
    return response
