"""People find a service by their own words, and nothing where they spoke of nothing."""

import csv
from pathlib import Path

import pytest

from tongban.catalogue import files
from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.loader import load
from tongban.catalogue.tests import town
from tongban.catalogue.words.search import index_of

DEFINITIONS = Path(__file__).parents[4] / "definitions"
QUESTIONS = Path(__file__).parents[4] / "tests" / "field-data" / "questions.tsv"


def test_an_alias_finds_the_service_and_says_which_word_did():
    found = index_of(town.book()).find("我想搞个民宿咋弄", 3)
    assert found[0].id == "INN-OPEN"
    assert "民宿" in found[0].matched


def test_a_life_event_is_found_by_its_title():
    assert index_of(town.book()).find("我要开客栈", 5)[0].kind in ("life_event", "service")
    assert "LE-INN" in [found.id for found in index_of(town.book()).find("我要开客栈", 5)]


@pytest.mark.parametrize("text", ["", "   ", "你好", "🙂", "qqq zzz", "<script>", "的" * 10_000])
def test_words_about_nothing_find_nothing(text):
    assert index_of(town.book()).find(text, 5) == []


def test_no_more_is_found_than_was_asked_for():
    assert len(index_of(town.book()).find("客栈火政", 1)) == 1
    assert index_of(town.book()).find("客栈", 0) == []


def test_most_questions_of_citizens_find_their_service_among_the_first_three():
    definitions = load(files.definition_files(DEFINITIONS)).definitions
    index = index_of(compile_book(in_force(definitions, "2026-06-01").values()))
    with QUESTIONS.open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    asked = [row for row in rows if row["match"] != "none"]
    hits = sum(
        bool({found.id for found in index.find(row["text"], 8) if found.kind == "service"}
             & set(row["item_ids"].split(",")))
        for row in asked
    )  # fmt: skip
    assert hits / len(asked) > 0.8
