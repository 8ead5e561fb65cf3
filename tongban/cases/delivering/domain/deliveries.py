"""Delivering a result (结果寄取): chosen, packed or laid ready, brought or fetched, with its proof.

>>> fold([Chosen("post"), Sent(1), Moved("lost")]).state
'failed'
>>> fold([Chosen("pickup"), Ready("一楼 3 号柜")]).state
'ready'
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

POST, PICKUP = "post", "pickup"
WAYS = {POST: Text("寄给我", "Send it to me"), PICKUP: Text("我自己取", "I fetch it")}
CHOSEN, SENT, MOVING, READY, DONE, FAILED = "chosen", "sent", "moving", "ready", "done", "failed"
STATES = {
    CHOSEN: Text("正在准备", "Being prepared"),
    SENT: Text("已交给快递", "Handed to the courier"),
    MOVING: Text("在路上", "On its way"),
    READY: Text("可以取了", "Ready to fetch"),
    DONE: Text("您已收到", "You have it"),
    FAILED: Text("没有寄到，请重新选", "It did not arrive; please choose again"),
}
NO_ADDRESS = Text(
    "结果可以寄给您了，还不知道寄到哪里。请在“怎么拿到结果”里选",
    "the result can be sent to you, but nobody said where to; please choose how to receive it",
)
TRIES = 5
"""Wrong codes, after which a new one is needed."""


class NotDeliverable(Problem):
    """There is nothing to deliver, or it is delivered another way (不能这样寄取)."""

    code = "cases.not-deliverable"
    words = Text("现在不能这样寄取。", "It cannot be delivered this way now.")
    advice = Text("请看寄取的当前状态。", "See how the delivery stands.")
    status = 409


class WrongPickUpCode(Problem):
    """The pick-up code is not this one's (取件码不对)."""

    code = "cases.wrong-pick-up-code"
    words = Text("取件码不对。", "This is not the code.")
    advice = Text(
        "请在“我的消息”里核对；错五次要换新码。",
        "Look under “messages”; five wrong ones need a new code.",
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The person chose how to receive the result (选择寄取方式); `by_form`: when they applied."""

    way: str
    by_form: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel was ordered of the courier (已下单)."""

    parcel: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The courier reported (寄送轨迹)."""

    state: str
    words: str = ""
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """It lies ready under a code (已入柜、已到窗口)."""

    place: str


@dataclass(frozen=True, slots=True)
class CodeWrong:
    """A wrong code was said (取件码错误)."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """It was handed over (已交付): who received it."""

    receiver: str


Happened = Chosen | Sent | Moved | Ready | CodeWrong | HandedOver
TYPES = {
    f"cases.Delivery{kind.__name__}": kind
    for kind in (Chosen, Sent, Moved, Ready, CodeWrong, HandedOver)
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the delivery of a result stands (寄取状态); `round` counts the codes."""

    way: str = ""
    state: str = ""
    place: str = ""
    parcel: int = 0
    words: str = ""
    tracking: str = ""
    round: int = 0
    wrong: int = 0
    seq: int = 0
    by_form: bool = False

    @property
    def said(self) -> Text:
        """The state in words."""
        return STATES[self.state]


def fold(happened: Iterable[Happened]) -> Delivery:
    """Return how a delivery stands after all that happened."""
    now = Delivery()
    for event in happened:
        now = evolve(now, event)
    return now


def evolve(now: Delivery, event: Happened) -> Delivery:
    """Return how it stands after one more."""
    now = replace(now, seq=now.seq + 1)
    match event:
        case Chosen(way, by_form):
            fresh = replace(now, way=way, state=CHOSEN, place="", parcel=0, words="")
            return replace(fresh, by_form=by_form)
        case Sent(parcel):
            return replace(now, state=SENT, parcel=parcel)
        case Moved(state, words, tracking):
            after = {"delivered": DONE, "moving": MOVING}.get(state, FAILED)
            return replace(now, state=after, words=words, tracking=tracking or now.tracking)
        case Ready(place):
            return replace(now, state=READY, place=place, round=now.round + 1, wrong=0)
        case CodeWrong():
            return replace(now, wrong=now.wrong + 1)
        case HandedOver():
            return replace(now, state=DONE)
        case _:
            assert_never(event)


def ensure(now: Delivery, way: str, *states: str) -> None:
    """Raise NotDeliverable unless it goes this way and stands in one of these states."""
    if now.way != way or now.state not in states:
        raise NotDeliverable(now.state)
