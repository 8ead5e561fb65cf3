from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tongban.catalogue.domain.model import FactKind
from tongban.doors.shared import words
from tongban.kernel.text import Text


def kind(type_, **more):
    return FactKind("x", Text("项"), type=type_, **more)


@pytest.mark.parametrize(
    ("source", "set_"),
    [
        ("国内出生登记(新生儿落户)", "国内出生登记（新生儿落户）"),
        ("父母一方,随父或随母", "父母一方，随父或随母"),
        ("GB 11643, GB 32100", "GB 11643, GB 32100"),
        ("2026-04-10 08:30", "2026-04-10 08:30"),
        ("Household register (page)", "Household register (page)"),
        ("(仅限本市)", "（仅限本市）"),
    ],
)
def test_punctuation_beside_chinese_is_full_width(source, set_):
    assert words.typeset(source) == set_


def test_a_day_of_another_year_says_its_year():
    assert words.day(date(1999, 1, 2)) == "1999 年 1 月 2 日"


def test_a_day_is_said_in_english():
    with translation.override("en"):
        assert words.day(date(1999, 1, 2)) == "2 January 1999"


def test_a_moment_is_said_in_the_time_of_the_city():
    assert words.moment(datetime(1999, 1, 1, 20, 30, tzinfo=UTC)).endswith("2 日 04:30")


@pytest.mark.parametrize(
    ("type_", "content", "said"),
    [
        ("bool", True, "是"),
        ("sign", True, "已确认"),
        ("money", "1200.50", "1,200.50 元"),
        ("money", "1200.00", "1,200 元"),
        ("idno", "350102199506180248", "3501••••••••••0248"),
        ("daterange", "1999-04-10/1999-05-10", "1999 年 4 月 10 日 至 1999 年 5 月 10 日"),
        ("multi", ["甲", "乙"], "甲、乙"),
        ("table", [{"a": "一", "b": 2}], "一，2"),
        ("string", "吴䶮", "吴䶮"),
        ("string", None, "未填"),
        ("number", 58, "58"),
    ],
)
def test_each_type_of_value_is_said_as_people_read_it(type_, content, said):
    assert words.value(kind(type_), content) == said


def test_a_unit_stands_behind_its_number():
    assert words.value(kind("number", unit="克"), 3250) == "3250 克"
