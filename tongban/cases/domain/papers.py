"""The papers of a case (办件文书): what each says, in the form such papers have.

One paper stands behind one event of the log: a notice of acceptance, the one notice of everything
missing, a refusal to accept, more time, a procedure that is not counted, a hearing, the decision,
the end without one, and the proof of delivery. Each names its basis; whatever can be contested
names the remedy and its deadline (行政许可法 第三十二条、第三十八条、第四十二条、第四十五条).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tongban.cases.domain.events import (
    Accepted,
    CaseEvent,
    Decided,
    Filed,
    SupplementRequested,
)
from tongban.cases.domain.halts import ClockStopped, Extended, HearingOffered, HearingSet
from tongban.cases.domain.limits import Limit
from tongban.cases.domain.saying import GROUNDS, METHODS, RULINGS, day
from tongban.cases.domain.special import words_of
from tongban.cases.domain.states import Status
from tongban.cases.domain.terms import JOINT_LAW
from tongban.cases.domain.turns import Delivered, NotAccepted, Terminated
from tongban.kernel.text import Text

_UNITS = {"working_day": "个工作日", "calendar_day": "日"}
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a case (文书): its kind, title and number, and what it says.

    `rows` is a table with the two headings of `heads`; `form` papers are a table alone, signed by
    whoever received it.
    """

    kind: str
    title: str
    number: str
    on: date
    says: tuple[str, ...]
    heads: Row = ("", "")
    rows: tuple[Row, ...] = ()
    after: tuple[str, ...] = ()
    remedy: str | None = None
    form: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a paper needs to know beside its event (文书要素).

    `licensing`: the licensing law applies, since the service is a permission (行政许可); `laws` are
    the service's own, which every paper about its substance cites.
    """

    filed: Filed
    no: int
    due: date | None = None
    names: Mapping[str, Text] | None = None
    result: str = ""
    earlier: str = ""
    receiver: str = ""
    facts: tuple[str, ...] = ()
    licensing: bool = True
    laws: tuple[str, ...] = ()


WORDS: Mapping[str, Row] = {
    "accepted": ("受", "受理通知书"),
    "supplement": ("补", "补正材料一次性告知书"),
    "not_accepted": ("不受", "不予受理决定书"),
    "special": ("特", "特别程序告知书"),
    "extension": ("延", "延长办理期限告知书"),
    "hearing_right": ("听告", "听证权利告知书"),
    "hearing": ("听", "听证通知书"),
    "granted": ("准", "准予决定书"),
    "refused": ("不准", "不予准许决定书"),
    "reconsideration": ("复决", "行政复议决定书"),
    "terminated": ("终", "终止办理告知书"),
    "delivery": ("送", "送达回证"),
}


def paper(event: CaseEvent, told: Told) -> Paper | None:  # noqa: PLR0911 - one each
    """Return the paper behind an event, None where there is none."""
    match event:
        case Accepted():
            return _accepted(event, told)
        case SupplementRequested():
            return _supplement(event, told)
        case NotAccepted():
            return _not_accepted(event, told)
        case ClockStopped():
            return _special(event, told)
        case Extended():
            return _extended(event, told)
        case HearingOffered():
            return _hearing_right(event, told)
        case HearingSet():
            return _hearing(event, told)
        case Decided():
            return _decided(event, told)
        case Terminated():
            return _terminated(event, told)
        case Delivered():
            return _delivered(event, told)
        case _:
            return None


def _made(kind: str, on: date, told: Told, *says: str, title: str = "") -> Paper:
    word, plain = WORDS[kind]
    number = f"{word}字〔{on.year}〕{told.filed.number}-{told.no} 号"
    return Paper(kind, title or plain, number, on, tuple(one for one in says if one))


def _cited(law: str) -> str:
    """Write a law as it is cited in a paper: 《中华人民共和国行政许可法》第四十五条."""
    name, _, article = law.partition(" ")
    return f"《{_LAWS.get(name, name)}》{article}" if article else law


_LAWS = {
    "行政许可法": "中华人民共和国行政许可法",
    "行政复议法": "中华人民共和国行政复议法",
    "行政处罚法": "中华人民共和国行政处罚法",
}


def _basis(told: Told, article: str) -> str:
    """Say what a paper rests on: the licensing law for a permission, and the service's own laws."""
    own = [_cited(one) for one in told.laws]
    general = [_cited(f"行政许可法 {article}")] if told.licensing else []
    return f"依据：{'、'.join([*general, *own]) or '该事项设定依据的规定'}。"


