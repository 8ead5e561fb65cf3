"""Every field type against too long, wrong type, injected markup and mixed scripts."""

import pytest

from tongban.cases.domain import fields
from tongban.cases.domain.answers import Bad, Good, check, check_all, limit
from tongban.catalogue.domain.model import FactKind
from tongban.kernel.text import Text

LABELS = (Text("甲", "A"), Text("乙", "B"))
GOOD = {
    "string": "林晓舟",
    "text": "两行\n文字",
    "address": "榕荫路 1 号",
    "region": "350102",
    "enum": "甲",
    "multi": ["甲", "乙"],
    "number": 3,
    "money": "12.50",
    "date": "2026-02-28",
    "yearmonth": "2026-02",
    "datetime": "2026-02-28T08:30",
    "daterange": "2026-02-01/2026-02-28",
    "phone": "13800001234",
    "idno": "11010519491231002X",
    "uscc": "91350100M000100Y43",
    "bankacct": "6222021001116245702",
    "file": "123",
    "table": [{"姓名": "林小满", "年龄": 1}],
    "sign": True,
    "bool": True,
}
TYPES = sorted(GOOD)
WRONG_TYPE = {
    "string": 5, "text": {"a": 1}, "address": 5, "region": [], "enum": 5, "multi": 5,
    "number": "三", "money": True, "date": 20260228, "yearmonth": 202602, "datetime": 5, "daterange": 5, "phone": 1.5,
    "idno": 5, "uscc": 5, "bankacct": 5, "file": True, "table": 5, "sign": False, "bool": "也许",
}  # fmt: skip
MARKUP = "<script>alert(1)</script>"
# A Latin word with a Cyrillic letter that looks the same.
MIXED = "P\u0430ul"


def kind(type_, **more):
    options = LABELS if type_ in ("enum", "multi") else ()
    return FactKind("k", Text("项目", "Item"), type=type_, options=options, **more)


def error(type_, raw, **more):
    found = check(kind(type_, **more), raw)
    assert isinstance(found, Bad), found
    assert found.error.zh.startswith("“项目”")
    assert found.error.en.startswith("“Item”")
    return found.error


def value(type_, raw, **more):
    found = check(kind(type_, **more), raw)
    assert isinstance(found, Good), found
    return found.value


@pytest.mark.parametrize("type_", TYPES)
def test_a_right_answer_is_kept_as_it_is(type_):
    assert value(type_, GOOD[type_]) == GOOD[type_]


@pytest.mark.parametrize("type_", TYPES)
def test_an_answer_that_is_too_long_is_refused(type_):
    long = "9" * (fields.LIMITS[type_] + 1)
    error(type_, [long] * 3000 if type_ == "multi" else long)


@pytest.mark.parametrize("type_", TYPES)
def test_an_answer_of_the_wrong_type_is_refused(type_):
    error(type_, WRONG_TYPE[type_])


@pytest.mark.parametrize("type_", [one for one in TYPES if one != "text"])
def test_injected_markup_is_refused(type_):
    error(type_, MARKUP)


def test_in_free_text_markup_stays_the_words_that_were_written():
    assert value("text", f"见{MARKUP}") == f"见{MARKUP}"


@pytest.mark.parametrize(
    "type_", [one for one in TYPES if one not in ("text", "address", "table", "region")]
)
def test_look_alike_letters_of_two_alphabets_are_refused(type_):
    error(type_, MIXED)


@pytest.mark.parametrize(
    "type_", [one for one in TYPES if one not in ("table", "sign", "bool", "file")]
)
@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\u202e", "\u200b", "\ue000", "\ud800"])
def test_characters_nobody_sees_are_refused(type_, hidden):
    good = GOOD[type_]
    said = f"{good}"[:4] + hidden + "12" if not isinstance(good, list) else [f"甲{hidden}"]
    error(type_, said)


