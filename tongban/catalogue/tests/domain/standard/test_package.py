"""What goes out as the tables of the standards comes back equal; what others send is read or told."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue import files, packages
from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import Agency, Book
from tongban.catalogue.domain.standard import gb, package
from tongban.catalogue.domain.standard.package import Stamp, export, read
from tongban.catalogue.tests import filling
from tongban.kernel.text import Text

DEFINITIONS = Path(__file__).parents[5] / "definitions"
KNOWN = {"A": {"service": "A", "agency": "TEA"}}
STAMP = Stamp(datetime(2026, 11, 23, 8, 0), versions={"S-1": 2})  # noqa: DTZ001
TEA = Book(agencies={"TEA": Agency("TEA", Text("茶务所"), uscc="91350100M000100Y43")})


@cache
def pilot():
    loaded = load(files.definition_files(DEFINITIONS))
    services = [one.value for one in loaded.definitions if one.kind == "service"]
    return services, compile_book(loaded.definitions)


def there_and_back(services, book):
    made = json.loads(json.dumps(export(services, book, STAMP).to_json()))
    return read(made["tables"], made["definition"], book, version="2026-01-01")


def test_the_standard_has_its_sixty_four_items_each_once():
    numbers = [one.no for table in (gb.ITEM, gb.MATERIAL) for one in table.fields]
    assert numbers == list(range(1, 65))


def test_every_pilot_service_comes_back_equal():
    services, book = pilot()
    back = there_and_back(services, book)
    assert back.faults == ()
    assert [one for one in services if back.services[one["service"]] != one] == []


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9), full=st.booleans())
def test_any_service_of_the_schema_comes_back_equal(seed, full):
    service = filling.service(seed, full=full)
    back = there_and_back([service], TEA)
    assert back.faults == ()
    assert back.services[service["service"]] == service


def test_every_column_that_can_be_read_back_is_filled_by_some_service():
    made = export([filling.service(seed) for seed in range(40)], TEA, STAMP)
    empty = [
        (table.id, one.column)
        for table in package.TABLES
        for one in table.fields
        if not any(row[one.column] for row in made.tables[table.id])
    ]
    assert empty == []


def test_what_the_tables_say_is_not_said_again_beside_them():
    service = filling.service(7)
    left = export([service], TEA, STAMP).rest["S-7"]
    assert "powers" not in left.get("standard", {})
    assert "powers" in service["standard"]


def test_a_package_without_our_own_part_is_read_as_far_as_it_goes():
    services, book = pilot()
    first = export(services, book, STAMP)
    back = read(first.tables, {}, book, version="2026-01-01")
    assert back.faults == ()
    again = export(back.services.values(), book, STAMP)
    assert again.tables["gb_item"] == first.tables["gb_item"]
    assert again.tables["task_material"] == first.tables["task_material"]


def test_an_agency_nobody_knows_is_brought_by_the_package():
    row = {
        "service_id": "X-1",
        "SXMC": "茶摊备案",
        "SSZT": "茶务所",
        "SSZTDM": "12441500196720244T",
    }
    back = read({"gb_item": [row]}, {}, Book(), version="2026-02-01")
    assert back.services["X-1"]["agency"] == "12441500196720244T"
    assert back.agencies["12441500196720244T"]["name"] == {"zh": "茶务所"}


def test_the_same_code_means_what_its_table_means():
    gb_five = read({"gb_item": [{"service_id": "A", "FWDXDM": "5"}]}, KNOWN, TEA, version="x")
    hub_five = read(
        {"task_basic": [{"service_id": "A", "server_type": "5"}]}, KNOWN, TEA, version="x"
    )
    assert gb_five.services["A"]["standard"]["audience"] == ["行政机关"]
    assert hub_five.services["A"]["standard"]["audience"] == ["非法人企业"]


WRONG = {
    "an unknown code": ("gb_item", {"XSCJDM": "8"}, "代码 8 不在代码集“行使层级”"),
    "a truth that is none": ("gb_item", {"SFWB": "也许"}, "“也许”要写“是”或“否”"),
    "a day that is none": ("task_directory", {"plan_cancel_date": "20260230"}, "不是一个日期"),
    "a number that is none": ("task_basic", {"promise_day": "三"}, "“三”不是整数"),
    "a column nobody knows": ("gb_item", {"XYZ": "1"}, "没有 XYZ 这一列"),
    "a table nobody knows": ("gb_items", {"SXMC": "甲"}, "没有数据表 gb_items"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_told_with_its_table_and_column(name):
    table, cells, said = WRONG[name]
    back = read({table: [{"service_id": "A", **cells}]}, KNOWN, TEA, version="2026-01-01")
    assert [said in fault.message for fault in back.faults] == [True]


def test_two_tables_that_disagree_are_told():
    given = {
        "gb_item": [{"service_id": "A", "SFWB": "1"}],
        "task_extended": [{"service_id": "A", "is_online": "0"}],
    }
    (fault,) = read(given, KNOWN, TEA, version="2026-01-01").faults
    assert (fault.table, fault.column) == ("task_extended", "is_online")
    assert "不一致" in fault.message


def test_a_row_says_what_the_hub_is_to_do_with_it():
    made = export([filling.service(1), filling.service(2)], TEA, STAMP).tables["task_basic"]
    assert [row["cd_operation"] for row in made] == ["U", "I"]
    assert [row["task_version"] for row in made] == ["2", "1"]
    assert made[0]["row_guid"] != made[1]["row_guid"]


def test_the_identity_another_system_gave_a_row_is_kept():
    rows = [{"service_id": "A", "row_guid": "abc", "CLMC": "照片"}]
    back = read({"gb_material": rows}, KNOWN, TEA, version="2026-01-01")
    again = export(back.services.values(), TEA, STAMP)
    assert again.tables["gb_material"][0]["row_guid"] == "abc"


@pytest.mark.parametrize("name", ["items.json", "items.xlsx", "items"])
def test_the_three_forms_of_a_file_say_the_same(name, tmp_path):
    services = [filling.service(seed) for seed in range(3)]
    made = export(services, TEA, STAMP)
    packages.write(made, tmp_path / name)
    assert packages.is_package(tmp_path / name)
    back = read(*packages.read(tmp_path / name), TEA, version="2026-01-01")
    assert back.faults == ()
    assert list(back.services.values()) == services


def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(tmp_path):
    packages.write(export([filling.service(3)], TEA, STAMP), tmp_path / "items")
    for file in (tmp_path / "items").glob("*.csv"):
        for line in file.read_text("utf-8-sig").splitlines():
            assert not any(cell.startswith(("=", "+", "@")) for cell in line.split(","))


def test_whom_an_item_belongs_to_must_be_said():
    (fault,) = read({"gb_item": [{"service_id": "A", "SXMC": "甲"}]}, {}, TEA, version="x").faults
    assert "没有写实施主体" in fault.message


@pytest.mark.parametrize(("given", "meant"), [("３", 3), ("3.0", 3), (3, 3), (" 3 ", 3)])
def test_a_number_is_read_however_it_was_typed(given, meant):
    rows = [{"service_id": "A", "promise_day": given}]
    back = read({"task_basic": rows}, KNOWN, TEA, version="2026-01-01")
    assert back.services["A"]["time_limit"]["promised"]["days"] == meant


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
COLUMNS = sorted({one.column for table in package.TABLES for one in table.fields} | {"row_guid"})


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([table.id for table in package.TABLES]),
        st.lists(st.dictionaries(st.sampled_from(COLUMNS), ODD, max_size=6), max_size=3),
        max_size=4,
    )
)
def test_no_package_however_odd_ends_in_anything_but_definitions_or_faults(tables):
    rows = {name: [{"service_id": "A", **row} for row in found] for name, found in tables.items()}
    back = read(rows, KNOWN, TEA, version="2026-01-01")
    if not back.faults and "A" in back.services:
        export([back.services["A"]], TEA, STAMP)


def test_two_tables_of_the_same_rows_must_have_as_many():
    rows = {"task_material": [{"service_id": "A"}] * 2, "gb_material": [{"service_id": "A"}]}
    (fault,) = read(rows, KNOWN, TEA, version="2026-01-01").faults
    assert "一行对一行" in fault.message


BAD_FILES = {
    "a cell that never ends": b'service_id,SXMC\r\nA,"' + b"x" * 11_000_000,
    "no text at all": b"\xff\xfe\x00\xd8\xff",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_csv_that_is_none_is_refused_in_a_sentence(name, tmp_path):
    from tongban.catalogue.workbooks.results import Unreadable

    (tmp_path / "gb_item.csv").write_bytes(BAD_FILES[name])
    with pytest.raises(Unreadable):
        packages.read(tmp_path)


def test_an_id_that_leads_out_of_the_folder_writes_nothing(tmp_path):
    from tongban.catalogue.importing import import_package

    (tmp_path / "gb_item.csv").write_text("service_id,SXMC,SSZT\r\n../../x,甲,乙\r\n", "utf-8")
    made = import_package(tmp_path, version="2026-01-01", published=tuple)
    assert made.definitions == {}
    assert made.errors


def test_a_workbook_for_people_is_shown_its_own_way_back(tmp_path):
    from tongban.catalogue.workbooks.results import Unreadable
    from tongban.catalogue.workbooks.writing import write

    (tmp_path / "items.xlsx").write_bytes(write([filling.service(1)]))
    with pytest.raises(Unreadable, match="tongban workbook read"):
        packages.read(tmp_path / "items.xlsx")
