"""Retention (保管期限): how long a finished case is kept, by the kind of its service.

The years stand in the definitions as figures: `archive_years_<kind>`, else `archive_years`; 0 is for
ever. A city that publishes none keeps everything. What is held (诉讼、审计) is destroyed by nobody.

>>> keep_until(date(2026, 2, 28), years=10)
datetime.date(2037, 1, 1)
>>> keep_until(date(2026, 2, 28), years=0) is None
True
"""

from collections.abc import Mapping
from datetime import date

from tongban.catalogue.domain.model import Book
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.policy.domain.rules.figures import chosen

KEY = "archive_years"
LAW = "机关档案管理规定 第三十条（未核实）"


class NotToBeDestroyed(Problem):
    """It is held, or its time has not come, or the same person would approve it (不得销毁)."""

    code = "cases.not-to-be-destroyed"
    words = Text("这些档案现在不能销毁。", "These archives may not be destroyed now.")
    advice = Text(
        "请看保管期限、冻结，以及是否由另一人审批。", "Check the term, the hold, and who approves."
    )
    law = "档案法 第十四条（未核实）"
    status = 409


class NoSuchArchive(Problem):
    """No case of this number is archived (查无此档)."""

    code = "cases.no-such-archive"
    words = Text("没有这个办件的档案。", "No such case is archived.")
    status = 404


def years(book: Book, kind: str, on: date) -> int | None:
    """Return for how many years a kind of service is kept, 0 for ever, None where none is published."""
    for key in (f"{KEY}_{kind}", KEY):
        figure = book.figures.get(key)
        value = chosen(figure, book.region, on.isoformat()) if figure else None
        if value is not None:
            return int(value.value)
    return None


def keep_until(closed: date, *, years: int | None) -> date | None:
    """Return the first day it may be destroyed: counted from the year after it closed; None: never."""
    return date(closed.year + 1 + years, 1, 1) if years else None


METADATA: Mapping[str, str] = {
    "档号": "number", "题名": "title", "责任者": "agency", "形成时间": "opened", "办结时间": "closed",
    "事项编码": "service", "事项版本": "version", "事项类型": "kind", "办理结果": "result",
    "保管期限": "term", "销毁日期起": "keep_until", "密级": "secrecy", "件内文件数": "files",
}  # fmt: skip
"""Items of the package by the names the field uses. The names follow what is publicly known of
GB/T 42727-2023 and DA/T 85-2019; their codes were not checked against the text (unverified)."""
UNVERIFIED = ("元数据项名称和代码", "封装结构", "保管期限年数")
