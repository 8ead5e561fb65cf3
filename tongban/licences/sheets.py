"""Sheets (证照版式): what stands on a licence's page, line by line, ready for the template."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.catalogue import api as catalogue
from tongban.kernel.text import Text
from tongban.licences import documents
from tongban.licences.domain import library, states
from tongban.licences.domain.library import Licence
from tongban.people import api as people

TEMPLATE = Path(__file__).parent / "templates" / "licence.typ"
YES, NO = "是", "否"


def sheet(
    licence: Licence,
    *,
    holder: people.Party,
    url: str,
    labels: Mapping[str, Text] | None,
    on: date,
) -> bytes:
    """Return the licence as PDF/A, stamped across where it is not valid on the day."""
    return documents.document(TEMPLATE, contents(licence, holder, url=url, labels=labels, on=on))


def contents(
    licence: Licence,
    holder: people.Party,
    *,
    url: str,
    labels: Mapping[str, Text] | None,
    on: date,
) -> dict[str, Any]:
    """Return what the template reads."""
    names = labels if labels is not None else _labels(licence)
    state = licence.state_on(on)
    stamp = "" if state == states.VALID else library.WORDS[state].zh
    return {
        "title": licence.name.zh,
        "over": "电子证照",
        "day": licence.issued_on.isoformat(),
        "stamp": stamp,
        "rows": _rows(licence, holder, names),
        "issuer": licence.issuer_name.zh,
        "issued": chinese(licence.issued_on),
        "under": "演示样张" if getattr(settings, "TONGBAN_DEMO", False) else "电子证照专用",
        "qr": documents.qr_image(url),
        "qr_alt": f"二维码，扫描后核验这份{licence.name.zh}的真伪和状态",
        "qr_words": "扫码核验真伪与状态",
        "identifier_label": "电子证照标识",
        "identifier": licence.identifier,
        "foot": "本证照由发证机关依法签发，以扫码核验的结果为准。",
    }


def _labels(licence: Licence) -> dict[str, Text]:
    kinds = catalogue.book().kinds
    return {kind: kinds[kind].name for kind in licence.attributes if kind in kinds}


def _rows(
    licence: Licence, holder: people.Party, names: Mapping[str, Text]
) -> list[dict[str, str]]:
    rows = []
    said = {text(value) for value in licence.attributes.values()}
    if holder.name and holder.name not in said:
        rows.append({"label": "持证主体", "value": holder.name})
    for kind, value in licence.attributes.items():
        words = text(value)
        if words:
            label = names[kind].zh if kind in names else kind
            rows.append({"label": label, "value": words})
    rows.append({"label": "有效期限", "value": validity(licence)})
    return rows


def validity(licence: Licence) -> str:
    """Write the validity as it stands on a licence."""
    if licence.valid_to is None:
        return f"自 {chinese(licence.valid_from)} 起长期有效"
    return f"{chinese(licence.valid_from)} 至 {chinese(licence.valid_to)}"


def chinese(day: date) -> str:
    """Write a day in Chinese.

    >>> chinese(date(2026, 4, 10))
    '2026 年 4 月 10 日'
    """
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def text(value: Any) -> str:
    """Write a value as a person reads it.

    >>> text(True), text(["甲", "乙"]), text([{"姓名": "李明", "占比": 5}]), text("2026-04-10")
    ('是', '甲、乙', '姓名：李明，占比：5', '2026 年 4 月 10 日')
    """
    if isinstance(value, bool):
        return YES if value else NO
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "，".join(f"{key}：{text(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        ends = "\n" if any(isinstance(part, Mapping) for part in value) else "、"
        return ends.join(text(part) for part in value)
    words = str(value)
    try:
        return chinese(date.fromisoformat(words)) if len(words) == len("2026-04-10") else words
    except ValueError:
        return words
