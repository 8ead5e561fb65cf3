"""Connecting a source: proposed from its columns, shown masked, tested for ever after."""

from pathlib import Path

import pytest

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import Book
from tongban.exchange.connectors import connection, wizard
from tongban.exchange.connectors.connection import BadConnection, Connection
from tongban.exchange.connectors.mapping import read
from tongban.exchange.connectors.sources import open_source

NUMBER = "350102199506181208"
FACT = 'fact: {id}\nversion: "2026-01-01"\nname: {name}\ntype: {type}\n'
KINDS = {
    "idno": ("公民身份号码", "idno"),
    "emp": ("用人单位", "string"),
    "months": ("缴费月数", "number"),
}
SERVICE = """
data_service: DS-PAY
version: "2026-01-01"
name: 缴费查询
agency: SB
key: idno
sharing: conditional
condition: 办本人的事
fields: [{fact: emp}, {fact: months}]
"""


@pytest.fixture(scope="module")
def book() -> Book:
    texts = {
        f"{id_}.yaml": FACT.format(id=id_, name=name, type=type_)
        for id_, (name, type_) in KINDS.items()
    }
    texts |= {"a.yaml": "agencies:\n  SB: {name: 社保}\n", "s.yaml": SERVICE}
    return compile_book(load(texts).definitions)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "缴费-20261122.csv").write_text(
        f"公民身份号码,用人单位,缴费月数,备注\n{NUMBER},榕城酒厂,64,x\n"
    )
    return drop


def connect(book: Book, folder: Path, home: Path) -> Connection:
    made = Connection("pay", "files", str(folder), {})
    source, places = wizard.look(made, home)
    service = book.data_services["DS-PAY"]
    place = wizard.best_place(service, places, book.kinds)
    rows = source.sample(place.name, seconds=5)
    proposed = wizard.propose(service, place, rows, book.kinds)
    made = wizard.add(made, service.id, proposed.route)
    connection.write(home, made)
    wizard.record_tests(made, source, home)
    return made


def test_columns_are_proposed_by_their_names_and_what_fits_nothing_is_left_out(
    book: Book, folder: Path, tmp_path: Path
) -> None:
    route = connect(book, folder, tmp_path).services["DS-PAY"]
    assert (route.place, route.find_by) == ("缴费", "公民身份号码")
    assert route.fields == {"用人单位": "emp", "缴费月数": "months"}


def test_the_preview_shows_no_value_whole(book: Book, folder: Path, tmp_path: Path) -> None:
    made = connect(book, folder, tmp_path)
    rows = open_source(made, tmp_path).sample("缴费", seconds=5)
    (shown,) = wizard.preview(rows, made.services["DS-PAY"], book.kinds)
    assert "榕城酒厂" not in str(shown)
    assert "64" not in str(shown)


def test_no_value_and_no_secret_stands_in_what_is_written(
    book: Book, folder: Path, tmp_path: Path
) -> None:
    connection.keep_secret(tmp_path, "pay", "s3cret")
    connect(book, folder, tmp_path)
    written = "".join(one.read_text() for one in connection.folder(tmp_path).iterdir())
    assert not [word for word in (NUMBER, "榕城酒厂", "s3cret") if word in written]
    assert (tmp_path / "secrets" / "pay").stat().st_mode & 0o077 == 0


def test_a_contract_test_tells_the_column_that_went_and_the_one_that_came(
    book: Book, folder: Path, tmp_path: Path
) -> None:
    made = connect(book, folder, tmp_path)
    assert list(wizard.test(made, tmp_path, book.kinds)) == []
    file = folder / "缴费-20261123.csv"
    file.write_text(f"公民身份号码,单位,缴费月数,备注\n{NUMBER},榕城酒厂,许多,x\n")
    found = {(one.level, one.what.split()[-3]) for one in wizard.test(made, tmp_path, book.kinds)}
    assert len(found) == 3
    assert {level for level, _ in found} == {"error", "note"}


def test_what_cannot_be_read_as_its_kind_is_left_out_and_told(book: Book) -> None:
    fields = {"单位": "emp", "月数": "months"}
    mapped = read({"单位": "甲" * 5000, "月数": "六十四", "年龄": 31}, fields, book.kinds)
    assert (dict(mapped.row), mapped.bad) == ({}, ("单位", "月数"))
    assert mapped.extra == {"年龄": "31"}


def test_a_connection_that_is_not_right_is_told_by_its_file(tmp_path: Path) -> None:
    path = connection.folder(tmp_path) / "odd.yaml"
    path.parent.mkdir()
    path.write_text("connection: odd\nkind: pigeon\nat: roof\nservices: {}\n")
    with pytest.raises(BadConnection, match="pigeon"):
        connection.read(path)
