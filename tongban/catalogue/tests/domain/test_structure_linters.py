"""What the checks find in a reorganisation: two holders, none, a licence left behind, a past day."""

import pytest

from bench import structure as trial
from tests.cast import DEFINITIONS
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.linters import context_of
from tongban.catalogue.domain.linters import structure as rules
from tongban.catalogue.domain.loader import load

DAY = "2027-01-01"


@pytest.fixture(scope="module")
def published():
    names = ("shared/agencies", "shared/city", "CG/CG-SIGN", "CG/L-SIGN", "GA-HJ/L-HUKOU")
    return load(
        {f"{one}.yaml": (DEFINITIONS / f"{one}.yaml").read_bytes() for one in names}
    ).definitions


def found(published, *texts):
    given = load({f"{no}.yaml": text.encode() for no, text in enumerate(texts)}).definitions
    context = context_of(given, published)
    return {one.rule for rule in rules.RULES for one in rule(context)}


def said(changes, **more):
    value = {"reorganisation": "RO-X", "version": DAY, "since": DAY, "name": "x",
             "law": [{"law": "某法"}], "changes": changes, **more}  # fmt: skip
    return Definition("reorganisation", value["reorganisation"], DAY, value)


def of(published, changes, **more):
    context = context_of((said(changes, **more),), published)
    return {one.rule for rule in rules.RULES for one in rule(context)}


def test_a_whole_reorganisation_has_nothing_that_blocks(published):
    assert found(published, trial.said(DAY)) == set()


@pytest.mark.parametrize(("changes", "rule"), [
    ([{"move": {"licences": ["L-HUKOU"]}, "from": "GA-HJ", "to": "CG"},
      {"move": {"licences": ["L-HUKOU"]}, "from": "GA-HJ", "to": "SJ"}], "structure.twice"),
    ([{"abolish": "GA-HJ", "to": "CG"}, {"abolish": "CG", "to": "SJ"}], "structure.nobody"),
    ([{"move": {"services": ["CG-SIGN"]}, "from": "CG", "to": "SJ"}], "structure.licence"),
    ([{"abolish": "GA-HJ", "to": "NOBODY"}], "structure.agency"),
    ([{"move": {"services": ["NOTHING"]}, "from": "CG", "to": "SJ"}], "structure.power"),
    ([{"move": {"licences": ["L-HUKOU"]}, "from": "GA-HJ", "to": "YB", "level": "district"}],
     "structure.level"),
])  # fmt: skip
def test_every_power_has_one_competent_agency_on_every_day(published, changes, rule):
    assert rule in of(published, changes)


def test_it_is_published_before_it_begins_and_takes_no_code_that_is_taken(published):
    changes = [{"abolish": "GA-HJ", "to": "CG"}]
    assert "structure.backdated" in of(published, changes, since="2026-01-01")
    assert "structure.taken-back" in of(published, changes, taken_back="2026-12-01")
    taken = of(published, changes, agencies={"SJ": {"name": "x"}})
    assert "structure.known-code" in taken
