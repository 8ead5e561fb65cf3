"""What happened to a demand, in words (诉求经过): to the person in plain ones, to staff in short.

Each is one sentence; what an office wrote itself (a question, a reason, a reply) follows it.
"""

from collections.abc import Callable

from tongban.kernel.text import Text
from tongban.voice.domain import demands as happened
from tongban.voice.domain.demands import DemandEvent

TOLD = (
    "voice.DemandAsked",
    "voice.DemandExtended",
    "voice.DemandReplied",
    "voice.DemandTold",
    "voice.DemandMoved",
)
OUTCOMES = {
    happened.SOLVED: Text("已解决", "Solved"),
    happened.UNSOLVED: Text("没有解决", "Not solved"),
    happened.UNCONFIRMED: Text(
        "答复了，没人说解决没有", "Replied; nobody said whether it is solved"
    ),
    happened.WITHDRAWN: Text("撤回了", "Taken back"),
}
STANDINGS = {
    "filed": Text("等派单", "To be sent on"),
    "dispatched": Text("等接单", "To be taken up"),
    "accepted": Text("正在办", "Being dealt with"),
    "returned": Text("等协调", "With the coordinator"),
    "asked": Text("等您补充", "Waits for your answer"),
    "replied": Text("已答复", "Replied"),
    "closed": Text("已办结", "Ended"),
}
GRADES = {
    "urgent": Text("紧急", "Urgent"),
    "prompt": Text("较急", "Pressing"),
    "general": Text("一般", "Ordinary"),
    "complex": Text("复杂", "Complex"),
}
PRIVACIES = {
    "named": Text(
        "实名，承办单位能看到我的名字", "With my name, for the office that deals with it"
    ),
    "private": Text(
        "保密，承办单位看不到我是谁", "In confidence: the office does not see who I am"
    ),
    "anonymous": Text("匿名，谁都不知道我是谁", "Anonymous: nobody knows who I am"),
}
CHANNELS = {
    "web": Text("网上", "Web"),
    "phone": Text("电话", "Telephone"),
    "window": Text("窗口", "Window"),
    "api": Text("接口", "Interface"),
}
TASKS = {
    "dispatch": Text("待派单", "Send on"),
    "coordinate": Text("待协调", "Decide whose"),
    "call": Text("待回访", "Call back"),
    "late": Text("超期", "Overdue"),
    "accept": Text("待接单", "Take up"),
    "reply": Text("待答复", "Reply"),
    "help": Text("待协办", "Help"),
    "urge": Text("时限将到", "Nearly due"),
}

Named = Callable[[str], str]
"""How an agency is called, by its code."""


def message(event: DemandEvent) -> Text | None:
    """Say to the person what was done, as a message; None for what no message tells."""
    match event:
        case happened.DemandAsked():
            return Text(f"想请您补充一点：{event.question}", f"One question: {event.question}")
        case happened.DemandExtended():
            return Text(
                f"还需要 {event.days} 天。{event.reason}", f"{event.days} more days. {event.reason}"
            )
        case happened.DemandReplied():
            return Text(
                f"有答复了：{event.words}　解决没有、满不满意，请您说。",
                f"There is a reply: {event.words} Is it solved? Please say.",
            )
        case happened.DemandMoved():
            return Text(
                f"从今天起由承接职责的部门办，编号和时限都不变。{event.reason}",
                f"The agency now competent has it; its number and limits stay. {event.reason}",
            )
        case happened.DemandTold():
            return Text(f"因为您说过，有了改变：{event.words}", f"It changed: {event.words}")
        case _:
            return None


def title(event: DemandEvent, name: Named) -> Text:  # noqa: C901, PLR0911, PLR0912 - one sentence an event
    """Say in one sentence what happened."""
    match event:
        case happened.DemandFiled():
            return Text("提交了诉求", "Filed")
        case happened.DemandProposed():
            sure = f"{event.confidence:.0%}"
            who = name(event.agency) if event.agency else "—"
            return Text(f"系统建议：{who}（把握 {sure}）", f"Proposed: {who} ({sure} sure)")
        case happened.DemandDispatched():
            how = (
                Text("系统派给", "Sent on at once to")
                if event.automatic
                else Text("派给", "Sent to")
            )
            return Text(f"{how.zh}{name(event.agency)}", f"{how.en} {name(event.agency)}")
        case happened.DemandAccepted():
            return Text("接单，开始办", "Taken up")
        case happened.DemandReturned():
            return Text(f"{name(event.agency)}退回", f"Returned by {name(event.agency)}")
        case happened.DemandCoordinated():
            return Text(
                f"协调决定由{name(event.agency)}办", f"Decided: {name(event.agency)} deals with it"
            )
        case happened.DemandHelped():
            return Text(f"{name(event.agency)}协办反馈", f"{name(event.agency)} helped")
        case happened.DemandAsked():
            return Text("请诉求人补充一点", "One question was asked")
        case happened.DemandAnswered():
            return Text("诉求人补充", "Answered")
        case happened.DemandUnanswered():
            return Text("没有等到补充，按已知情况办", "No answer; it goes on with what is known")
        case happened.DemandExtended():
            return Text(f"延期 {event.days} 天", f"Extended by {event.days} days")
        case happened.DemandEscalated():
            return Text(f"时限用去 {event.share}%，已提醒", f"{event.share}% of the time is used")
        case happened.DemandReplied():
            return (
                Text("答复", "Replied") if event.solved else Text("答复：办不成", "Cannot be done")
            )
        case happened.DemandJudged():
            return (
                Text("诉求人说：解决了", "The person: solved")
                if event.solved
                else Text("诉求人说：没有解决", "The person: not solved")
            )
        case happened.DemandClosed():
            said = OUTCOMES[event.outcome]
            return Text(f"办结：{said.zh}", f"Ended: {said.en}")
        case happened.DemandReopened():
            return Text("诉求人重开", "Opened again")
        case happened.DemandCallDue():
            return Text("结果不好，要回访", "To be called back")
        case happened.DemandCalledBack():
            if event.again:
                return Text("回访后重办", "Called back: to be done again")
            return Text("已回访", "Called back") if event.reached else Text("没打通", "Not reached")
        case happened.DemandJoined():
            return Text("又有一人附议", "One more joined")
        case happened.DemandThemed():
            return Text("归入专题", "Became part of a theme")
        case happened.DemandTold():
            return Text("因为您说过，有了改变", "Something changed because of it")
        case happened.DemandMoved():
            return Text(f"转由{name(event.agency)}办", f"{name(event.agency)} has it now")


def detail(event: DemandEvent) -> str:
    """Return what an office wrote with it, "" where nothing."""
    match event:
        case (
            happened.DemandReturned()
            | happened.DemandCoordinated()
            | happened.DemandExtended()
            | happened.DemandMoved()
        ):
            return event.reason
        case happened.DemandAsked():
            return event.question
        case happened.DemandHelped() | happened.DemandCalledBack() | happened.DemandTold():
            return event.words
        case happened.DemandReplied():
            return "\n".join(one for one in (event.words, event.unsolved) if one)
        case happened.DemandProposed():
            return "\n".join(event.why)
        case _:
            return ""
