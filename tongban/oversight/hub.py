"""Tables for the hub above (数据汇聚上报), and what it sends back (退回).

Classes 2 to 6 and 8 of GB/T 39046-2020, a row for each case, step, rating and alarm, in the frame
the hub wants on every row. What the hub rejects comes back as rows with an error; each becomes an
alarm for the agency whose row it is, with the reason, so that somebody mends it at the source.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tongban.cases import api as cases
from tongban.cases.domain.records import ITEMS
from tongban.cases.domain.records import written as day_of
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.oversight import measuring, store
from tongban.oversight.domain.supervision import Alarm
from tongban.oversight.supervision import alarms, watching
from tongban.voice import api as voice
from tongban.voice.domain.ratings import CHANNELS, LEVELS

RATING, SUPERVISION = "评价", "电子监察"
RATED = (
    "办件编号", "评价渠道", "评价人", "评价时间", "评价次数", "满意度", "满意度代码", "文字评价", "行政区划",
)  # fmt: skip
WATCHED = (
    "督办内容", "督办机构", "督办发出时间", "监察编号", "监察规则编号", "监察预警类型", "状态产生时间",
    "监察结果描述", "责任部门", "办件编号", "行政区划",
)  # fmt: skip
FRAME = ("row_guid", "cd_batch", "cd_operation", "cd_time", "data_source", "update_time", "version")
CLASSES: Mapping[str, tuple[str, ...]] = {**ITEMS, RATING: RATED, SUPERVISION: WATCHED}
WANTED: Mapping[str, tuple[str, ...]] = {
    "办事申请": ("办件编号", "实施编码", "事项名称", "申请者名称", "申请者证件号码", "申请时间"),
    "事项受理": ("办件编号", "实施编码", "受理单位名称", "受理单位统一社会信用代码", "受理时间"),
    "事项办理": ("办件编号", "环节名称", "环节开始时间"),
    "事项办结": ("办件编号", "办结时间", "办件结果描述"),
}
"""Items without which the hub sends a row back."""
PAGE = 500
_NUMBER = ("办件编号", "project_no", "projectNo", "proj_no", "case_no")
_WHY = ("err_reason", "err_msg", "err_desc", "error", "错误原因", "异常原因")
_TYPE = ("err_type", "error_type", "错误类型", "异常类型")
_TABLE = ("table", "table_name", "source_table", "数据表")


@dataclass(frozen=True, slots=True)
class Note:
    """What the hub would complain of in a row (自查): the class, the case, the item."""

    table: str
    number: str
    column: str

    def to_json(self) -> dict[str, str]:
        """Say it as data."""
        return {"table": self.table, "number": self.number, "column": self.column}


@dataclass(frozen=True, slots=True)
class HubTables:
    """The rows of each class (上报数据), with what would be sent back."""

    tables: Mapping[str, list[dict[str, Any]]]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row the hub rejected (异常数据): from which table, about which case, and why."""

    table: str
    number: str
    kind: str
    reason: str


class Unreadable(Problem):
    """A file of returned rows cannot be read (无法读取退回文件)."""

    code = "oversight.unreadable-return"
    words = Text("读不懂这个退回文件。", "This file of returned rows cannot be read.")
    advice = Text(
        "要 CSV 或 JSON，每行有办件编号和错误原因。",
        "CSV or JSON with a case number and a reason in each row.",
    )


def hub_tables(*, actor: Actor, since: date | None = None, at: datetime | None = None) -> HubTables:
    """Make the rows of every case that moved since a day, each reading of facts on record.

    Raises NotASupervisor.
    """
    measuring.ensure(actor, None)
    at = at or time.now()
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in CLASSES}
    notes: list[Note] = []
    for case, number in _moved(since):
        rows = cases.record(case, actor=actor, at=at)
        for name, found in rows.items():
            for no, row in enumerate(found if isinstance(found, tuple) else (found,)):
                if row is not None:
                    tables[name].append(_framed(name, number, no, row, at))
                    notes += _lacks(name, number, row)
        if (rated := voice.rating(case)) is not None:
            tables[RATING].append(_framed(RATING, number, 0, _rating(number, rated), at))
    every = [*alarms.open_alarms(limit=PAGE), *alarms.closed_alarms(limit=PAGE)]
    for alarm in every:
        row = _alarm(alarm)
        tables[SUPERVISION].append(_framed(SUPERVISION, alarm.number, 0, row, at))
    return HubTables(tables, tuple(notes))


