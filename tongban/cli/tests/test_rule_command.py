"""`tongban rule` for people who write rules: both languages, places of faults, tables."""

import json

import openpyxl
import pytest

from tests.cast import DEFINITIONS
from tongban.cli import main

WHERE = ["--policy", "P-UNEMP-GD", "--definitions", str(DEFINITIONS)]


def said(capsys) -> dict:
    return json.loads(capsys.readouterr().out)


def test_a_rule_is_written_in_the_other_language(capsys):
    rule = "累计缴费月数≥12个月且已失业登记"
    assert main(["rule", "--text", rule, "--to", "en", *WHERE, "--json"]) == 0
    assert said(capsys)["text"] == "paid_months >= 12 months and registered"


@pytest.mark.parametrize(
    ("rule", "code", "name"),
    [("累计缴费月数 ≥ 12 年", 1, "rule.unit"), ("(累计缴费月数", 2, "rule.expected")],
)
def test_a_fault_has_its_place_and_its_exit_code(rule, code, name, capsys):
    assert main(["rule", "--text", rule, *WHERE, "--json"]) == code
    (error,) = said(capsys)["errors"]
    assert error["rule"] == name
    assert error["column"] > 1


def test_a_workbook_becomes_an_expression_and_tells_its_gap(tmp_path, capsys):
    book = openpyxl.Workbook()
    for row in (["paid_months", "→n"], ["< 12", 0], ["[12..48]", 3]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert main(["rule", str(tmp_path / "t.xlsx"), *WHERE, "--json"]) == 1
    made = said(capsys)
    assert made["text"] == "n: 逐行(累计缴费月数 < 12: 0; 累计缴费月数 介于 [12..48]: 3)"
    assert made["errors"][0]["rule"] == "table.gap"


def test_a_table_goes_out_as_dmn_and_comes_back(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("age,→n\n< 12,0\n>= 12,3\n", "utf-8")
    assert main(["rule", str(tmp_path / "t.csv"), "--to", "dmn", "--json"]) == 0
    (tmp_path / "t.dmn").write_text(said(capsys)["text"], "utf-8")
    assert main(["rule", str(tmp_path / "t.dmn"), "--to", "en", "--json"]) == 0
    assert said(capsys)["text"] == "n: cases(age < 12: 0; age >= 12: 3)"
