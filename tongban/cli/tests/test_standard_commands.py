"""What goes out for others comes back as the same definitions, and bad input is told by its cell."""

import json
import shutil
from pathlib import Path

import pytest

from tongban.catalogue import files
from tongban.catalogue.domain.loader import load
from tongban.cli import given, main

DEFINITIONS = Path(__file__).parents[3] / "definitions"


@pytest.fixture(autouse=True)
def _nothing_published(monkeypatch):
    published = load(files.definition_files(DEFINITIONS / "shared")).definitions
    monkeypatch.setattr(given, "published", lambda: published)


def said(capsys):
    return json.loads(capsys.readouterr().out)


def values(path):
    return {
        one.id: one.value
        for one in load(files.definition_files(path)).definitions
        if one.kind == "service"
    }


@pytest.mark.parametrize("name", ["items.json", "items.xlsx", "items"])
def test_the_pilot_goes_out_and_comes_back_as_the_same_definitions(name, tmp_path, capsys):
    out = tmp_path / name
    assert (
        main(["export", "39046", "--definitions", str(DEFINITIONS), "--out", str(out), "--json"])
        == 0
    )
    told = said(capsys)
    assert (told["services"], told["path"]) == (len(values(DEFINITIONS)), str(out))
    assert told["objects"] == sum(told["rows"].values())
    assert main(["import", str(out), "--out", str(tmp_path / "back"), "--json"]) == 0
    assert said(capsys)["services"] == told["services"]
    assert values(tmp_path / "back") == values(DEFINITIONS)


def test_one_service_can_be_exported_alone(tmp_path, capsys):
    name = next(iter(values(DEFINITIONS)))
    words = [
        "--definitions",
        str(DEFINITIONS),
        "--out",
        str(tmp_path / "a.json"),
        "--service",
        name,
    ]
    assert main(["export", "39046", *words, "--json"]) == 0
    assert said(capsys)["services"] == 1


def test_a_wrong_code_is_told_by_file_line_and_column_and_nothing_is_written(tmp_path, capsys):
    (tmp_path / "items").mkdir()
    text = "service_id,SXMC,SXLX,SSZT,XSCJDM\r\nT-1,茶摊备案,行政许可,茶务所,8\r\n"
    (tmp_path / "items" / "gb_item.csv").write_text(text, "utf-8-sig")
    assert main(["import", str(tmp_path / "items"), "--out", str(tmp_path / "made"), "--json"]) == 2
    (error,) = said(capsys)["errors"]
    assert (error["line"], error["field"]) == (2, "gb_item.XSCJDM")
    assert "代码 8" in error["message"]
    assert not (tmp_path / "made").exists()


def test_a_list_of_items_from_elsewhere_becomes_definitions_that_can_be_checked(tmp_path, capsys):
    (tmp_path / "items").mkdir()
    text = "service_id,SXMC,SXLX,SSZT,CNBJSX,CNBJSXDW\r\nT-1,茶摊备案,行政许可,茶务所,3,工作日\r\n"
    (tmp_path / "items" / "gb_item.csv").write_text(text, "gb18030")
    assert main(["import", str(tmp_path / "items"), "--out", str(tmp_path / "made"), "--json"]) == 0
    capsys.readouterr()
    assert main(["check", str(tmp_path / "made"), "--alone", "--json"]) == 0
    assert said(capsys)["errors"] == []


def test_an_edit_in_a_workbook_becomes_a_new_version_of_its_file(tmp_path, capsys):
    import openpyxl

    folder, book = tmp_path / "definitions", tmp_path / "items.xlsx"
    shutil.copytree(DEFINITIONS, folder)
    words = [str(book), "--definitions", str(folder), "--json"]
    assert main(["workbook", "write", *words]) == 0
    assert said(capsys)["services"] == len(values(DEFINITIONS))
    assert main(["workbook", "read", *words, "--valid-from", "2026-12-01"]) == 0
    assert said(capsys) == {"changed": [], "unchanged": len(values(DEFINITIONS)), "errors": []}
    edited = openpyxl.load_workbook(book)
    edited["事项"]["B2"].value = "换了名字的事项"
    edited.save(book)
    assert main(["workbook", "read", *words, "--valid-from", "2026-12-01"]) == 0
    (changed,) = said(capsys)["changed"]
    assert changed["version"] == "2026-12-01"
    assert values(folder)[changed["id"]]["version"] == "2026-12-01"
    edited["事项"]["B2"].value = "=1+1"
    edited.save(book)
    assert main(["workbook", "read", *words, "--valid-from", "2026-12-02"]) == 2
    assert said(capsys)["errors"][0]["cell"] == "B2"
