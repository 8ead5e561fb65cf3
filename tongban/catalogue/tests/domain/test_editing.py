"""A field is changed and nothing else: comments, order and layout stay."""

from pathlib import Path

import pytest

from tongban.catalogue.domain.editing import REMOVE, Insert, changed
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.yamlread import BadYaml, read

DEFINITIONS = Path(__file__).parents[4] / "definitions"
TEXT = """\
# 开头的说明
service: A-1  # 代码
version: "2026-01-01"
name: {zh: 甲, en: A}  # 名称
needs:
  # 第一项
  - {fact: name}
  - {fact: rooms}  # 间数
time_limit:
  promised: {days: 10, unit: working_day}
"""


def test_one_number_changes_one_line():
    text = changed(TEXT, {("time_limit", "promised", "days"): 5})
    assert text == TEXT.replace("days: 10", "days: 5")


def test_keys_are_added_and_taken_away_where_they_belong():
    text = changed(
        TEXT, {("until",): "2026-12-31", ("needs", 2): {"fact": "rank"}, ("needs", 0): REMOVE}
    )
    value = read(text).value
    assert value["until"] == "2026-12-31"
    assert [one["fact"] for one in value["needs"]] == ["rooms", "rank"]
    assert "# 间数" in text
    assert 'until: "2026-12-31"' in text


def test_a_list_that_is_not_there_begins_with_its_first_entry():
    text = changed(TEXT, {("materials", 0): {"name": "甲"}, ("steps", 0): Insert({"text": "一"})})
    value = read(text).value
    assert (value["materials"], value["steps"]) == ([{"name": "甲"}], [{"text": "一"}])


def test_what_is_no_definition_is_refused_before_it_is_touched():
    with pytest.raises(BadYaml):
        changed("a: &x 1\nb: *x\n", {("a",): 2})


def test_every_definition_keeps_its_meaning_and_comments():
    for path in sorted(DEFINITIONS.rglob("*.yaml"))[::25]:
        text = path.read_text("utf-8")
        again = changed(text, {("note",): "新的说明"})
        assert {**read(text).value, "note": "新的说明"} == read(again).value, path
        assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == [
            line for line in again.splitlines() if line.lstrip().startswith("#")
        ]


def test_what_was_changed_is_still_a_definition():
    loaded = load({"a.yaml": changed(TEXT.replace("A-1", "A-1"), {("agency",): "X"})})
    assert loaded.errors == ()
