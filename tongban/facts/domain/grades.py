"""Grades (敏感级别) and masking (脱敏): how much a value says by itself, and who sees it whole.

Grade 1 anybody may know, 2 is ordinary personal data, 3 is sensitive (numbers of people and of
accounts, telephones, where somebody lives, whatever a definition marks), 4 is known to few
(health, beliefs, biometric data, anything about a child under fourteen). The law: 个人信息保护法 第二十八条、
第五十一条; GB/T 43697 grades data, GB/T 35273 masks what is shown.

Shown whole is: grade 1 to everybody; grade 2 to whoever reads for a purpose; grades 3 and 4 masked,
to the person themself too, since somebody may stand behind them. Whoever handles an open case sees
grade 3 whole in it. The rest is unmasked one by one, with a reason, and the reason is recorded.

>>> masked("phone", "13812345678"), masked("bankacct", "6222020200112233"), masked("text", "张三丰")
('138****5678', '************2233', '张**')
"""

from typing import Any

from tongban.catalogue.domain.terms import FactKind
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.identifiers import mask_number

OPEN, ORDINARY, SENSITIVE, SECRET = 1, 2, 3, 4
NAMES = {OPEN: "公开", ORDINARY: "一般", SENSITIVE: "敏感", SECRET: "高度敏感"}
_BY_TYPE = {"idno": SENSITIVE, "phone": SENSITIVE, "bankacct": SENSITIVE, "address": SENSITIVE}
_SHOWN_OF_PHONE = (3, 4)
_LAST = 4
STARS = "*"


def grade_of(kind: FactKind | None) -> int:
    """Return the grade of a kind: as defined, else by its mark and type; unknown kinds are sensitive."""
    if kind is None:
        return SENSITIVE
    if kind.grade is not None:
        return kind.grade
    return SENSITIVE if kind.sensitive else _BY_TYPE.get(kind.type, ORDINARY)


def sees_whole(actor: Actor, purpose: Purpose, *, grade: int) -> bool:
    """Say whether a value of this grade is shown whole to somebody who reads for this purpose."""
    if grade <= ORDINARY:
        return True
    if grade == SENSITIVE:
        handles = actor.kind == "officer" and purpose.matter == "case" and bool(purpose.reference)
        return handles or actor.kind == "system"
    return actor.kind == "system"


def masked(type_: str, value: Any) -> Any:
    """Return a value with its telling part starred; what is no text is starred whole."""
    if value is None or isinstance(value, bool):
        return value
    said = str(value)
    shown = STARS * 4
    match type_:
        case "idno" | "uscc":
            shown = mask_number(said)
        case "phone":
            shown = _middle(said, *_SHOWN_OF_PHONE)
        case "bankacct":
            shown = _middle(said, 0, _LAST)
        case "address":
            shown = said[:6] + shown
        case "date" | "yearmonth" | "datetime":
            shown = said[:4] + "-**"
        case _ if isinstance(value, str) and said:
            shown = said[0] + STARS * max(min(len(said) - 1, 8), 1)
    return shown


def _middle(said: str, first: int, last: int) -> str:
    if len(said) <= first + last:
        return STARS * len(said)
    return said[:first] + STARS * (len(said) - first - last) + said[-last:]
