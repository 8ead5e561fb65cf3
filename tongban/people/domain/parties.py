"""Parties (当事人): natural persons, companies and things, and what is shown of them.

>>> Party(1, "person", None, "欧阳小明").masked_name
'欧**明'
>>> Party(1, "person", None, "吴䶮").masked_name
'吴*'
"""

import unicodedata
from dataclasses import dataclass, field

from tongban.kernel import identifiers
from tongban.kernel.text import Text
from tongban.people.domain.problems import BadName, BadNumber

KINDS = ("person", "company", "thing")
NAME_LENGTH = 200
NUMBER_LENGTH = 32
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, direction, line ends


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something that takes part in matters (自然人、法人、物).

    `kind` is person, company or thing. The number stays out of every representation, so that a
    log that shows a party shows no number.
    """

    id: int
    kind: str
    number: str | None = field(repr=False)
    name: str = field(repr=False)

    @property
    def masked(self) -> str:
        """The number with its middle hidden, as it is shown to others (号码脱敏)."""
        return identifiers.mask_number(self.number) if self.number else ""

    @property
    def masked_name(self) -> str:
        """The name as a stranger may see it (姓名脱敏); a company's and a thing's is public."""
        return mask_name(self.name) if self.kind == "person" else self.name


def mask_name(name: str) -> str:
    """Hide a person's name but for its first character, and its last of three or more."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:  # noqa: PLR2004 - a surname and one character
        return name[0] + "*"
    return name[0] + "*" * min(len(name) - 2, 4) + name[-1]


def checked_number(kind: str, number: str) -> str:
    """Return the number in its one form, or raise BadNumber saying where it is wrong.

    A person's is checked as GB 11643 says, a company's as GB 32100; a thing's (a vehicle, a
    property) only for its length, since each register has its own.
    """
    try:
        if kind == "person":
            return identifiers.check_citizen_number(number).number
        if kind == "company":
            return identifiers.check_uscc(number)
    except identifiers.BadIdentifier as problem:
        raise BadNumber(problem.words) from None
    number = identifiers.normal(number)
    if not 0 < len(number) <= NUMBER_LENGTH:
        raise BadNumber(Text(f"号码应为 1 到 {NUMBER_LENGTH} 位。", "The number is too long."))
    return number


def checked_name(name: str) -> str:
    """Return the name without spaces around it, or raise BadName; it is never cut short.

    A character that this Python does not know yet is let through: names may be rarer than it
    (GB 18030-2022), and a document says what it cannot print.
    """
    name = name.strip()
    if len(name) > NAME_LENGTH or any(unicodedata.category(each) in UNSEEN for each in name):
        raise BadName
    return name
