"""The receipt (受理回执): dated, with every matter and its number (行政许可法 第三十二条第二款)."""

from pathlib import Path
from typing import Any

from tongban.cases.domain import saying
from tongban.cases.views import Application
from tongban.kernel import time
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people

TEMPLATE = Path(__file__).parent / "templates" / "receipt.typ"
_LABELS = {
    "title": Text("申请回执", "Receipt of an application"),
    "applicant": Text("申请人", "Applicant"),
    "matter": Text("办理事项", "Matter"),
    "received": Text("收到日期", "Received on"),
    "number": Text("办件编号", "Case number"),
    "agency": Text("办理部门", "Agency"),
    "state": Text("现在的情况", "How it stands"),
    "foot": Text(
        "五个工作日内没有一次性告知补正的，自收到申请材料之日起即为受理（行政许可法第三十二条）。",
        "Unless everything missing is named within five working days, the application counts as"
        " accepted from the day it was received (Administrative Licensing Law, Article 32).",
    ),
}


def receipt(application: Application, *, language: str) -> bytes:
    """Make the receipt as PDF/A, signed. Raises licences.GlyphMissing for a missing character."""
    day = time.city_date(application.submitted_at)
    party = people.party(application.applicant)
    data: dict[str, Any] = {
        "lang": "en" if language.startswith("en") else "zh",
        "day": day.isoformat(),
        "labels": {key: text.in_(language) for key, text in _LABELS.items()},
        "applicant": party.name,
        "masked": party.masked or "",
        "matter": application.title.in_(language),
        "received": saying.day(day).in_(language),
        "rows": [
            {
                "number": one.number,
                "name": one.name.in_(language),
                "agency": one.agency_name.in_(language),
                "state": one.words.in_(language),
            }
            for one in application.matters
        ],
    }
    plain = licences.document(TEMPLATE, data)
    where = "、".join(dict.fromkeys(one.agency_name.zh for one in application.matters))
    return licences.sign(plain, reason=_LABELS["title"].zh, location=where)
