"""What a kind of licence says of its contents (证照类型): items, what follows from them, who agrees.

After GB/T 36902 to 36905: the type's code and standard, the information items (信息项) with their
labels, and for each whether anybody who verifies may see it, only whom the holder shows it to,
or the holder alone. What only follows from an item (a predicate: “sixty or older”) is named too,
so that it can be shown without the item itself (个人信息保护法 第六条).
"""

from dataclasses import dataclass
from typing import Any

from tongban.kernel.text import Text

PUBLIC, SHOWN, HOLDER = "public", "shown", "holder"
VISIBILITIES = (PUBLIC, SHOWN, HOLDER)
"""公开: whoever verifies; 出示: whom the holder shows it to; 本人: the holder alone."""

LEVELS = ("A", "B", "C", "D")
ACTS = ("suspend", "restore", "revoke", "renew", "correct")


@dataclass(frozen=True, slots=True)
class Item:
    """An information item of a licence (信息项): a fact kind, its label there, who may see it.

    `code` is the item's name in the type's own standard.
    """

    fact: str
    label: Text | None = None
    show: str = SHOWN
    code: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """What follows from an item and can be shown in its place (断言): at least so many years old.

    With `years` the item is a day, and the claim says that so many years have passed since then;
    with `equals` that the item has this value.
    """

    claim: str
    fact: str
    name: Text
    years: int | None = None
    equals: Any = None
