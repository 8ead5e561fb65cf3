"""What people read (用语): states, sources and moments in plain words, Chinese and English."""

from collections.abc import Mapping

from tongban.cases.domain import saying, telling
from tongban.cases.domain.applications import Blocked, MatterState, Progress
from tongban.cases.domain.branches import (
    BranchAnswered,
    BranchAsked,
    BranchMoved,
    BranchRecalled,
    BranchStuck,
    BranchTold,
)
from tongban.cases.domain.draws import DrawAnnounced, DrawMade
from tongban.cases.domain.events import (
    Accepted,
    BecameOverdue,
    CaseEvent,
    Closed,
    Decided,
    Filed,
    Supplemented,
    SupplementRequested,
    Withdrawn,
)
from tongban.cases.domain.halts import (
    ClockResumed,
    ClockStopped,
    DueMoved,
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    HearingAsked,
    HearingHeld,
    HearingOffered,
    HearingSet,
    ReviewedBelow,
)
from tongban.cases.domain.handovers import Assigned, TakenEarly, Transferred
from tongban.cases.domain.moving import Migrated, MoveAnswered, MovedBack, MoveOffered
from tongban.cases.domain.saying import CLOCKS, day
from tongban.cases.domain.states import CaseState, Status
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
)
from tongban.catalogue.domain.model import Book
from tongban.kernel.text import Text

SAID_BY_APPLICANT = Text("申请人填写", "Said by the applicant")
_SOURCES: Mapping[str, Text] = {
    "derived": Text("由已知信息推算", "Worked out from what is known"),
    "account": Text("实名登记", "Your verified identity"),
    "person": Text("您以前填写的", "What you said before"),
    "other": SAID_BY_APPLICANT,
    "exchange": Text("向部门查询所得", "Asked of the agency"),
    "register": Text("政府登记信息", "A government register"),
    "case": Text("办件结果", "The result of a case"),
}
_STATUS: Mapping[str, Text] = {
    "filed": Text("已提交，等待受理", "Handed in, waiting to be accepted"),
    "supplement": Text("等您补正", "Waiting for you"),
    "accepted": Text("已受理，正在办理", "Accepted, being examined"),
    "granted": Text("已办成", "Granted"),
    "refused": Text("没有批准", "Refused"),
    "withdrawn": Text("已撤回", "Withdrawn"),
    "not_accepted": Text("不予受理", "Not accepted"),
    "terminated": Text("已终止办理", "Ended without a decision"),
}
WAITING = Text("正在等您补正，期限暂不起算。", "Waiting for your supplement; no limit runs.")
STANDS = Text("正在等下级初审，期限暂不起算。", "The lower level reviews first; no limit runs.")
UNPUBLISHED = Text("来源没有公布这个期限。", "The source publishes no such limit.")


def source_words(source: str, book: Book) -> Text:
    """Say where a fact is from: a licence with the agency that holds it, or a kind of source."""
    licence = book.licences.get(source)
    if licence is None:
        return _SOURCES.get(source, _SOURCES["register"])
    agency = book.agencies.get(licence.holder)
    zh = f"《{licence.name.zh}》" + (f"，{agency.name.zh}" if agency else "")
    en = licence.name.in_("en") + (f", {agency.name.in_('en')}" if agency else "")
    return Text(zh, en)


def status_words(state: CaseState) -> Text:
    """Say where a case stands."""
    return _STATUS[state.status]


def matter_words(one: MatterState, names: Mapping[str, Text], status: str | None) -> Text:
    """Say how a matter of an application stands, with what it waits for or what stopped it."""
    if one.progress is Progress.WAITING:
        waits = [names[after.matter] for after in one.matter.after]
        return Text(
            f"等“{'”“'.join(name.zh for name in waits)}”办好后自动提交",
            f"Files itself once {', '.join(name.in_('en') for name in waits)} is done",
        )
    if one.blocked is not None:
        return _blocked_words(one.blocked, names)
    return _STATUS[status or one.progress.value]


_ENDED = {
    "refused": ("没有批准", "was refused"),
    "withdrawn": ("已撤回", "was withdrawn"),
    "not_accepted": ("没有受理", "was not accepted"),
    "terminated": ("已终止", "was ended"),
}


def _blocked_words(blocked: Blocked, names: Mapping[str, Text]) -> Text:
    name = names[blocked.because]
    zh, en = _ENDED.get(blocked.outcome, ("没有办成", "could not go on"))
    return Text(
        f"“{name.zh}”{zh}，这一项需要它的结果，暂时办不了；其他事项不受影响",
        f"{name.in_('en')} {en}, and this needs its result; the others go on",
    )


