"""Simplified and traditional characters (简繁): one text, written in the reader's script."""

import re
from functools import cache, lru_cache
from importlib import resources

TRADITIONAL = "zh-Hant"


@lru_cache(maxsize=1 << 14)
def traditional(text: str) -> str:
    """Write a Chinese text in traditional characters (Taiwan's standard forms).

    Characters are chosen by OpenCC's tables of words; where those choose wrongly, the reviewed
    words of `traditional.txt` come first. Nothing else changes: figures, Latin letters and the
    marks of a format stay. Names of persons and what people typed are never passed here, since a
    registered name has the characters it has.

    >>> traditional("并发布:家里的户口,网签后换发")
    '並發布:家裡的戶口,網簽後換發'
    """
    pattern, words = _reviewed()
    parts = pattern.split(text)  # every second part is a reviewed word
    write = _converter().convert
    return "".join(words[part] if at % 2 else write(part) for at, part in enumerate(parts))


@cache
def _converter():  # type: ignore[no-untyped-def] # noqa: ANN202
    from opencc import OpenCC  # tables of 30 ms: loaded by the first reader who wants them

    return OpenCC("s2tw")


@cache
def _reviewed() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = resources.files("tongban.kernel").joinpath("traditional.txt").read_text("utf-8")
    kept = (line for line in lines.splitlines() if line and line[0] != "#")
    words: dict[str, str] = dict(line.split(" = ", 1) for line in kept)
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})"), words
