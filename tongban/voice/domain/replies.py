"""What a reply owes the person (答复要求): it answers what was asked, in plain words.

"Dealt with" is no answer. Three checks a machine can make: what is left without set phrases is a
sentence, it speaks of what the person spoke of, and one that says "cannot be done" says why. The
officer judges the rest; a failed check says what to add and keeps what was typed.

>>> [one.zh for one in lacking("已处理，感谢您的来电。", about="上三路井盖没盖", solved=True)][0]
'除了套话没有说什么。请写查到了什么、做了什么、什么时候见效。'
>>> lacking("4 月 9 日已在上三路补装井盖，现场拍照留存。", about="上三路井盖没盖", solved=True)
[]
"""

import re

from tongban.kernel.text import Text

LEAST = 12  # characters that say something, set phrases left out
LONGEST = 2000
_SET_PHRASES = re.compile(
    r"已(?:经)?(?:转(?:办|交)|处理|办理|办结|解决|收悉|知悉|核实|受理|反馈|记录)(?:完毕|完成)?"
    r"|(?:正在|将)(?:积极|抓紧|尽快)?(?:处理|办理|协调|核实)(?:中)?"
    r"|(?:非常)?感谢您?的?(?:来电|反映|监督|支持|理解|关注|配合)(?:与?(?:支持|理解|监督))?"
    r"|您好|尊敬的(?:市民|来电人|诉求人)(?:朋友)?|市民(?:朋友)?|您反映的(?:问题|情况|诉求)?"
    r"|相关(?:部门|单位|人员)|高度重视|收到|如有(?:疑问|问题)[^。]*|祝您生活愉快|特此(?:回复|答复)"
    r"|(?:我|本)(?:局|单位|部门|街道|办)|有关情况|现(?:回复|答复)如下"
)
_MARKS = re.compile(r"[\s,，。.;；:：!！?？、“”\"'()（）—-]+")
_COMMON = frozenset(
    [
        "我们",
        "你们",
        "他们",
        "这个",
        "那个",
        "这边",
        "那边",
        "没有",
        "一个",
        "不是",
        "就是",
        "还是",
        "什么",
        "怎么",
        "现在",
        "已经",
        "可以",
        "不能",
        "知道",
        "时候",
        "问题",
        "处理",
        "反映",
        "希望",
        "请问",
        "帮忙",
        "有人",
        "没人",
        "每天",
        "一直",
        "昨天",
        "今天",
    ]
)


def lacking(reply: str, *, about: str, solved: bool, unsolved: str = "") -> list[Text]:
    """Name what a reply lacks, as sentences for the officer; empty when nothing does."""
    found = []
    rest = _MARKS.sub("", _SET_PHRASES.sub("", reply))
    if len(rest) < LEAST:
        found.append(
            Text(
                "除了套话没有说什么。请写查到了什么、做了什么、什么时候见效。",
                "Without set phrases nothing is said. Write what was found, done, and by when.",
            )
        )
    elif not _speaks_of(reply, about):
        found.append(
            Text(
                "没有提到诉求人说的事。请用对方的话点明是哪件事、在哪里。",
                "It does not name the matter. Say in the person's words which matter and where.",
            )
        )
    if not solved and len(_MARKS.sub("", unsolved)) < LEAST:
        found.append(
            Text(
                "办不成的，要写明为什么、依据什么、还能找谁。",
                "Where it cannot be done say why, on what ground, and who else may help.",
            )
        )
    if len(reply) > LONGEST:
        found.append(Text(f"最多 {LONGEST} 字。", f"{LONGEST} characters at most."))
    return found


def _speaks_of(reply: str, about: str) -> bool:
    """Whether the reply shares words with the demand that are not everybody's words."""
    return bool(_pairs(reply) & _pairs(about))


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text, without common words."""
    plain = [one for one in _MARKS.split(text) if one]
    found = {one[at : at + 2] for one in plain for at in range(len(one) - 1)}
    return {one for one in found if one not in _COMMON}
