"""People who keep item lists in Excel: what they do not touch stays, what they write is a new version."""

import io
import zipfile

import openpyxl
import pytest

from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.yamlread import read as read_yaml
from tongban.catalogue.tests import town
from tongban.catalogue.workbooks.editions import returned, workbook
from tongban.catalogue.workbooks.opening import opened
from tongban.catalogue.workbooks.results import Unreadable

NOTED = (
    town.OPEN.lstrip()
    .replace("aliases:", "# 别名来自窗口\naliases:")
    .replace("applicants: 自然人", "applicants: 自然人  # 也可以代办")
)
DAY = "2026-12-01"


def definitions(text=NOTED):
    return load(town.texts(open=text)).definitions


def sources(text=NOTED):
    return {one.id: one.source for one in definitions(text) if one.kind == "service"}


def edited(*edits, text=NOTED, save=True):
    """Write the workbook, change cells given as (sheet, heading, row, value), read it back."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(definitions(text))))
    for edit in edits:
        if callable(edit):
            edit(book)
            continue
        name, heading, row, value = edit
        heads = [cell.value for cell in book[name][1]]
        book[name].cell(row, heads.index(heading) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return returned(out.getvalue(), definitions(text), sources(text), version=DAY)


def service(made):
    (edition,) = made.editions
    return read_yaml(edition.text).value, edition


def row_of(book, sheet, service):
    return next(cell.row for cell in book[sheet]["A"] if cell.value == service)


INN = 3  # FIRE-CHECK stands in row 2


def test_what_nobody_touched_changes_nothing():
    made = returned(workbook(definitions()), definitions(), sources(), version=DAY)
    assert (made.editions, made.wrong, made.unchanged) == ((), (), 2)
    assert edited().editions == ()


def test_an_edited_cell_is_a_new_version_with_its_comments():
    value, edition = service(edited(("事项", "承诺办结时限", INN, 3)))
    assert value["time_limit"]["promised"] == {"days": 3, "unit": "working_day"}
    assert value["version"] == DAY
    assert "# 别名来自窗口" in edition.text
    assert "# 也可以代办" in edition.text
    assert [words for words in edition.words if "承诺" in words] == ["承诺办结时限(天):5 → 3"]


def test_only_the_edited_line_and_the_version_change():
    _, edition = service(edited(("事项", "事项名称", INN, "开一家客栈")))
    before, after = NOTED.splitlines(), edition.text.splitlines()
    differing = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert [old for old, _ in differing] == [
        'version: "2026-01-01"',
        "name: {zh: 开客栈, en: Opening an inn}",
    ]


def test_what_the_definition_had_no_place_for_finds_its_home():
    value, _ = service(edited(("事项", "咨询电话", INN, "0591-83330001"),
                              ("事项", "行使层级", INN, "市级"),
                              ("事项", "是否网办", INN, "是")))  # fmt: skip
    assert value["standard"] == {"level": "市级", "online": True, "enquiry_phone": "0591-83330001"}


def test_a_row_put_between_others_stands_between_them():
    def insert(book):
        sheet = book["环节"]
        sheet.insert_rows(row_of(book, "环节", "INN-OPEN") + 1)
        new = row_of(book, "环节", "INN-OPEN") + 1
        sheet.cell(new, 1).value, sheet.cell(new, 3).value = "INN-OPEN", "看房间"

    value, _ = service(edited(insert))
    assert [step["text"] for step in value["steps"]] == ["受理", "看房间", "决定"]


def test_a_row_taken_away_is_gone_and_the_others_stay():
    def remove(book):
        book["材料"].delete_rows(row_of(book, "材料", "INN-OPEN"))

    value, _ = service(edited(remove))
    assert [item["name"] for item in value["materials"]] == ["房屋照片"]


def test_questions_and_answers_can_be_written_where_there_were_none():
    def ask(book):
        book["常见问题"].append(["INN-OPEN", None, "多久办好?", "三天。"])

    value, _ = service(edited(ask))
    assert value["faq"] == [{"question": {"zh": "多久办好?"}, "answer": {"zh": "三天。"}}]


def test_every_wrong_cell_is_told_at_once_by_sheet_and_address():
    made = edited(
        ("事项", "承诺办结时限", INN, "三天"),
        ("事项", "行使层级", INN, "州级"),
        ("事项", "是否网办", INN, "也许"),
        ("材料", "材料名称", INN, None),
        ("事项", "网办地址", INN, "=HYPERLINK(A1)"),
    )
    told = {(wrong.sheet, wrong.cell[-1]): wrong.message for wrong in made.wrong}
    assert made.editions == ()
    assert {wrong.sheet for wrong in made.wrong} == {"事项", "材料"}
    assert len(made.wrong) == 5
    assert any("不是整数" in said for said in told.values()) or len(told) < 5
    said = "\n".join(str(wrong) for wrong in made.wrong)
    for words in (
        "“三天”不是整数",
        "“州级”不在代码集",
        "要写“是”或“否”",
        "材料名称不能空着",
        "是公式",
    ):
        assert words in said


def test_the_address_of_a_wrong_cell_is_where_it_stands():
    (wrong,) = edited(("事项", "事项名称", INN, None)).wrong
    assert (wrong.sheet, wrong.cell) == ("事项", "B3")


def test_a_service_that_is_not_there_is_told():
    (wrong,) = edited(("事项", "事项代码", INN, "INN-OPN")).wrong[:1]
    assert "没有事项 INN-OPN" in wrong.message


def test_a_text_like_a_formula_goes_out_as_text_and_comes_back():
    text = NOTED.replace("text: 房间干净", 'text: "=1+1"')
    book = openpyxl.load_workbook(io.BytesIO(workbook(definitions(text))))
    cell = next(cell for cell in book["条件"]["C"] if cell.value == "=1+1")
    assert cell.data_type == "s" or cell.quotePrefix
    made = returned(workbook(definitions(text)), definitions(text), sources(text), version=DAY)
    assert (made.editions, made.wrong) == ((), ())


def test_the_words_of_a_code_set_are_offered_in_a_list():
    book = openpyxl.load_workbook(io.BytesIO(workbook(definitions())))
    rules = book["事项"].data_validations.dataValidation
    assert rules
    assert "市级" in [cell.value for cell in book["代码"]["A"]]
    assert book["代码"].sheet_state == "hidden"


def test_a_version_cannot_come_before_the_one_there_is():
    book = workbook(definitions())
    changed = openpyxl.load_workbook(io.BytesIO(book))
    changed["事项"].cell(INN, 2).value = "新名"
    out = io.BytesIO()
    changed.save(out)
    made = returned(out.getvalue(), definitions(), sources(), version="2025-01-01")
    assert [wrong.message[:8] for wrong in made.wrong] == ["INN-OPEN"]


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


REFUSED = {
    "no workbook at all": b"hello",
    "an old or locked file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
    "a bomb": packed(xl__workbook_dot_xml=b"0" * 30_000_000),
    "a macro": packed(xl__vbaProject_dot_bin=b"x"),
    "a link to another file": packed(xl__externalLinks__externalLink1_dot_xml=b"<a/>"),
    "a document type": packed(xl__workbook_dot_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
    "a document type behind a long comment": packed(
        xl__workbook_dot_xml=b"<!--" + b"x" * 5_000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"
    ),
    "a document type in two bytes a letter": packed(
        xl__workbook_dot_xml="<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>".encode(
            "utf-16-le"
        )
    ),
    "a zip of something else": packed(a_dot_txt=b"x"),
    "too many parts": packed(**{f"p{no}": b"" for no in range(2_100)}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_honest_workbook_is_refused_in_a_sentence(name):
    with pytest.raises(Unreadable), opened(REFUSED[name]):
        pass


@pytest.mark.parametrize(("part", "broken"), [(b'r="A2"', b'r="??"'), (b"</sheetData>", b"")])
def test_a_sheet_that_is_damaged_is_told_and_no_accident(part, broken):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(definitions()))) as whole,
        zipfile.ZipFile(out, "w") as damaged,
    ):
        for name in whole.namelist():
            damaged.writestr(name, whole.read(name).replace(part, broken))
    with pytest.raises(Unreadable):
        returned(out.getvalue(), definitions(), sources(), version=DAY)


def test_a_file_larger_than_any_list_is_refused():
    with pytest.raises(Unreadable, match="MB"), opened(b"PK" + b"0" * 20_000_001):
        pass
