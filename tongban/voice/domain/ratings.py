"""Ratings (好差评): five levels, 1 is best; once for each moment of a matter, by whoever it was for.

The levels are those of GB/T 39046-2020 表A.8; one matter handled online is rated once, one visit to
the hall once (国办发〔2019〕51号: 一事一评、一次一评); five moments of a matter can be rated (咨询、申报、补正、
缴费、签收), and its end. A bad one is checked, put right and answered within its days; one given by
mistake or malice is left out of the figures with its grounds, and stays to be seen.

>>> check(5, "等了很久").in_("en")
'Very dissatisfied'
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

LONGEST = 500
FEWEST = 5
LEVELS: dict[int, Text] = {
    1: Text("非常满意", "Very satisfied"),
    2: Text("满意", "Satisfied"),
    3: Text("基本满意", "Fairly satisfied"),
    4: Text("不满意", "Dissatisfied"),
    5: Text("非常不满意", "Very dissatisfied"),
}
BAD = (4, 5)
ASK, FILE, SUPPLEMENT, PAY, RECEIVE, DONE = "ask", "file", "supplement", "pay", "receive", "done"
MOMENTS: dict[str, Text] = {
    ASK: Text("咨询", "Asking"),
    FILE: Text("申报", "Filing"),
    SUPPLEMENT: Text("补正", "Supplementing"),
    PAY: Text("缴费", "Paying"),
    RECEIVE: Text("签收", "Receiving"),
    DONE: Text("办结", "The whole"),
}
CHANNELS: dict[str, Text] = {
    "web": Text("网上", "Web"),
    "mobile": Text("手机", "Mobile"),
    "qr": Text("扫码", "QR code"),
    "hall": Text("大厅", "Hall"),
    "phone": Text("电话", "Telephone"),
    "sms": Text("短信", "Text message"),
}
REASONS: dict[str, Text] = {
    "slow": Text("办得慢", "Slow"),
    "rude": Text("态度不好", "Unfriendly"),
    "again": Text("跑了多趟", "Had to come again"),
    "more": Text("要了不该要的材料", "Papers that should not be asked"),
    "unclear": Text("没说清楚", "Unclear"),
    "fault": Text("系统不好用", "The system did not work"),
}
MISTAKEN, MALICIOUS = "mistaken", "malicious"
GROUNDS = {
    MISTAKEN: Text("误评：评的不是这件事，或者点错了", "Mistaken: meant something else"),
    MALICIOUS: Text("恶意：与办事无关，或者有人刷评", "Malicious: not about what was done"),
}
DUE = "voice.RatingDue"
RATED, VERIFIED, RECTIFIED, ANSWERED, APPEALED, REVIEWED, EXCLUDED = (
    "voice.Rated",
    "voice.RatingVerified",
    "voice.RatingRectified",
    "voice.RatingAnswered",
    "voice.RatingAppealed",
    "voice.RatingReviewed",
    "voice.RatingExcluded",
)
TYPES = (RATED, DUE, VERIFIED, RECTIFIED, ANSWERED, APPEALED, REVIEWED, EXCLUDED)
"""Every type of event of a rating, the one it begins with first."""


class BadLevel(Problem):
    """No level of the scale (等级不对)."""

    code = "voice.bad-level"
    words = Text("评价分五级，从 1 非常满意到 5 非常不满意。", "There are five levels, 1 is best.")
    advice = Text("请选一级。", "Choose one.")


class BadMoment(Problem):
    """No moment, channel or reason that can be rated (评价环节不对)."""

    code = "voice.bad-moment"
    words = Text("没有这个可以评价的环节。", "This cannot be rated.")


class WordsTooLong(Problem):
    """More words than there is room for (文字过长)."""

    code = "voice.words-too-long"
    words = Text("评价文字最多 500 字。", "A rating has 500 characters at most.")
    advice = Text("请写短一些。", "Make it shorter.")


class AlreadyRated(Problem):
    """The case has its rating (已经评价)."""

    code = "voice.already-rated"
    words = Text("这件已经评价过了。", "This case has been rated already.")
    advice = Text("一件评一次；还有意见请提交诉求。", "Each is rated once.")
    status = 409


class NotEndedYet(Problem):
    """The case has not ended (尚未办结)."""

    code = "voice.not-ended-yet"
    words = Text("这件还没有办结。", "This case has not ended yet.")
    advice = Text("办结之后再来评价。", "Rate it once it has ended.")
    status = 409


class NotYoursToRate(Problem):
    """There is no such case, as far as this actor may know (查无此件)."""

    code = "voice.not-yours"
    words = Text("没有找到，或者不是您的办件。", "Not found, or not yours.")
    advice = Text("请核对办件编号。", "Check the number.")
    status = 404


class RatingNotNow(Problem):
    """Where the rating stands, this step cannot be taken (此时不能办这一步)."""

    code = "voice.rating-not-now"
    words = Text("这条差评现在不能做这一步。", "This cannot be done with the rating now.")
    advice = Text("请先核实，再整改，再答复。", "Verify, put right, then answer.")
    status = 409


def may_be_published(levels: Mapping[int, int]) -> bool:
    """Whether counts by level may be read by everybody: of too few one could tell who said what.

    >>> may_be_published({1: 3, 5: 1}), may_be_published({1: 4, 5: 1})
    (False, True)
    """
    return sum(levels.values()) >= FEWEST


def check(level: int, words: str) -> Text:
    """Return the words of a level. Raises BadLevel, WordsTooLong."""
    if isinstance(level, bool) or level not in LEVELS:
        raise BadLevel
    if len(words) > LONGEST:
        raise WordsTooLong
    return LEVELS[level]


def check_moment(moment: str, channel: str, reasons: Iterable[str]) -> None:
    """Look at what was rated, and how. Raises BadMoment."""
    if moment not in MOMENTS or channel not in CHANNELS or set(reasons) - set(REASONS):
        raise BadMoment


@dataclass(frozen=True, slots=True)
class RatingState:
    """How a rating stands (评价办理): a bad one is verified, put right, answered.

    `verified` is None until somebody looked, then whether it is so; `excluded` is the ground on
    which it does not count.
    """

    level: int
    days: int = 0
    verified: bool | None = None
    found: str = ""
    rectified: str = ""
    answer: str = ""
    appeal: bool = False
    reviewed: str = ""
    excluded: str = ""
    evidence: str = ""
    seq: int = 0

    @property
    def is_bad(self) -> bool:
        """Whether it is one of the two bad levels."""
        return self.level in BAD

    @property
    def is_open(self) -> bool:
        """Whether somebody owes an answer to it."""
        waits = not self.answer or (self.appeal and not self.reviewed)
        return self.is_bad and waits and not self.excluded


def fold(happened: Iterable[tuple[str, dict[str, Any]]]) -> RatingState:
    """Put together where a rating stands."""
    state = RatingState(0)
    for type_, data in happened:
        state = replace(_after(state, type_, data), seq=state.seq + 1)
    return state


def _after(state: RatingState, type_: str, data: dict[str, Any]) -> RatingState:
    steps: dict[str, dict[str, Any]] = {
        RATED: {"level": data.get("level")},
        DUE: {"days": data.get("days")},
        VERIFIED: {"verified": data.get("true"), "found": data.get("found", "")},
        RECTIFIED: {"rectified": data.get("words", "")},
        ANSWERED: {"answer": data.get("words", "")},
        APPEALED: {"appeal": True},
        REVIEWED: {"reviewed": data.get("words", "")},
        EXCLUDED: {"excluded": data.get("ground", ""), "evidence": data.get("words", "")},
    }
    return replace(state, **steps.get(type_, {}))


def may_step(state: RatingState, type_: str) -> None:
    """Let a step happen in its order, each once. Raises RatingNotNow."""
    open_ = state.is_bad and not state.excluded
    allowed = {
        VERIFIED: open_ and state.verified is None,
        RECTIFIED: open_ and bool(state.verified) and not state.rectified,
        ANSWERED: open_
        and state.verified is not None
        and (bool(state.rectified) or not state.verified)
        and not state.answer,
        APPEALED: open_ and bool(state.answer) and not state.appeal,
        REVIEWED: open_ and state.appeal and not state.reviewed,
        EXCLUDED: open_ and state.verified is False,
    }
    if not allowed[type_]:
        raise RatingNotNow
