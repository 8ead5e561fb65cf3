"""What two cities agree on follows from their statements alone, whichever versions they speak."""

import pytest

from tongban.exchange.federation.domain import accord
from tongban.exchange.federation.domain.accord import NoCommonMajor, Statement


def city(name, *majors):
    address = f"https://{name}.example"
    return Statement(name, address, {"kty": "OKP"}, gateway=address, majors=majors)


def test_a_city_that_speaks_more_speaks_the_highest_that_both_know():
    old, new = city("FJ-FZ", 1), city("FJ-XM", 1, 2)
    assert accord.accord(old, new)["major"] == 1
    assert accord.accord(city("FJ-FZ", 1, 2), new)["major"] == 2
    assert accord.digest(accord.accord(old, new)) == accord.digest(accord.accord(new, old))


def test_two_that_have_no_version_in_common_are_told_so():
    with pytest.raises(NoCommonMajor, match="升级"):
        accord.accord(city("FJ-FZ", 1), city("FJ-XM", 2))


def test_what_a_newer_city_says_beyond_is_left():
    said = city("FJ-XM", 1, 2).to_json() | {"says": "more"}
    assert Statement.of_json(said) == city("FJ-XM", 1, 2)
