"""Ids in addresses (地址中的编号): base 36, short enough to be read aloud; never an ID number."""

from django.urls import register_converter
from django.utils.http import base36_to_int, int_to_base36


class Key:
    """A path converter: "/application/1a2b3c" hands the view an int."""

    regex = "[0-9a-z]{1,13}"

    def to_python(self, value: str) -> int:
        """Read the key; a value that is none makes the address unknown."""
        number = base36_to_int(value)
        if number >= 1 << 63:
            msg = "larger than any id"
            raise ValueError(msg)
        return number

    def to_url(self, value: int) -> str:
        """Write the id as a key."""
        return int_to_base36(int(value))


DIGITS = 19  # of the largest id


def natural(said: object) -> int | None:
    """Read a number that a form or an address brings; None for anything else, however long or odd."""
    text = str(said)
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        return None
    return found if (found := int(text)) < 1 << 63 else None


register_converter(Key, "key")
