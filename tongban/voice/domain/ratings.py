"""Ratings (好差评): five levels, 1 is best; once for a case, by whoever it was for.

The levels are those of GB/T 39046-2020 表A.8; one matter handled online is rated once
(国办发〔2019〕51号: 一事一评).

>>> check(5, "等了很久").in_("en")
'Very dissatisfied'
"""

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

LONGEST = 500
LEVELS: dict[int, Text] = {
    1: Text("非常满意", "Very satisfied"),
    2: Text("满意", "Satisfied"),
    3: Text("基本满意", "Fairly satisfied"),
    4: Text("不满意", "Dissatisfied"),
    5: Text("非常不满意", "Very dissatisfied"),
}


class BadLevel(Problem):
    """No level of the scale (等级不对)."""

    code = "voice.bad-level"
    words = Text("评价分五级，从 1 非常满意到 5 非常不满意。", "There are five levels, 1 is best.")
    advice = Text("请选一级。", "Choose one.")


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


def check(level: int, words: str) -> Text:
    """Return the words of a level. Raises BadLevel, WordsTooLong."""
    if isinstance(level, bool) or level not in LEVELS:
        raise BadLevel
    if len(words) > LONGEST:
        raise WordsTooLong
    return LEVELS[level]