def moment_words(event: CaseEvent, names: Mapping[str, Text]) -> tuple[Text, Text | None]:  # noqa: C901, PLR0911, PLR0912 - one each
    """Say an event in plain words, with its detail; `names` names refs and materials."""
    match event:
        case Filed():
            return Text("提交了申请", "Application handed in"), Text(
                f"办件编号 {event.number}", f"Case number {event.number}"
            )
        case Accepted(by_silence=True):
            return Text("视为受理", "Counts as accepted"), Text(
                f"五个工作日内没有告知补正，从收到材料的 {day(event.on).zh} 起视为受理",
                f"No notice within five working days: accepted as of {day(event.on).en}",
            )
        case Accepted():
            return Text("已受理", "Accepted"), None
        case SupplementRequested():
            return Text("请您补正", "Asked for a supplement"), _gaps(event.gaps, names)
        case Supplemented():
            changed = dict.fromkeys((*event.statements, *event.attachments))
            return Text("已补正", "Supplemented"), _listed(changed, names)
        case Decided():
            return _decision_words(event), _decision_detail(event)
        case Closed():
            if event.identifier:
                return Text(
                    "办结，证照已存入您的证照库", "Closed; the licence is in your library"
                ), None
            return Text("办结", "Closed"), None
        case Withdrawn():
            return Text("申请人撤回", "Withdrawn by the applicant"), Text(event.reason)
        case BecameOverdue():
            name = CLOCKS[event.clock]
            return Text(f"超过{name.zh}", f"Overdue: {name.in_('en')}"), Text(
                f"应在 {day(event.due).zh} 前办结", f"It was due on {day(event.due).en}"
            )
        case (
            BranchAsked()
            | BranchAnswered()
            | BranchRecalled()
            | BranchStuck()
            | BranchTold()
            | BranchMoved()
        ):
            return telling.branch_words(event)
        case Assigned() | Transferred() | TakenEarly():
            return telling.handover_words(event)
        case DrawAnnounced() | DrawMade():
            return telling.draw_words(event)
        case Migrated() | MovedBack() | MoveOffered() | MoveAnswered():
            return telling.move_words(event)
        case (
            ClockStopped()
            | ClockResumed()
            | ExtensionAsked()
            | Extended()
            | ExtensionDeclined()
            | ReviewedBelow()
            | DueMoved()
            | HearingOffered()
            | HearingAsked()
            | HearingSet()
            | HearingHeld()
        ):
            return saying.halt_words(event)
        case (
            NotAccepted()
            | CorrectedOnSpot()
            | Examined()
            | Supplied()
            | Reminded()
            | Terminated()
            | Delivered()
            | PledgeChecked()
            | Contested()
            | Overturned()
        ):
            return saying.turn_words(event, names)


def _decision_words(event: Decided) -> Text:
    if event.outcome != Status.GRANTED:
        said = Text("不予批准", "Refused")
    elif event.refuses:
        said = Text("部分准予", "Granted in part")
    elif event.conditions:
        said = Text("附条件准予", "Granted under conditions")
    else:
        said = Text("准予", "Granted")
    if event.automatic:
        return Text(f"{said.zh}（自动作出）", f"{said.in_('en')} (automatic)")
    if event.deemed:
        return Text(f"视为{said.zh}", f"Counts as {said.in_('en').lower()}")
    return said


def _decision_detail(event: Decided) -> Text | None:
    parts = [Text(part) for part in (event.reason, *event.rules) if part]
    parts += [Text(f"条件：{one}", f"Condition: {one}") for one in event.conditions]
    if event.refuses:
        parts.append(Text(f"不予准许的部分：{event.refuses}", f"Not granted: {event.refuses}"))
    parts += [Text(part) for part in (event.law, event.despite, event.remedy) if part]
    if event.remedy_until:
        until = day(event.remedy_until)
        parts.append(Text(f"期限至 {until.zh}", f"until {until.en}"))
    if not parts:
        return None
    return Text(
        "；".join(one.zh.rstrip("。；") for one in parts), "; ".join(one.in_("en") for one in parts)
    )


def _gaps(gaps: Mapping[str, str], names: Mapping[str, Text]) -> Text:
    zh = "；".join(f"{names.get(key, Text(key)).zh}：{why}" for key, why in gaps.items())
    en = "; ".join(f"{names.get(key, Text(key)).in_('en')}: {why}" for key, why in gaps.items())
    return Text(zh, en)


def _listed(keys: Mapping[str, None], names: Mapping[str, Text]) -> Text:
    found = [names.get(key, Text(key)) for key in keys]
    return Text("、".join(one.zh for one in found), ", ".join(one.in_("en") for one in found))


def nth_day(number: int, unit: str) -> Text:
    """Say which day of a limit it is.

    >>> nth_day(3, "working_day").zh
    '期限的第 3 个工作日'
    """
    zh = "个工作日" if unit == "working_day" else "天"
    en = "working day" if unit == "working_day" else "day"
    return Text(f"期限的第 {number} {zh}", f"{en} {number} of the limit")
