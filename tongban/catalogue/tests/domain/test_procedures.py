"""The procedure of a definition: off unless said."""

import pytest

from tongban.catalogue.domain import shape
from tongban.catalogue.domain.jsontext import Parsed
from tongban.catalogue.domain.linters import procedure
from tongban.catalogue.domain.linters.context import context_of
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.procedures import GENERAL, compile_procedure

SAID = {
    "inspectors": 2,
    "pledge": {"materials": [2], "text": "承诺属实"},
    "tolerance": {"materials": [3], "days": 5},
    "deemed": {"outcome": "granted", "law": "某法 第一条"},
    "opinions": [{"agency": "GA", "days": 5}],
    "transition": {"changes": {"form": "ask"}},
}


def test_a_service_that_says_nothing_follows_the_general_law():
    assert compile_procedure(None) is GENERAL
    assert (GENERAL.delivery_days, GENERAL.extension, GENERAL.corrections.rounds) == (10, 10, 1)
    assert not GENERAL.automatic
    assert GENERAL.pledge is None


def test_the_schema_knows_every_key_of_a_procedure_and_no_other():
    value = {"service": "S", "version": "2026-01-01", "name": "事", "agency": "GA"}
    good = Parsed({**value, "procedure": SAID}, {})
    bad = Parsed({**value, "procedure": {"inspectorz": 2}}, {})
    assert list(shape.faults("service", good, "f")) == []
    assert "inspectors" in next(iter(shape.faults("service", bad, "f"))).message


SHAKY = """
service: S
version: "2026-01-01"
name: 事
agency: A
needs: [{fact: name}]
materials:
  - {name: 身份证, kind: licence, licence: L, held_by: A}
  - {name: 照片, kind: applicant_prepared}
conditions: [{text: 说不清的条件}]
result: {name: 证, licence: L, states: {name: {official: true}}}
procedure:
  automatic: true
  inspectors: 2
  pledge: {materials: [1], text: 属实}
  tolerance: {materials: [2], days: 5}
  opinions: [{agency: Z, days: 5}]
  co_applicants: [nobody]
"""


@pytest.mark.parametrize(
    ("said", "rules"),
    [("touches: [health]", ["procedure.pledge-barred"]), ("touches: []", []),
     ("touches: [health], despite: 国发〔2021〕7号", [])],
)  # fmt: skip
def test_nothing_is_pledged_where_a_wrong_grant_cannot_be_put_right(said, rules):
    text = SHAKY.partition("conditions:")[0] + (
        f"result: {{name: 证}}\nprocedure:\n  pledge: {{materials: [2], text: 属实, {said}}}\n"
    )
    texts = {
        "a": "agencies: {A: {name: 甲}}",
        "f": 'fact: name\nversion: "2026-01-01"\nname: 姓名\ntype: string',
        "l": 'licence: L\nversion: "2026-01-01"\nname: 证\nholder: A\nstates: [name]',
        "s": text,
    }
    given = load({f"{name}.yaml": text.encode() for name, text in texts.items()}).definitions
    assert [one.rule for one in procedure.procedures(context_of(tuple(given), ()))] == rules


def test_what_a_procedure_names_has_to_exist_and_what_decides_itself_to_be_decidable():
    texts = {
        "a": "agencies: {A: {name: 甲}}",
        "f": 'fact: name\nversion: "2026-01-01"\nname: 姓名\ntype: string',
        "l": 'licence: L\nversion: "2026-01-01"\nname: 证\nholder: A\nstates: [name]',
        "s": SHAKY,
    }
    given = load({f"{name}.yaml": text.encode() for name, text in texts.items()}).definitions
    rules = [one.rule for one in procedure.procedures(context_of(tuple(given), ()))]
    assert sorted(rules) == [
        "procedure.agency", "procedure.entered", "procedure.inspectors", "procedure.material",
        "procedure.pledge-field", "procedure.role", "procedure.undecidable",
    ]  # fmt: skip
