"""What was written (书写): text within its limit, without hidden characters, markup or disguise.

Names are never normalised: a rare character must come back as it was written. Numbers, dates,
phones and identifiers are brought to half-width first (NFKC), which is what the person meant.
"""

import re
import unicodedata
from typing import Any

from tongban.catalogue.domain.model import FactKind
from tongban.kernel.text import Text

LIMITS = {
    "string": 100,
    "text": 2000,
    "address": 300,
    "region": 100,
    "enum": 100,
    "multi": 2000,
    "number": 20,
    "money": 20,
    "date": 20,
    "yearmonth": 20,
    "datetime": 30,
    "daterange": 50,
    "phone": 24,
    "idno": 40,
    "uscc": 40,
    "bankacct": 40,
    "file": 20,
    "table": 20_000,
    "sign": 20,
    "bool": 10,
}
HALF_WIDTH = Text(
    "已把全角或空格改成标准写法。", "Full-width characters or blanks were put into standard form."
)
_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|javascript\s*:|&#?\w{1,31};", re.IGNORECASE)
_BIDI = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff0-9，。、·\s]*")


class WrongError(Exception):
    """A wrong answer: the sentence goes to the person, with the field's name put into it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en

    def named(self, name: Text) -> Text:
        """Put the field's name in front of the sentence."""
        return Text(f"“{name.zh}”{self.zh}", f"“{name.in_('en')}” {self.en}")


def as_text(kind: FactKind, raw: Any, *, lines: bool = False) -> str:
    """Take raw input as text: a string, no control characters, within the limit."""
    if not isinstance(raw, str):
        raise WrongError("要写成文字。", "has to be written as text.")
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    longest = LIMITS.get(kind.type, LIMITS["string"])
    if len(text) > longest:
        raise WrongError(
            f"最多写 {longest} 个字，现在有 {len(text)} 个，请写短一些。",
            f"may have {longest} characters; this has {len(text)}. Make it shorter.",
        )
    if text.isprintable():  # nothing that is refused below is
        return text
    for character in text:
        category = unicodedata.category(character)
        if category == "Cc" and not (lines and character in "\n\t"):
            raise WrongError(
                "里有看不见的控制字符或换行，请删掉后重写。",
                "contains control characters or line breaks. Remove them.",
            )
        if category in ("Cs", "Co") or character in _BIDI or "\u202a" <= character <= "\u202e":
            raise WrongError(
                "里有看不见或别处不能显示的字符，请用输入法重新输入这一项。",
                "contains invisible or private characters. Type it again.",
            )
        if "\u2066" <= character <= "\u2069":
            raise WrongError(
                "里有改变文字方向的字符，请删掉后重写。",
                "contains characters that reverse the text. Remove them.",
            )
    return text


def narrow(kind: FactKind, raw: Any) -> tuple[str, Text | None]:
    """Bring digits and letters to half width without blanks, and say so where it changed."""
    text = as_text(kind, raw)
    if text.isascii() and " " not in text:
        return text, None
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return plain, (HALF_WIDTH if plain != text else None)


def no_markup(text: str) -> None:
    """Refuse what a browser would read as markup."""
    if _MARKUP.search(text):
        raise WrongError(
            "里有网页代码(如 <…>)，这里只能写文字，请删掉代码。",
            "contains markup such as <…>. Write plain text only.",
        )


def one_script(text: str) -> None:
    """Refuse a word that mixes look-alike alphabets, as in a Latin name with a Cyrillic а."""
    if text.isascii() or _HAN.fullmatch(text):
        return
    for word in re.split(r"[\s·.\-']+", text):
        found = {
            script
            for character in word
            if character.isalpha()
            for script in _SCRIPTS
            if unicodedata.name(character, "").startswith(script)
        }
        if len(found) > 1:
            raise WrongError(
                "同一个词里混用了样子相近的不同字母，请用同一种键盘重新输入。",
                "mixes look-alike letters of different alphabets in one word. Type it again.",
            )
