"""Whoever reads English reads a guide to its end; a definition that begins in English is told."""

import dataclasses
from pathlib import Path

from tongban.catalogue import files
from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.guide import fee_words, guide_of
from tongban.catalogue.domain.loader import load
from tongban.catalogue.tests import town
from tongban.kernel.text import Text

DEFINITIONS = Path(__file__).parents[4] / "definitions"
RULE = "texts.half-english"


def chinese_only(part, path):
    """Yield every text of a guide that has no English, with its place."""
    if isinstance(part, Text):
        if part.zh and not part.en:
            yield path, part.zh
    elif dataclasses.is_dataclass(part):
        for each in dataclasses.fields(part):
            if each.name != "service":
                yield from chinese_only(getattr(part, each.name), f"{path}.{each.name}")
    elif isinstance(part, tuple):
        for each in part:
            yield from chinese_only(each, path)


def test_the_guides_of_the_pilot_read_in_english_to_their_end():
    book = compile_book(load(files.definition_files(DEFINITIONS)).definitions)
    found = [
        one
        for service in book.services.values()
        for one in chinese_only(guide_of(service, book), service.id)
    ]
    assert found == []


def test_a_text_may_stand_in_one_language_or_in_two():
    text = town.OPEN.replace("applicants: 自然人", "applicants: {zh: 自然人, en: Individuals}")
    book = town.book(open=text)
    guide = guide_of(book.services["INN-OPEN"], book)
    assert guide.applicants == Text("自然人", "Individuals")
    assert guide.conditions[0] == Text("年满18周岁")


def test_a_fee_is_said_in_english_with_its_sentence():
    fee = {"amount": 40, "unit": "元/证", "text": {"zh": "补领", "en": "for a new one"}}
    assert fee_words(fee) == Text("40 元/证(补领)", "40 yuan per card (for a new one)")
    assert fee_words({**fee, "text": "补领"}).en == "40 yuan per card"
    assert fee_words({"amount": 0, "text": "首次免费"}).en == "free of charge"


def test_a_guide_that_begins_in_english_is_told_where_it_falls_back():
    text = town.OPEN.replace("applicants: 自然人", "applicants: {zh: 自然人, en: Individuals}")
    assert RULE not in [rule for _, rule in town.warnings_of()]
    assert ("open.yaml", RULE) in town.warnings_of(open=text)
