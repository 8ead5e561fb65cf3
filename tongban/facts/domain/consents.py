"""Consent (同意): to what, by whom, and for how long it stands; withdrawn, the next read sees it.

Sensitive personal information asks for a consent of its own, and whoever is under fourteen gives
none: their guardian does, and everything about them counts as sensitive (个人信息保护法 第十四条至第十六条、
第二十八条至第三十一条). What an agency must know to do its duty needs no consent (第十三条、第三十四条): a reading
says which of the two it is by its `ground`.

>>> from tongban.kernel.actors import Purpose
>>> asked = Purpose("service", "loan", "本人同意", "核对收入", ground="consent", scope="purpose:loan")
>>> needs_consent(asked, grade=3, minor=False), needs_consent(asked, grade=2, minor=False)
(True, False)
"""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.actors import Purpose

ADULT_ENOUGH = 14  # years, 个人信息保护法 第三十一条
SENSITIVE = 3  # from this grade on


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent (单独同意) to one scope, of a person or of their guardian for them.

    `scope` is "data:<id>" for a dataset or "purpose:<id>" for a purpose; `words` is the sentence
    they agreed to, `kinds` what it covers (all where empty).
    """

    id: int
    subject: int
    scope: str
    words: str
    given_at: datetime
    given_by: int
    kinds: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None

    @property
    def by_guardian(self) -> bool:
        """Whether somebody else gave it for them."""
        return self.given_by != self.subject


def is_minor(birth: date | None, on: date) -> bool:
    """Say whether somebody is under fourteen on a day; unknown births count as grown up.

    >>> is_minor(date(2013, 3, 2), date(2027, 3, 1)), is_minor(date(2013, 3, 2), date(2027, 3, 2))
    (True, False)
    """
    if birth is None:
        return False
    years = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    return years < ADULT_ENOUGH


def needs_consent(purpose: Purpose, *, grade: int, minor: bool) -> bool:
    """Say whether a kind of this grade is read for this purpose only with a consent of its own."""
    return purpose.ground == "consent" and (minor or grade >= SENSITIVE)