def _moved(since: date | None) -> Iterator[tuple[int, str]]:
    after = 0
    while True:
        rows = store.query(
            "select id, number from oversight_case where id > %s "
            "and (%s::date is null or coalesce(ended_on, filed_on) >= %s) order by id limit %s",
            [after, since, since, PAGE],
        )
        if not rows:
            return
        yield from rows
        after = rows[-1][0]


def _framed(
    table: str, number: str, no: int, row: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    stamp = f"{at:%Y-%m-%d %H:%M:%S}"
    frame = (
        str(uuid5(NAMESPACE_URL, f"tongban:{table}:{number}:{no}")),
        f"{at:%Y%m%d}", "I", stamp, "2", stamp, "1",
    )  # fmt: skip
    return {**dict(zip(FRAME, frame, strict=True)), **row}


def _lacks(table: str, number: str, row: Mapping[str, Any]) -> list[Note]:
    return [Note(table, number, item) for item in WANTED.get(table, ()) if not row.get(item)]


def _rating(number: str, rated: voice.Rating) -> dict[str, Any]:
    return {
        **dict.fromkeys(RATED),
        "办件编号": number,
        "评价渠道": CHANNELS[rated.channel].zh,
        "评价时间": day_of(rated.at),
        "评价次数": 1,
        "满意度": LEVELS[rated.level].zh,
        "满意度代码": str(rated.level),
        "文字评价": rated.words or None,
    }


def _alarm(alarm: Alarm) -> dict[str, Any]:
    raised = alarm.raised
    return {
        **dict.fromkeys(WATCHED),
        "督办内容": raised.words,
        "督办发出时间": day_of(alarm.at),
        "监察编号": alarm.number,
        "监察规则编号": raised.rule,
        "监察预警类型": raised.level,
        "状态产生时间": day_of(alarm.changed_at),
        "监察结果描述": alarm.done or None,
        "责任部门": raised.agency,
    }


# What comes back


def read_returned(path: Path) -> list[ReturnedRow]:
    """Read the rows the hub rejected, from CSV or JSON; raises Unreadable."""
    try:
        text = path.read_text("utf-8-sig")
        rows: Iterable[Any]
        if path.suffix.lower() == ".json":
            said = json.loads(text)
            rows = said.get("rows", []) if isinstance(said, dict) else said
        else:
            rows = csv.DictReader(text.splitlines())
        found = [_returned(row) for row in rows]
    except (OSError, ValueError, AttributeError, KeyError) as fault:
        raise Unreadable(path.name) from fault
    if not found:
        raise Unreadable(path.name)
    return found


def _returned(row: Mapping[str, Any]) -> ReturnedRow:
    def first(names: Sequence[str]) -> str:
        return next((str(row[name]).strip() for name in names if row.get(name)), "")

    number, why = first(_NUMBER), first(_WHY)
    if not number or not why:
        raise KeyError("number")
    return ReturnedRow(first(_TABLE), number, first(_TYPE), why)


def take_back(
    rows: Sequence[ReturnedRow], *, actor: Actor, at: datetime | None = None
) -> list[Alarm]:
    """Make an alarm of each rejected row, for the agency whose case it is (退回整改).

    A row of a case that is not here goes to the supervisor. Returns the new ones; a row that was
    sent back for the same reason before raises nothing. Raises NotASupervisor.
    """
    measuring.ensure(actor, None)
    at = at or time.now()
    rule = next((one for one in watching.rules() if one.watch == "returned_row"), None)
    if rule is None:
        return []
    made = []
    for row in rows:
        stream = ledger.find_number(row.number)
        head = ledger.head(stream) if stream else None
        about = str(uuid5(NAMESPACE_URL, f"{row.number}:{row.table}:{row.kind}:{row.reason}"))[:13]
        alarm = alarms.raise_once(
            rule,
            about=f"{row.number}-{about}",
            agency=(head.queue or "") if head else "",
            words=f"上级平台退回{row.table}：{row.reason}（{row.number}）",
            at=at,
            shard=ids.shard_of(stream) if stream else 0,
        )
        made += [alarm] if alarm else []
    return made
