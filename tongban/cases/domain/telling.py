"""What people read of working together (会办用语): branches, hand-overs, draws, newer versions."""

from typing import assert_never

from tongban.cases.domain.branches import (
    AGREE,
    CITY,
    OPINION,
    PART,
    BranchAnswered,
    BranchAsked,
    BranchEvent,
    BranchMoved,
    BranchRecalled,
    BranchStuck,
    BranchTold,
)
from tongban.cases.domain.draws import DrawAnnounced, DrawEvent, DrawMade
from tongban.cases.domain.handovers import Assigned, HandoverEvent, TakenEarly, Transferred
from tongban.cases.domain.moving import (
    Migrated,
    MoveAnswered,
    MovedBack,
    MoveEvent,
    MoveOffered,
)
from tongban.kernel.text import Text

Told = tuple[Text, Text | None]


_ASKED = {
    OPINION: Text("征求其他部门意见", "Another body is asked for its opinion"),
    PART: Text("请其他部门同时办理", "Another agency works on its part"),
    CITY: Text("转请有权办理的城市办理", "The competent city is asked to decide"),
}


def branch_words(event: BranchEvent) -> Told:  # noqa: PLR0911 - one branch an event
    """Say what happened to a branch."""
    match event:
        case BranchAsked(kind=kind):
            return _ASKED[kind], None
        case BranchAnswered(outcome=outcome):
            if outcome == AGREE:
                return Text("其他部门已同意", "The other agency agrees"), None
            return Text("其他部门提出不同意见", "The other agency objects"), None
        case BranchRecalled():
            return Text("不再等其他部门的反馈", "The answer is no longer awaited"), None
        case BranchStuck():
            return Text(
                "其他部门还没有反馈，已提请督办", "Another agency is late; its supervisor was told"
            ), None
        case BranchMoved():
            return Text(
                "会办已随职责转到新的部门", "What was asked waits at the agency now competent"
            ), Text(event.reason)
        case BranchTold(words=words):
            return Text("对方城市告知了进度", "The other city told how far it is"), Text(words)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def handover_words(event: HandoverEvent) -> Told:
    """Say whose hands a case came into; no officer is named to the applicant here."""
    match event:
        case Assigned():
            return Text("已有专人经办", "An officer has it in hand"), None
        case Transferred():
            return Text("已移交新的部门", "Handed over to another agency"), Text(
                f"{event.reason}；期限不变", f"{event.reason}; the limits stay as they were"
            )
        case TakenEarly():
            why = Text(event.reason) if event.reason else Text("未说明理由", "No reason was given")
            return Text("调整了办理顺序", "Taken out of turn"), why
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def draw_words(event: DrawEvent) -> Told:
    """Say how a draw stands, with what anybody needs to check it."""
    match event:
        case DrawAnnounced():
            return Text(f"公布抽取名单：{event.what}", f"A draw was announced: {event.what}"), Text(
                f"{len(event.candidates)} 名候选，抽取 {event.count} 名；承诺值 {event.commitment}",
                f"{event.count} of {len(event.candidates)}; commitment {event.commitment}",
            )
        case DrawMade():
            names = "、".join(event.drawn)
            return Text(f"抽取结果：{names}", f"Drawn: {names}"), Text(
                f"种子 {event.secret}，公开数值 {event.public}（{event.source}）",
                f"secret {event.secret}, public value {event.public} ({event.source})",
            )
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def move_words(event: MoveEvent) -> Told:
    """Say what a newer version of the service means for the case."""
    match event:
        case Migrated():
            return Text(
                f"改按 {event.version} 版办理", f"Handled under version {event.version} from now on"
            ), _note(event.note)
        case MovedBack():
            return Text(
                f"恢复按 {event.version} 版办理", f"Handled under version {event.version} again"
            ), _note(event.reason)
        case MoveOffered():
            return Text(
                "规定有更新，请您选择是否适用", "The rules changed; you may choose the newer ones"
            ), _note(event.note)
        case MoveAnswered(agreed=agreed):
            if agreed:
                return Text("申请人选择新规定", "The applicant chose the newer rules"), None
            return Text("申请人选择原规定", "The applicant stays with the former rules"), None
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _note(words: str) -> Text | None:
    return Text(words) if words else None
