"""Reaching a person (联系方式): by which ways, in which language, not at which hours, where they live.

>>> Reach(1).is_quiet(23), Reach(1).is_quiet(9)
(True, False)
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

WAYS = ("sms", "mail", "letter")
"""短信、邮件、信函; the inbox is always there."""
LANGUAGES = ("zh", "zh-hant", "en")
_MOBILE = re.compile(r"1[3-9]\d{9}|\+\d{6,15}")
_MAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_POSTCODE = re.compile(r"\d{6}")
_HOURS, _LINE = 24, 120


class BadReach(Problem):
    """A way to reach somebody that is none (联系方式有误); the detail names the field."""

    code = "people.bad-reach"
    words = Text("联系方式有误。", "This way to reach you is not right.")
    advice = Text("请对照再输一遍。", "Please compare it and type it again.")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address (收件地址): the lines as on an envelope and the postcode."""

    lines: tuple[str, ...]
    postcode: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person wants to be told (通知偏好).

    `ways` are tried in their order; `electronic` is when they agreed that documents are served on
    them electronically (同意电子送达), None while they have not. From the hour `quiet_from` to
    `quiet_to` only what is urgent rings.
    """

    party: int
    mobile: str = field(default="", repr=False)
    mail: str = field(default="", repr=False)
    address: Address | None = field(default=None, repr=False)
    ways: tuple[str, ...] = ("sms", "mail")
    quiet_from: int = 22
    quiet_to: int = 8
    language: str = "zh"
    electronic: datetime | None = None

    LAW: ClassVar[str] = "民事诉讼法 第九十条"

    def at(self, way: str) -> str | Address | None:
        """Return where a way leads: the number, the mailbox, the address; None where it is unknown."""
        found = {"sms": self.mobile, "mail": self.mail, "letter": self.address}[way]
        return found or None

    def is_quiet(self, hour: int) -> bool:
        """Whether an hour of the city's day is a quiet one."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to


def checked(reach: Reach) -> Reach:
    """Return how somebody wants to be told where it can be; raises BadReach naming the field."""
    if reach.mobile and not _MOBILE.fullmatch(reach.mobile):
        raise BadReach("mobile")
    if reach.mail and not _MAIL.fullmatch(reach.mail):
        raise BadReach("mail")
    if reach.language not in LANGUAGES or not set(reach.ways) <= set(WAYS):
        raise BadReach("ways")
    if not (0 <= reach.quiet_from < _HOURS and 0 <= reach.quiet_to < _HOURS):
        raise BadReach("quiet")
    if reach.address is not None and not _is_address(reach.address):
        raise BadReach("address")
    return reach


def _is_address(given: Address) -> bool:
    lines = (*given.lines, given.receiver)
    printable = all(len(one) <= _LINE and one.isprintable() for one in lines)
    coded = not given.postcode or _POSTCODE.fullmatch(given.postcode) is not None
    return bool(given.lines) and printable and coded
