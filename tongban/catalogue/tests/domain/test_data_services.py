"""Data services: what an agency answers, on what terms, for which purposes."""

import pytest

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.differences import compare
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.loader import load

WORLD = {
    "agencies.yaml": "agencies:\n  WELL: {name: 水井署}\n",
    "facts.yaml": 'fact: well_no\nversion: "2026-01-01"\nname: 井号\n',
    "idno.yaml": 'fact: idno\nversion: "2026-01-01"\nname: 公民身份号码\ntype: idno\n',
}
SERVICE = """
data_service: DS-WELL
version: "2026-01-01"
name: {zh: 水井登记查询, en: Wells}
agency: WELL
key: idno
sharing: conditional
condition: 办理申请人提出的事项
fields: [{fact: well_no, grade: 3}]
purposes:
  - purpose: PU-WELL
    title: 核对您家的水井
    basis: request
    law: [{law: 水井条例, article: 第三条}]
"""


def found(service: str) -> set[str]:
    """Return the rules that have something against a data service."""
    loaded = load({**WORLD, "service.yaml": service})
    assert not loaded.errors
    return {one.rule for one in lint(loaded.definitions) if one.file == "service.yaml"}


def test_a_data_service_is_compiled_with_every_default_filled_in() -> None:
    book = compile_book(load({**WORLD, "service.yaml": SERVICE}).definitions)
    service = book.data_services["DS-WELL"]
    assert service.yields == ("well_no",)
    assert service.grade("well_no") == 3
    purpose = service.purpose("PU-WELL")
    assert purpose
    assert purpose.fields == ("well_no",)
    assert (purpose.per_hour, purpose.preview) == (200, "never")


def test_nothing_is_held_against_a_good_one() -> None:
    assert not found(SERVICE)


@pytest.mark.parametrize(
    ("was", "is_", "rule"),
    [
        ("condition: 办理申请人提出的事项\n", "", "sharing.condition"),
        ("sharing: conditional", "sharing: closed", "sharing.closed"),
        ("law: [{law: 水井条例, article: 第三条}]", "roles: [applicant]", "sharing.citation"),
        ("basis: request", "basis: request\n    fields: [idno]", "sharing.field"),
        ("agency: WELL", "agency: WEL", "references.agency"),
        ("fact: well_no", "fact: well_number", "references.fact"),
    ],
)
def test_each_slip_is_told(was: str, is_: str, rule: str) -> None:
    assert rule in found(SERVICE.replace(was, is_))


def test_a_purpose_belongs_to_one_service() -> None:
    other = SERVICE.replace("DS-WELL", "DS-WELL2")
    loaded = load({**WORLD, "a.yaml": SERVICE, "b.yaml": other})
    rules = {(one.file, one.rule) for one in lint(loaded.definitions)}
    assert ("b.yaml", "sharing.twice") in rules
    assert ("a.yaml", "sharing.twice") not in rules


def test_a_change_is_said_in_words() -> None:
    before = load({"a.yaml": SERVICE}).definitions[0].value
    after = load({"a.yaml": SERVICE.replace("grade: 3", "grade: 4")}).definitions[0].value
    words = [one.words.zh for one in compare(before, after)]
    assert any("数据级别" in one for one in words), words
