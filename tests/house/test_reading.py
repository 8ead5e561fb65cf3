"""What citizens read is short, plain and written in characters that everybody learns at school."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tongban.catalogue.domain.linters.reading import ease, faults_of

DOORS = Path(__file__).parents[2] / "tongban" / "doors"
LEARNT = set("浏")  # of the second level of GB 2312, and known to all who have used a browser
PLAIN = 40.0  # Flesch reading ease: below it, a text is for people with a degree


@pytest.fixture(scope="module", params=["citizen", "shared"])
def sentences(request):
    path = DOORS / request.param / "locale/en/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        read = [(_first(one.id), _first(one.string)) for one in read_po(file) if one.id]
    assert len(read) > 80
    return read


def test_chinese_sentences_are_short_and_free_of_officialese(sentences):
    assert [(said, rule) for said, _ in sentences for rule in faults_of(said)] == []


def test_chinese_characters_are_of_the_first_level(sentences):
    """GB 2312 orders its 3,755 most common characters in rows 16 to 55."""
    hard = {c for said, _ in sentences for c in said if "一" <= c <= "鿿" and not _common(c)}
    assert hard <= LEARNT


def test_english_is_plain(sentences):
    graded = [(said, ease(said)) for _, said in sentences]
    assert [(said, round(mark)) for said, mark in graded if mark is not None and mark < PLAIN] == []


def _common(character):
    row = character.encode("gb2312", "replace")[0] - 0xA0
    return 16 <= row <= 55


def _first(said):
    return said if isinstance(said, str) else said[0]
