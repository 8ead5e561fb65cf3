"""What a case states under GB/T 39046-2020 (办件数据项): application, intake, steps, special procedures, end.

Classes 2 to 5 of the standard, item by item under its names and in its order. An item that the case
does not have is there with None: that nothing is known is said, not left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.cases.domain import saying
from tongban.cases.domain.events import (
    Accepted,
    CaseEvent,
    Closed,
    Decided,
    Filed,
    Supplemented,
    SupplementRequested,
    Withdrawn,
)
from tongban.cases.domain.special import words_of
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.domain.turns import (
    CorrectedOnSpot,
    Delivered,
    Examined,
    NotAccepted,
    PledgeChecked,
    Supplied,
    Terminated,
)

APPLY, MATERIALS, ACCEPT, STEPS, SPECIAL, CLOSE = (
    "办事申请", "申请材料", "事项受理", "事项办理", "特别程序", "事项办结",
)  # fmt: skip
ITEMS: Mapping[str, tuple[str, ...]] = {
    APPLY: (
        "办件编号", "实施编码", "事项名称", "办件类型", "办件类型代码", "申请者名称", "申请者证件类型代码",
        "申请者证件号码", "联系人/代理人姓名", "联系人/代理人证件类型", "联系人/代理人证件号码", "手机", "邮编",
        "通讯地址", "法定代表人", "申报来源代码", "申请时间", "投资项目编号", "行政区划",
    ),
    MATERIALS: ("材料名称", "是否收取", "收取方式", "收取数量", "收取时间", "附件实体"),
    ACCEPT: (
        "办件编号", "基本编码", "实施编码", "事项名称", "受理单位名称", "受理单位统一社会信用代码", "受理人员",
        "受理时间", "受理文书编号", "承诺办结时间", "办件类型", "办件类型代码", "行政区划",
    ),
    STEPS: (
        "办件编号", "业务动作", "环节名称", "环节处理人", "处理意见", "环节开始时间", "环节结束时间",
        "处理单位名称", "处理单位统一社会信用代码", "环节办理状态",
    ),
    SPECIAL: (
        "特别程序种类名称", "特别程序种类代码", "开始时间", "启动理由或依据", "申请人", "结束时间", "结果",
        "办理意见", "办理单位", "办理单位统一社会信用代码", "办理人",
    ),
    CLOSE: (
        "办件编号", "办理人", "办结时间", "结果证照名称", "结果证照编号", "办件结果描述", "证照有效期限",
        "发证/盖章单位", "行政区划", "是否快递寄送", "是否收费",
    ),
}  # fmt: skip
"""The items of each class, under the names of the standard (GB/T 39046-2020 第 2 至 5 类)."""
PASSES, RETURNS, OTHER = "通过", "退回", "其他"
WAITS, DONE = "1", "2"  # 待办, 已办
PAPER, FILE, SCAN, LATER, LIBRARY = "1", "2", "3", "4", "5"
CHANNELS = {"window": "1", "web": "2", "mobile": "3", "post": "4"}  # A.5; 9 其他
EXTENDS, ANOTHER = "1", "2"  # A.7
ACTIONS: Mapping[type, tuple[str, str]] = {
    Accepted: ("受理", PASSES),
    SupplementRequested: ("一次性告知补正", RETURNS),
    Supplemented: ("补正", OTHER),
    CorrectedOnSpot: ("当场更正", OTHER),
    NotAccepted: ("不予受理", RETURNS),
    Examined: ("审查", PASSES),
    Supplied: ("补齐容缺材料", OTHER),
    Decided: ("决定", PASSES),
    Withdrawn: ("撤回", OTHER),
    Terminated: ("终止", OTHER),
    Closed: ("办结", PASSES),
    Delivered: ("送达", PASSES),
    PledgeChecked: ("承诺核查", PASSES),
}


@dataclass(frozen=True, slots=True)
class Logged:
    """An event with the instant it was written and the agency it came from (记录及其时间)."""

    event: CaseEvent
    at: datetime
    agency: str


@dataclass(frozen=True, slots=True)
class Office:
    """An agency as records name it (单位): its name and credit code."""

    name: str
    uscc: str | None


def written(value: date | datetime | None) -> str | None:
    """Write a day or an instant as the standard does.

    >>> written(date(2026, 3, 2))
    '20260302'
    """
    if value is None:
        return None
    return f"{value:%Y%m%dT%H%M%S}" if isinstance(value, datetime) else f"{value:%Y%m%d}"


def steps(log: Sequence[Logged], office: Mapping[str, Office]) -> Iterator[dict[str, Any]]:
    """Yield the steps of the procedure (环节), each from the end of the one before."""
    number, begun = "", None
    waits = True
    for one in log:
        if isinstance(one.event, Filed):
            number, begun = one.event.number, one.at
            continue
        found = ACTIONS.get(type(one.event))
        if found is None:
            continue
        name, action = found
        where = office.get(one.agency)
        yield _row(STEPS, {
            "办件编号": number,
            "业务动作": RETURNS if _refuses(one.event) else action,
            "环节名称": name,
            "环节处理人": one.event.by or None,
            "处理意见": _opinion(one.event),
            "环节开始时间": written(begun),
            "环节结束时间": written(one.at),
            "处理单位名称": where.name if where else None,
            "处理单位统一社会信用代码": where.uscc if where else None,
            "环节办理状态": DONE,
        })  # fmt: skip
        begun, waits = one.at, not isinstance(one.event, Closed)
    if waits:
        yield _row(
            STEPS,
            {
                "办件编号": number,
                "环节名称": "待办",
                "环节开始时间": written(begun),
                "环节办理状态": WAITS,
            },
        )


def _refuses(event: CaseEvent) -> bool:
    return isinstance(event, Decided) and event.outcome == Status.REFUSED


def _opinion(event: CaseEvent) -> str | None:
    """Return what was written at a step."""
    match event:
        case SupplementRequested():
            return "；".join(event.gaps.values())
        case Examined():
            return event.opinion
        case PledgeChecked():
            return event.finding or None
        case Delivered():
            return event.proof or event.receiver or None
        case NotAccepted() | Decided() | Withdrawn() | Terminated():
            return event.reason or None
        case _:
            return None


def special(state: CaseState, applicant: str, where: Office) -> Iterator[dict[str, Any]]:
    """Yield the special procedures (特别程序): more time, and what is not counted."""
    courses = state.course.whole
    for more in (one for course in courses for one in course.extensions):
        yield _row(SPECIAL, {
            "特别程序种类名称": "延长审批",
            "特别程序种类代码": EXTENDS,
            "开始时间": written(more.on),
            "启动理由或依据": f"{more.reason}（{more.law}）",
            "申请人": more.asked_by or None,
            "结束时间": written(more.on),
            "结果": f"延长 {saying.days(more.days, more.unit).zh}",
            "办理意见": "批准",
            "办理单位": where.name,
            "办理单位统一社会信用代码": where.uscc,
            "办理人": more.by or None,
        })  # fmt: skip
    for one, ended in ((one, each.resumed.get(one.no)) for each in courses for one in each.stops):
        yield _row(SPECIAL, {
            "特别程序种类名称": words_of(one.ground).zh,
            "特别程序种类代码": ANOTHER,
            "开始时间": written(one.on),
            "启动理由或依据": f"{one.reason}（{one.law}）" if one.reason else one.law,
            "申请人": applicant,
            "结束时间": written(ended.on if ended else None),
            "结果": ended.result or None if ended else None,
            "办理单位": where.name,
            "办理单位统一社会信用代码": where.uscc,
            "办理人": one.by or None,
        })  # fmt: skip


def result_words(state: CaseState) -> str | None:
    """Describe how the case ended (办件结果描述)."""
    made = state.decided
    if made is None:
        word = {
            Status.WITHDRAWN: "申请人撤回",
            Status.NOT_ACCEPTED: "不予受理",
            Status.TERMINATED: "终止办理",
        }
        return word.get(state.status)
    said = "不予准许" if made.outcome == Status.REFUSED else "准予"
    said = "部分准予" if made.refuses else said
    conditions = f"，附条件：{'；'.join(made.conditions)}" if made.conditions else ""
    how = "（自动作出）" if made.automatic else "（视为）" if made.deemed else ""
    return f"{said}{how}{conditions}"


def _row(of: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Put what is said into the order of the class; what is not said is None."""
    return {name: said.get(name) for name in ITEMS[of]}


def row(of: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Make the row of a class. Raises KeyError for an item that the class does not have."""
    if unknown := said.keys() - set(ITEMS[of]):
        raise KeyError(sorted(unknown))
    return _row(of, said)
