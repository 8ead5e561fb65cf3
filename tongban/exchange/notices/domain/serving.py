"""Service of documents (送达): by which way a document has reached somebody, on which day, by what proof.

Electronically on the day it arrived where the person has agreed (民事诉讼法 第九十条); on the day they
opened it and so received it (第八十七条); by post on the day the return slip names (第九十一条); by public
notice when nothing else served, whose thirty days the case counts (第九十五条). The articles are those
of the law as amended in 2023 and are not checked against an official edition (unverified).

>>> next_way(served=False, waited=4, letter=None, has_address=True)
'letter'
"""

from dataclasses import dataclass
from datetime import timedelta

from tongban.kernel.text import Text

ELECTRONIC, OPENED, POST, PUBLIC = "electronic", "opened", "post", "public"
PATIENCE = timedelta(days=3)
"""How long a document waits in the inbox of whoever has not agreed to electronic service."""
LETTER = "letter"
NOTICE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Way:
    """A way of service (送达方式): its words, the method of the case's proof, the article."""

    words: Text
    method: str
    law: str


WAYS = {
    ELECTRONIC: Way(
        Text("电子送达，到达即送达", "electronically, served on arrival"),
        "electronic",
        "民事诉讼法 第九十条（未核实）",
    ),
    OPENED: Way(
        Text("本人打开签收", "opened and received"), "electronic", "民事诉讼法 第八十七条（未核实）"
    ),
    POST: Way(Text("邮寄送达", "by post"), "post", "民事诉讼法 第九十一条（未核实）"),
    PUBLIC: Way(Text("公告送达", "by public notice"), "public", "民事诉讼法 第九十五条（未核实）"),
}


def next_way(*, served: bool, waited: int, letter: str | None, has_address: bool) -> str | None:
    """Return the way to try next: a letter after the patience, a public notice after a lost letter.

    `waited` counts days; `letter` is the state of the letter that was sent, None where none was.
    """
    if served or waited < PATIENCE.days:
        return None
    if letter is None:
        return LETTER if has_address else PUBLIC
    return PUBLIC if letter == "dead" else None
