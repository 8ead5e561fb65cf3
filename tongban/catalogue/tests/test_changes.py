"""A guide says since when what is different, from the versions that were published."""

import pytest

from tongban.catalogue import api as catalogue
from tongban.catalogue.tests import town
from tongban.kernel.actors import SYSTEM


def publish(tmp_path, **changes):
    for name, text in town.texts(**changes).items():
        (tmp_path / name).write_text(text, "utf-8")
    catalogue.publish(tmp_path, actor=SYSTEM)


@pytest.mark.django_db
def test_the_day_of_a_change_and_what_it_is_are_told_the_newest_first(tmp_path):
    publish(tmp_path)
    later = town.OPEN.replace('version: "2026-01-01"', 'version: "2026-05-01"')
    later = later.replace("promised: {days: 5", "promised: {days: 3")
    publish(tmp_path, open=later)
    newest, first = catalogue.changes("service", "INN-OPEN")
    assert (newest.day, [words.en for words in newest.words]) == (
        "2026-05-01",
        ["promised days: 5 → 3"],
    )
    assert (first.day, first.first) == ("2026-01-01", True)


@pytest.mark.django_db
def test_what_concerns_the_platform_alone_is_no_change_for_people(tmp_path):
    publish(tmp_path)
    later = town.OPEN.replace('version: "2026-01-01"', 'version: "2026-05-01"')
    publish(tmp_path, open=later.replace("[开旅店, 民宿]", "[开旅店]"))
    assert [change.first for change in catalogue.changes("service", "INN-OPEN")] == [True]
    assert catalogue.changes("service", "NOBODY") == ()


@pytest.mark.django_db
def test_an_agency_nobody_knows_has_no_manual(tmp_path):
    publish(tmp_path)
    assert catalogue.manual("INN").agency.id == "INN"
    with pytest.raises(catalogue.UnknownDefinition):
        catalogue.manual("NOBODY")
