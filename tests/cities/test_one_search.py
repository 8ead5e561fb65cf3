"""One search over two cities: each keeps a list of what the other has to find, and asks nobody."""

import json
import subprocess
import sys

import httpx2
import psycopg
import pytest

from tests.cast import CAST
from tests.cities.test_two_cities import PATIENCE, ROOT, City, running

HERE, THERE = "FJ-NP", "FJ-LY"


def commanded(city, *words):
    """Run a command of the city, in its home and on its database."""
    done = subprocess.run(
        [sys.executable, "-m", "tongban.cli", "city", *words, "--json"],
        cwd=ROOT, env=city.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def cities(django_db_setup, tmp_path_factory, test_server):
    """A city that asks its neighbour's list, too, and one that does not; in accord by command."""
    home = tmp_path_factory.mktemp("one-search")
    one, other = (City(name, home / name, test_server) for name in (HERE, THERE))
    one.environment["TONGBAN_SEARCH_CITIES"] = "1"
    with running(one, other):
        for city in (one, other):
            city.do("found")
            city.thumbprint = city.do("settle", number=CAST.applicant.number, agency="GA", service="HUKOU")["thumbprint"]  # fmt: skip
        other.do("invent", service="TEA-HILL", name="茶山改造补助", agency="COIN", across=False)
        for city in (one, other):
            city.do("invent", service="BOAT-PASS", name="渔船通行证", agency="COIN", across=True)
        one.do("federate", address=other.address, thumbprint=other.thumbprint)
        other.do("federate", address=one.address, thumbprint=one.thumbprint)
        commanded(one, "federate", other.address, "--own", one.address, "--key", other.thumbprint)
        yield one, other
    with psycopg.connect(test_server.conninfo(), autocommit=True) as connection:
        for city in (one, other):
            connection.execute(f"drop database {city.database} with (force)")


def searched(city, words):
    return httpx2.get(f"{city.address}/find", params={"q": words}, timeout=PATIENCE).text


def test_what_only_the_other_city_offers_is_found_with_its_name_and_leads_there(cities):
    here, there = cities
    page = searched(here, "茶山改造")
    assert f'href="{there.address}/service/TEA-HILL"' in page
    assert "去榕城办" in page
    assert "的目录" in page  # of which day the list is
    assert there.address not in searched(here, "银行开户")


def test_what_is_handled_across_cities_is_handed_in_here(cities):
    here, there = cities
    page = searched(here, "渔船通行证")
    assert f'href="{there.address}/service/BOAT-PASS"' in page
    assert "在本市交，由那边办" in page


def test_a_city_that_did_not_switch_it_on_shows_its_own_alone(cities):
    here, there = cities
    assert here.address not in searched(there, "渔船通行证")


def test_the_list_is_asked_again_only_where_it_changed_and_never_in_a_persons_request(cities):
    here, there = cities
    before = here.do("learn", city=there.name)
    there.do("invent", service="KILN", name="古窑修缮登记", agency="COIN", across=False)
    assert "古窑修缮登记" not in searched(here, "古窑修缮")
    assert here.do("learn", city=there.name)["guides"] == before["guides"] + 1
    there.line("cut")
    there.hear("done")
    assert "古窑修缮登记" in searched(here, "古窑修缮")  # the list is here, the city is away
    there.line("heal")
    there.hear("ready")
    there.hear("done")
