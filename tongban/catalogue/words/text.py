"""The text of a question or a name, made even (文字规整): one width, one case, no control marks."""

import re
import unicodedata

LONGEST = 300  # characters of a question that are read

HAN = "㐀-鿿豈-﫿\U00020000-\U0003ffff"
CHUNKS = re.compile(rf"[{HAN}]+|[a-z]+(?:'[a-z]+)?|\d+")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ed", "e", "y")
SHORTEST_STEM = 4


def even(text: str) -> str:
    r"""Return a text in half width and lower case, marks that nobody sees turned into spaces.

    >>> even("ＩＤ　Card\x00")
    'id card '
    """
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return "".join(" " if unicodedata.category(mark)[0] == "C" else mark for mark in plain)


def is_han(chunk: str) -> bool:
    """Whether a chunk is Chinese characters."""
    return bool(chunk) and chunk[0] > "\u2fff"


def stem(word: str) -> str:
    """Return what the forms of an English word share; short words keep what tells them apart.

    >>> stem("renewing") == stem("renews") == stem("renew")
    True
    >>> stem("fired") == stem("fire")
    False
    """
    word = word.removesuffix("'s")
    if len(word) > SHORTEST_STEM - 1 and word[-1] == "s" and word[-2] != "s":
        word = word[:-2] if word.endswith(("xes", "ches", "shes", "sses")) else word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def pairs(chunk: str) -> list[str]:
    """Return the pairs of neighbours of a run of characters."""
    return [chunk[at : at + 2] for at in range(len(chunk) - 1)]