def _what(told: Told) -> str:
    return f"你（单位）于 {day(told.filed.on).zh}提出的“{told.filed.name}”申请"


def _limit(limit: Limit) -> str:
    return f"{limit.days} {_UNITS[limit.unit]}" if limit.days is not None else ""


def _accepted(event: Accepted, told: Told) -> Paper:
    silent = (
        "本机关自收到申请材料之日起五个工作日内没有告知需要补正的内容，依法自收到之日起即为受理。"
        if event.by_silence
        else "经审查，申请材料齐全、符合法定形式，本机关决定予以受理。"
    )
    filed = told.filed
    limits = {"法定": _limit(filed.statutory), "承诺": _limit(filed.promised)}
    times = "，".join(f"{name}办结时限为 {said}" for name, said in limits.items() if said)
    by = f"本机关将于 {day(told.due).zh}前作出决定。" if told.due else ""
    not_counted = "依法需要听证、检验、检测、鉴定、专家评审等的，所需时间不计算在内，另行书面告知。"
    return _made(
        "accepted",
        event.on,
        told,
        f"{_what(told)}（办件编号 {filed.number}），本机关已于 {day(told.filed.on).zh}收到。{silent}",
        f"{times}。{by}{not_counted}" if times else f"该事项没有公布办结时限。{not_counted}",
        _basis(told, "第三十二条"),
    )


def _supplement(event: SupplementRequested, told: Told) -> Paper:
    names = told.names or {}
    rows = tuple((names.get(key, Text(key)).zh, why) for key, why in event.gaps.items())
    answer = told.filed.terms.answer
    within = f"请在 {_limit(answer)}内补正。" if answer.days is not None else "请补正后提交。"
    ends = "逾期没有补正的，视为放弃申请。" if told.filed.terms.lapses else ""
    made = _made(
        "supplement",
        event.on,
        told,
        f"{_what(told)}（办件编号 {told.filed.number}），本机关已经收到。经审查，"
        "下列内容不齐全或者不符合法定形式，现一次性告知需要补正的全部内容：",
    )
    return replace(
        made,
        heads=("需要补正的内容", "理由和要求"),
        rows=rows,
        after=(
            f"{within}{ends}没有列出的内容，本机关不再要求补正。收到补正材料后，办理期限重新计算。",
            _basis(told, "第三十二条第一款第四项"),
        ),
    )


def _not_accepted(event: NotAccepted, told: Told) -> Paper:
    go = f"请向{event.redirect_name}提出申请。" if event.redirect else ""
    made = _made(
        "not_accepted",
        event.on,
        told,
        f"{_what(told)}（办件编号 {told.filed.number}），经审查，{GROUNDS[event.ground].zh}。",
        f"理由：{event.reason}",
        f"根据{_cited(event.law) if told.licensing else '有关规定'}，本机关决定不予受理。{go}",
    )
    return replace(made, remedy=_remedy(event.remedy, event.remedy_until))


def _special(event: ClockStopped, told: Told) -> Paper:
    name, days = words_of(event.ground).zh, f"{event.days} {_UNITS[event.unit]}"
    reason = f"原因：{event.reason}。" if event.reason else ""
    due = f"相应地，本机关作出决定的最后一日为 {day(told.due).zh}。" if told.due else ""
    return _made(
        "special",
        event.on,
        told,
        f"{_what(told)}（办件编号 {told.filed.number}），依法需要进行{name}。{reason}",
        f"所需时间为 {days}，自 {day(event.on).zh}至 {day(event.until).zh}，不计算在办理期限内。{due}",
        "上述时间届满，或者程序提前结束的，办理期限自次日起继续计算。",
        f"依据：{_cited(event.law)}。",
    )


def _extended(event: Extended, told: Told) -> Paper:
    due = f"延长后的最后一日为 {day(told.due).zh}。" if told.due else ""
    head = "本级人民政府负责人" if event.law == JOINT_LAW else "本机关负责人"
    return _made(
        "extension",
        event.on,
        told,
        f"{_what(told)}（办件编号 {told.filed.number}），因下列原因在规定期限内不能作出决定：",
        f"{event.reason}",
        f"经{head}{event.by}批准，办理期限延长 {event.days} {_UNITS[event.unit]}。{due}",
        f"依据：{_cited(event.law)}。",
    )


