"""The English of the staff surfaces is English."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

DOORS = Path(__file__).resolve().parents[2]


def catalogue(surface):
    with (DOORS / surface / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        found = read_po(file)
    return {
        (each.context, each.id[0] if isinstance(each.id, tuple) else each.id): each
        for each in found
        if each.id
    }


@pytest.mark.parametrize("surface", ["desk", "window"])
def test_no_english_is_empty_or_chinese(surface):
    for (_, words), message in catalogue(surface).items():
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for each in said:
            assert each, words
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in each), words