@pytest.mark.parametrize(
    ("type_", "written", "stored"),
    [
        ("phone", "１３８ ００００ １２３４", "13800001234"),
        ("phone", "+86 138-0000-1234", "13800001234"),
        ("phone", "0591-87654321", "059187654321"),
        ("idno", "11010519491231002x", "11010519491231002X"),
        ("idno", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("number", "１２", 12),
        ("number", "1.5", 1.5),
        ("money", "￥1,200", "1200.00"),
        ("money", "1200元", "1200.00"),
        ("date", "2026年2月8日", "2026-02-08"),
        ("date", "20260208", "2026-02-08"),
        ("yearmonth", "2026年2月", "2026-02"),
        ("datetime", "2026-02-08 8:05", "2026-02-08T08:05"),
        ("daterange", "2026-02-01至2026-03-01", "2026-02-01/2026-03-01"),
        ("daterange", ["2026-02-01", "2026-03-01"], "2026-02-01/2026-03-01"),
        ("bankacct", "6222 0210 0111 6245 702", "6222021001116245702"),
        ("enum", "A", "甲"),
        ("multi", ["乙", "甲", "乙"], ["甲", "乙"]),
        ("bool", "是", True),
        ("bool", "no", False),
        ("sign", "on", True),
        ("file", 77, "77"),
    ],
)
def test_what_is_meant_is_brought_to_its_one_form(type_, written, stored):
    assert value(type_, written) == stored


def test_the_person_is_told_what_was_put_right():
    note = check(kind("phone"), "１３８００００１２３４").note
    assert "全角" in note.words.zh


@pytest.mark.parametrize(
    "name",
    ["吴䶮", "𠮷野家", "阿卜杜热依木·麦麦提明江·艾合麦提托合提·古丽热娜", "\uf9d0", "O'Neil-李"],
)
def test_a_name_comes_back_character_by_character(name):
    assert value("string", name) == name


def test_a_name_of_thirty_characters_fits_and_the_limit_is_said():
    assert value("string", "艾" * 30)
    assert limit(kind("string")) == 100
    assert "100" in error("string", "艾" * 101).zh


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310021", "最后一位"),
        ("1101051949123100", "18 位"),
        ("11010519491331002X", "出生日期"),
        ("11010519491231002A", "数字"),
    ],
)
def test_a_wrong_id_number_is_told_where_it_is_wrong(number, words):
    assert words in error("idno", number).zh


def test_a_wrong_credit_code_is_told_so_at_the_field():
    assert "最后一位" in error("uscc", "91350100M000100Y44").zh


def test_a_mistyped_card_number_is_told_so_and_an_account_number_is_not_a_card():
    assert "校验位" in error("bankacct", "6222021001116245703").zh
    assert value("bankacct", "35050161540700000123") == "35050161540700000123"


@pytest.mark.parametrize(
    "raw", ["2026-02-30", "2025-02-29", "1899-12-31", "2101-01-01", "昨天", "2026-13-01"]
)
def test_a_day_has_to_exist_within_the_centuries_of_the_living(raw):
    error("date", raw)


@pytest.mark.parametrize("raw", ["-1", "NaN", "1e5", "1/2", "１２，３"])
def test_a_number_is_a_plain_number(raw):
    error("number", raw)


def test_money_has_two_decimals_and_is_not_negative():
    assert "两位" in error("money", "1.234").zh
    assert "0" in error("money", "-1").zh


@pytest.mark.parametrize("raw", ["2026-13", "2026-00", "1776-07", "二月", "2026"])
def test_a_month_is_a_real_one(raw):
    assert "2026-04" in error("yearmonth", raw).zh


def test_a_period_ends_after_it_begins():
    assert "早于" in error("daterange", "2026-03-01/2026-02-01").zh


def test_a_unit_may_be_written_behind_a_number():
    assert value("number", "70平方米", unit="平方米") == 70


def test_a_table_has_limits_and_its_cells_are_text():
    error("table", [{"a": "b"}] * 101)
    error("table", [{}])
    error("table", [{"a": MARKUP}])
    assert value("table", "母亲，一人") == "母亲，一人"


def test_good_answers_are_kept_when_others_fail():
    kinds = {"a.phone": kind("phone"), "a.note": kind("text"), "a.day": kind("date")}
    given = {"a.phone": "12", "a.note": "好", "a.day": "", "b.what": 1}
    judged = check_all(given, kinds)
    assert judged.good == {"a.note": "好"}
    assert set(judged.errors) == {"a.phone", "b.what"}
    assert judged.cleared == {"a.day"}


def test_an_error_never_repeats_what_was_written():
    for type_ in TYPES:
        found = check(kind(type_), "SECRET-77<b>")
        if isinstance(found, Bad):
            assert "SECRET" not in found.error.zh + found.error.en