def _hearing_right(event: HearingOffered, told: Told) -> Paper:
    return _made(
        "hearing_right",
        event.on,
        told,
        f"{_what(told)}（办件编号 {told.filed.number}），{event.reason}。",
        "你（单位）有权要求听证。要求听证的，请自收到本告知书之日起五个工作日内提出；"
        "本机关将在收到申请之日起二十个工作日内组织听证，并于举行七个工作日前通知时间、地点。"
        "听证不收取费用。",
        "依据：《中华人民共和国行政许可法》第四十六条、第四十七条、第四十八条。",
    )


def _hearing(event: HearingSet, told: Told) -> Paper:
    return _made(
        "hearing",
        event.on,
        told,
        f"根据你（单位）的申请，本机关定于 {day(event.day).zh}在{event.place}，"
        f"就“{told.filed.name}”（办件编号 {told.filed.number}）举行听证。",
        "请持本通知书和有效身份证件准时参加；可以委托代理人，可以申请主持人回避，"
        "可以提出证据，进行申辩和质证。",
        "依据：《中华人民共和国行政许可法》第四十八条。",
    )


def _decided(event: Decided, told: Told) -> Paper:
    if event.ruling:
        return _ruled(event, told)
    grants = event.outcome == Status.GRANTED
    kind = "granted" if grants else "refused"
    title = "部分准予决定书" if grants and event.refuses else ""
    how = _how(event)
    result = f"，发给{told.result}" if grants and told.result else ""
    says = [
        f"{_what(told)}（办件编号 {told.filed.number}），{how}",
        f"查明的事实和理由：{event.reason}" if event.reason else "",
        f"作出本决定所依据的信息：{'、'.join(told.facts)}，附于案卷，可以查阅。"
        if told.facts
        else "",
        f"本机关决定准予{result}。" if grants else "本机关决定不予准许。",
        f"不予准许的部分：{event.refuses}" if event.refuses else "",
        f"未待补正即作出本决定的理由：{event.despite}" if event.despite else "",
    ]
    made = _made(kind, event.on, told, *says, title=title)
    told_why = not grants or bool(event.refuses)
    conditions = tuple((str(n), one) for n, one in enumerate(event.conditions, 1))
    rules = tuple((str(n), one) for n, one in enumerate(event.rules, 1))
    heads = ("序号", "应当遵守的条件" if conditions else "规则判定")
    law = "第三十四条、第三十八条" if told_why else "第三十四条、第三十八条第一款"
    basis = f"依据：{_cited(event.law)}。" if event.law else _basis(told, law)
    return replace(
        made,
        heads=heads if conditions or rules else ("", ""),
        rows=conditions or rules,
        after=(basis,),
        remedy=_remedy(event.remedy, event.remedy_until),
    )


def _how(event: Decided) -> str:
    if event.automatic:
        return "由平台按照公布的规则自动审查。"
    if event.deemed:
        return "在规定期限内没有作出决定。"
    return "已依法审查终结。"


def _ruled(event: Decided, told: Told) -> Paper:
    made = _made(
        "reconsideration",
        event.on,
        told,
        f"申请人不服 {told.filed.origin_number} 号办件的决定，于 {day(told.filed.on).zh}申请行政复议。"
        f"申请理由：{told.filed.reason}",
        f"本机关查明和认为：{event.reason}" if event.reason else "",
        f"本机关决定：{RULINGS[event.ruling].zh}。",
        "依据：《中华人民共和国行政复议法》第六十三条至第六十九条。",
    )
    remedy = "对本决定不服的，可以自收到之日起十五日内向人民法院提起行政诉讼。"
    return replace(made, remedy=_remedy(event.remedy, event.remedy_until) or remedy)


def _terminated(event: Terminated, told: Told) -> Paper:
    return _made(
        "terminated",
        event.on,
        told,
        f"{_what(told)}（办件编号 {told.filed.number}），因{event.reason}，本机关终止办理。",
        f"依据：{_cited(event.law)}。" if event.law else "",
        "需要继续办理的，可以重新提出申请。",
    )


def _delivered(event: Delivered, told: Told) -> Paper:
    made = _made("delivery", event.on, told)
    rows = (
        ("送达文书名称", told.earlier or "决定书"),
        ("办件编号", told.filed.number),
        ("受送达人", told.receiver),
        ("送达方式", METHODS[event.method].zh),
        ("送达日期", day(event.on).zh),
        ("签收人", event.receiver or "——"),
        ("送达人", event.by or "——"),
        ("凭证和备注", event.proof or "——"),
    )
    return replace(made, rows=rows, form=True)


def _remedy(words: str | None, until: date | None) -> str | None:
    if not words:
        return None
    return f"{words}（申请期限至 {day(until).zh}）" if until else words
