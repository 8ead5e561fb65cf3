"""A real case becomes an example that holds and that tells nobody whose it was."""

import json

from tongban.cases import api as cases
from tongban.cases.tests import inn
from tongban.cases.tests import village as v
from tongban.catalogue.domain.trials import differences
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM
from tongban.policy.api import ServiceChecker


def recorded(village, **answers):
    number = inn.hand_in(village, **answers).number
    return number, *cases.recorded(number, actor=SYSTEM, at=v.AT)


def test_nothing_of_the_person_is_in_it(village):
    number, _, example = recorded(village)
    said = json.dumps(example, ensure_ascii=False)
    mine = [one.value for one in cases.facts_of(number, actor=village.officers["COIN"], at=v.AT)]
    telling = {str(one) for one in mine if isinstance(one, str) and len(one) > 1}
    assert telling
    assert not [one for one in telling if one in said]
    assert number not in said


def test_it_comes_out_as_it_expects(village):
    from tongban.catalogue import api as catalogue
    from tongban.catalogue.domain.definitions import Definition

    _, service, example = recorded(village)
    definition = Definition("service", service, "", {})
    got = ServiceChecker().results(definition, example, catalogue.book())
    assert example["expected"]["outcome"]
    assert list(differences(example["expected"], got)) == []


def test_the_read_is_on_record_under_its_purpose(village):
    recorded(village)
    words = [one.words for one in facts.readers(village.mother.id)]
    assert any("脱敏" in one for one in words)
