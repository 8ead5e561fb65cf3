"""Phrases of officers: for whom they are, in which order, with which variables."""

from tongban.catalogue.domain.phrases import Phrases, Saying, for_deed, unknown
from tongban.kernel.text import Text


def sheet(id_, *, agency=None, services=()):
    sayings = (Saying(Text(id_), Text(f"{id_}：{{service}}"), ("refuse",)),)
    return Phrases(id_, "2026-01-01", Text(id_), sayings, agency, services)


SHEETS = [
    sheet("all"),
    sheet("ours", agency="A"),
    sheet("its", services=("S",)),
    sheet("theirs", agency="B"),
]


def test_the_services_own_come_first_then_the_agencys_then_everybodys():
    found = for_deed(SHEETS, service="S", agency="A", deed="refuse")
    assert [one.name.zh for one in found] == ["its", "ours", "all"]


def test_a_phrase_for_another_deed_is_not_offered():
    assert for_deed(SHEETS, service="S", agency="A", deed="grant") == ()


def test_the_values_of_the_case_stand_in_the_words():
    assert SHEETS[0].sayings[0].said({"service": "补领"}, "zh") == "all：补领"


def test_a_variable_there_is_not_is_found():
    assert unknown("{applicant}的{weather}") == ["weather"]
