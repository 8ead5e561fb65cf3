"""What people read of the clock and of what follows (期限与后续用语): stops, hearings, delivery."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from tongban.cases.domain.halts import (
    ClockResumed,
    ClockStopped,
    DueMoved,
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    HaltEvent,
    HearingAsked,
    HearingHeld,
    HearingOffered,
    HearingSet,
    ReviewedBelow,
)
from tongban.cases.domain.special import words_of
from tongban.cases.domain.turns import (
    Contested,
    CorrectedOnSpot,
    Delivered,
    Examined,
    NotAccepted,
    Overturned,
    PledgeChecked,
    Reminded,
    Supplied,
    Terminated,
    TurnEvent,
)
from tongban.kernel.text import Text

Told = tuple[Text, Text | None]
CLOCKS: Mapping[str, Text] = {
    "intake": Text("受理期限", "Time to accept"),
    "statutory": Text("法定期限", "Limit set by law"),
    "promised": Text("承诺期限", "Limit promised"),
    "demo": Text("演示期限(来源未公布，仅用于演示)", "Demonstration only (none published)"),
    "review": Text("下级初审期限", "Review by the lower level"),
    "answer": Text("补正期限", "Time to answer the notice"),
    "special": Text("特别程序所需时间", "Time announced for a special procedure"),
    "hearing_ask": Text("申请听证期限", "Time to ask for a hearing"),
    "hearing": Text("组织听证期限", "Time to hold the hearing"),
    "lacking": Text("容缺材料补交期限", "Time to hand in what is lacking"),
    "renewal": Text("原证有效期", "Validity of the licence to be renewed"),
    "delivery": Text("送达期限", "Time to deliver"),
    "check": Text("承诺核查期限", "Time to check the pledge"),
}
METHODS: Mapping[str, Text] = {
    "electronic": Text("电子送达", "electronically"),
    "direct": Text("直接送达", "by hand"),
    "post": Text("邮寄送达", "by post"),
    "left": Text("留置送达", "left at the address"),
    "entrusted": Text("委托送达", "by another agency"),
    "public": Text("公告送达", "by public notice"),
}
GROUNDS: Mapping[str, Text] = {
    "not_needed": Text("依法不需要取得许可", "No permission is needed"),
    "not_competent": Text("不属于本机关职权范围", "Not within this agency's power"),
}
RULINGS: Mapping[str, Text] = {
    "upheld": Text("维持原决定", "Upheld"),
    "changed": Text("变更原决定", "Changed"),
    "revoked": Text("撤销原决定", "Revoked"),
    "redo": Text("撤销原决定，责令重新作出决定", "Revoked, to be decided anew"),
    "unlawful": Text("确认原决定违法", "Found unlawful"),
    "void": Text("确认原决定无效", "Found void"),
    "ordered": Text("责令在期限内履行", "Ordered to act within a limit"),
    "dismissed": Text("驳回复议请求", "Dismissed"),
}
_UNITS = {"working_day": ("个工作日", "working days"), "calendar_day": ("天", "days")}


def day(value: date) -> Text:
    """Write a day for people."""
    return Text(f"{value.year} 年 {value.month} 月 {value.day} 日", f"{value:%d %B %Y}")


def days(number: int, unit: str) -> Text:
    """Say a number of days in the words of their unit."""
    zh, en = _UNITS[unit]
    return Text(f"{number} {zh}", f"{number} {en}")


def _with(*parts: str) -> str:
    return "；".join(part.rstrip("。；") for part in parts if part)


def halt_words(event: HaltEvent) -> Told:  # noqa: PLR0911 - one each
    """Say what happened to the clock."""
    match event:
        case ClockStopped(ground=ground):
            name, length = words_of(ground), days(event.days, event.unit)
            until = day(event.until)
            return Text(
                f"进行{name.zh}，期限暂停计算", f"{name.in_('en')}: the clock is stopped"
            ), Text(
                _with(f"需要 {length.zh}，到 {until.zh}", event.reason, event.law),
                f"It takes {length.en}, until {until.en}; {event.reason}; {event.law}",
            )
        case ClockResumed():
            return Text("期限恢复计算", "The clock runs again"), _maybe(event.result)
        case ExtensionAsked():
            length = days(event.days, event.unit)
            return Text(f"申请延长 {length.zh}", f"{length.en} more were asked for"), Text(
                event.reason
            )
        case Extended():
            length = days(event.days, event.unit)
            return Text(f"经批准延长 {length.zh}", f"Extended by {length.en}"), Text(
                _with(
                    f"理由：{event.reason}", event.law, f"批准人：{event.by}" if event.by else ""
                ),
                f"Reason: {event.reason}; {event.law}; approved by {event.by}",
            )
        case ExtensionDeclined():
            return Text("没有批准延长", "The extension was not approved"), _maybe(event.reason)
        case ReviewedBelow():
            return Text("下级初审完毕", "The lower level has reviewed it"), _maybe(event.opinion)
        case DueMoved():
            name, due = CLOCKS[event.clock], day(event.due)
            return Text(f"{name.zh}改到 {due.zh}", f"{name.in_('en')}: now due on {due.en}"), Text(
                _with(f"原为 {day(event.moved_from).zh}", event.why),
                f"It was {day(event.moved_from).en}; {event.why}",
            )
        case HearingOffered() | HearingAsked() | HearingSet() | HearingHeld():
            return _hearing_words(event)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _hearing_words(event: HearingOffered | HearingAsked | HearingSet | HearingHeld) -> Told:
    """Say what happened of a hearing."""
    match event:
        case HearingOffered():
            return Text("告知听证权利", "You may ask for a hearing"), Text(
                _with(event.reason, "要求听证的，请在五个工作日内提出"),
                f"{event.reason}; ask for it within five working days",
            )
        case HearingAsked():
            return Text("申请人要求听证", "The applicant asked for a hearing"), None
        case HearingSet():
            when = day(event.day)
            return Text(f"定于 {when.zh} 听证", f"The hearing is on {when.en}"), Text(event.place)
        case HearingHeld():
            return Text("已举行听证", "The hearing was held"), Text(event.record)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def turn_words(event: TurnEvent, names: Mapping[str, Text]) -> Told:  # noqa: PLR0911 - one each
    """Say what else happened; `names` names refs and materials."""
    match event:
        case NotAccepted():
            return _not_accepted(event)
        case CorrectedOnSpot():
            return Text("当场更正", "Corrected on the spot"), _listed(event.statements, names)
        case Examined():
            what = (
                Text("现场核查", "Checked on site") if event.on_site else Text("审查", "Examined")
            )
            return what, Text(event.opinion)
        case Supplied():
            return Text("补齐容缺材料", "What was lacking came in"), _listed(
                event.attachments, names
            )
        case Reminded():
            due = day(event.due)
            named = _listed(dict.fromkeys(event.keys), names)
            return Text(f"提醒：请在 {due.zh} 前补交", f"Reminder: hand in by {due.en}"), named
        case Terminated():
            return Text("终止办理", "Ended without a decision"), Text(
                _with(event.reason, event.law)
            )
        case Delivered():
            how = METHODS[event.method]
            return Text(f"已送达（{how.zh}）", f"Delivered {how.in_('en')}"), _maybe(
                _with(f"签收：{event.receiver}" if event.receiver else "", event.proof)
            )
        case PledgeChecked(kept=kept):
            said = (
                Text("承诺核查：属实", "The pledge was kept")
                if kept
                else Text("承诺核查：不属实", "The pledge was broken")
            )
            return said, _maybe(event.finding)
        case Contested():
            return Text("申请人申请行政复议", "Reconsideration was asked for"), Text(
                f"复议案号 {event.number}", f"Case {event.number}"
            )
        case Overturned():
            ruling = RULINGS[event.ruling]
            return Text(f"行政复议：{ruling.zh}", f"Reconsideration: {ruling.in_('en')}"), _maybe(
                _with(event.reason, f"复议案号 {event.number}")
            )
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _not_accepted(event: NotAccepted) -> Told:
    ground = GROUNDS[event.ground]
    go = f"请向{event.redirect_name or event.redirect}申请" if event.redirect else ""
    go_en = f"; apply to {event.redirect_name or event.redirect}" if event.redirect else ""
    return Text(f"不予受理：{ground.zh}", f"Not accepted: {ground.in_('en')}"), Text(
        _with(event.reason, go, event.remedy or ""), f"{event.reason}{go_en}"
    )


def _maybe(words: str) -> Text | None:
    return Text(words) if words else None


def _listed(keys: Mapping[str, object], names: Mapping[str, Text]) -> Text | None:
    found = [names.get(key, Text(key)) for key in keys]
    if not found:
        return None
    return Text("、".join(one.zh for one in found), ", ".join(one.in_("en") for one in found))
