"""Articles of laws in the reader's language (条款): the number is the same, only its words differ.

>>> article("第五十四条").en, article("第一条至第三条").en, article("第七条、第八条").en
('Article 54', 'Articles 1 to 3', 'Articles 7, 8')
>>> article("第一千零四十七条").en, article("申请与审批条款").en, article("").en
('Article 1047', 'the provisions on this matter', None)
"""

import re

from tongban.kernel.text import Text

_DIGITS = {digit: no for no, digit in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ARTICLE = r"第([零一二三四五六七八九十百千]+)条"
_LIST = re.compile(rf"{_ARTICLE}(?:[、至]{_ARTICLE})*")


def article(said: str) -> Text:
    """Say an article by its number in English too; a part known only by its subject says no more."""
    if not said:
        return Text("")
    if not _LIST.fullmatch(said):
        return Text(said, "the provisions on this matter")
    word = "Articles" if said.count("第") > 1 else "Article"
    numbers = re.sub(_ARTICLE, lambda found: str(_number(found[1])), said)
    return Text(said, f"{word} {numbers.replace('、', ', ').replace('至', ' to ')}")


def _number(written: str) -> int:
    made, digit = 0, 0
    for each in written:
        if each in _UNITS:
            made, digit = made + (digit or 1) * _UNITS[each], 0
        else:
            digit = _DIGITS[each]
    return made + digit
