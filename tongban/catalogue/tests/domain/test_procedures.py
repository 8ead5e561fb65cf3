"""The procedure of a definition: off unless said."""

from tongban.catalogue.domain import shape
from tongban.catalogue.domain.jsontext import Parsed
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
