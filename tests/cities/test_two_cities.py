"""Two cities, two processes, two databases: they agree, ask, vouch for each other, and lose nothing."""

import base64
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx2
import psycopg
import pytest

from tests.cast import CAST
from tongban.config.postgres import USER

ROOT = Path(__file__).parents[2]
NUMBER = CAST.applicant.number
PATIENCE = 300  # seconds: a busy machine is no failure


class City:
    """A city's process, as a test speaks to it."""

    def __init__(self, name, home, server):
        self.name, self.home = name, home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = f"test_run_{os.getpid()}_{name.lower().replace('-', '_')}"
        (home / "static").mkdir(parents=True)
        template = os.environ["TONGBAN_TEST_TEMPLATE"]
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            connection.execute(f"create database {self.database} template {template}")
        self.environment = os.environ | {
            "TONGBAN_HOME": str(home),
            "TONGBAN_INSTANCE": name,
            "DATABASE_URL": f"postgresql://{USER}@{quote(str(server.socket), safe='')}/{self.database}",
        }
        self.process = None

    def start(self):
        """Start; `hear` tells when it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.cities.city", str(self.port)],
            cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def hear(self, word):
        assert self.process.stdout.readline() == f"{word}\n"

    def line(self, word):
        """Cut the line to the city, or heal it."""
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def do(self, step, **said):
        came = httpx2.post(f"{self.address}/test/{step}", json=said, timeout=PATIENCE)
        assert came.status_code == 200, came.text[-2000:]
        return came.json()


def payload(token):
    """What anybody reads in a signed file without a key."""
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


@contextmanager
def running(*cities):
    """Start several at once."""
    for city in cities:
        city.start()
    for city in cities:
        city.hear("ready")
    for city in cities:  # its pages are loaded before another city has patience with it
        httpx2.get(f"{city.address}/federation/statement", timeout=PATIENCE)
    try:
        yield
    finally:
        for city in cities:
            city.stop()


@pytest.fixture(scope="module")
def cities(django_db_setup, tmp_path_factory, test_server):
    """Two cities in accord, each with a resident, a register and its neighbour's services."""
    home = tmp_path_factory.mktemp("cities")
    one, other = (City(name, home / name, test_server) for name in ("FJ-FZ", "FJ-XM"))
    with running(one, other):
        for city in (one, other):
            city.do("found")
        said = {
            city.name: city.do("settle", number=NUMBER, agency="GA", service="HUKOU")
            for city in (one, other)
        }
        for city, peer in ((one, other), (other, one)):
            city.thumbprint, city.service = said[city.name].values()
            city.peer_thumbprint = said[peer.name]["thumbprint"]
        assert not one.do("federate", address=other.address, thumbprint=one.peer_thumbprint)[
            "agreed"
        ]
        assert other.do("federate", address=one.address, thumbprint=other.peer_thumbprint)["agreed"]
        assert one.do("federate", address=other.address, thumbprint=one.peer_thumbprint)["agreed"]
        for _ in range(2):  # each needs the other's answer once
            for city, peer in ((one, other), (other, one)):
                assert city.do("refresh", city=peer.name)["away"] == ""
        yield one, other
    with psycopg.connect(test_server.conninfo(), autocommit=True) as connection:
        for city in (one, other):
            connection.execute(f"drop database {city.database} with (force)")


def test_a_resident_of_one_city_is_handled_in_the_other_and_sees_both_sides(cities):
    home, there = cities
    there.do("open_case", agency="GA")
    assert there.do("ask", service=home.service, number=NUMBER)["problem"] == "grant.missing"
    there.do("grant", service=home.service)
    assert there.do("ask", service=home.service, number=NUMBER)["rows"][0]["address"] == "鼓楼"
    seen = home.do("looks")
    assert [there.name, "ok", "exchange"] in seen["looks"]
    assert seen["missing"] == []


def test_two_majors_of_a_service_are_asked_across_cities_at_once(cities):
    home, there = cities
    newer = home.do("publish", service="HUKOU", agency="GA", major=2)["service"]
    there.do("refresh", city=home.name)
    there.do("grant", service=newer)
    rows = [
        there.do("ask", service=each, number=NUMBER)["rows"][0] for each in (home.service, newer)
    ]
    assert rows == [{"address": "鼓楼"}, {"address": "鼓楼", "name": "林晓舟"}]


def test_each_city_vouches_for_the_others_log(cities):
    for city, peer in (cities, cities[::-1]):
        city.do("grow")
        told = city.do("cosigned")
        assert f"— {peer.name}/witness " in told["note"]
        assert told["findings"] == []


def test_both_sides_records_agree_until_one_side_deletes_its_own(cities):
    home, there = cities
    assert there.do("reconcile")["differ"] == 0
    assert there.do("ask", service=home.service, number=NUMBER)["rows"]
    assert home.do("lose")["deleted"] == 1
    assert there.do("reconcile") == {"differ": 1, "incidents": {"parties-differ": 1}}


def test_a_cut_line_is_told_and_nothing_is_lost_or_doubled_when_it_heals(cities):
    home, there = cities
    there.do("post", to=home.name, numbers=[1, 2])
    there.do("refresh", city=home.name)
    home.line("cut")
    home.hear("done")
    assert there.do("ask", service=home.service, number=NUMBER)["problem"] == "provider.unreachable"
    assert there.do("looks")["missing"] == [home.name]
    there.do("post", to=home.name, numbers=[3, 4])
    assert there.do("refresh", city=home.name)["away"]
    bundle = there.do("bundle", to=home.name)["bundle"]
    assert "note" not in payload(bundle)  # whoever carries it reads nothing
    home.line("heal")
    home.hear("ready")
    home.hear("done")
    came = [[there.name, n] for n in (1, 2, 3, 4)]
    assert home.do("carry", bundle=bundle) == {"received": 4, "heard": came}
    there.do("post", to=home.name, numbers=[5])
    there.do("refresh", city=home.name)
    assert home.do("carry", bundle=bundle)["heard"] == [*came, [there.name, 5]]


def test_a_licence_of_one_city_is_good_in_the_other_until_it_is_revoked(cities):
    home, there = cities
    made = home.do("issue")
    credential, pdf = made["credential"], made["pdf"]
    assert there.do("check", credential=credential) == {"state": "valid", "city": home.name}
    assert there.do("check", pdf=pdf) == {"state": "good", "city": home.name}
    home.do("revoke")
    assert there.do("check", credential=credential, later=61)["state"] == "revoked"
    day = 25 * 3600  # nothing was heard of the city since
    assert there.do("check", credential=credential, later=day)["state"] == "not-ours"
    assert there.do("check", pdf=pdf, later=day)["state"] == "stranger"


def test_a_case_received_in_one_city_is_decided_in_the_other_over_a_line_that_was_cut(cities):
    here, there = cities
    number = here.do("receive", city=there.name)["number"]
    theirs = f"{number}@{here.name}"
    there.line("cut")
    there.hear("done")
    assert here.do("refresh", city=there.name)["away"]
    carried = here.do("bundle", to=there.name)["bundle"]
    there.line("heal")
    there.hear("ready")
    there.hear("done")
    there.do("carry", bundle=carried)
    assert here.do("refresh", city=there.name)["away"] == ""  # the same parcels, over the line
    received = there.do("stands", number=theirs)
    assert (received["status"], received["on"]) == ("filed", here.do("stands", number=number)["on"])
    there.do("decide", number=theirs)
    for _ in range(2):
        there.do("refresh", city=here.name)
    assert here.do("stands", number=number)["answers"] == ["准予"]
    here.do("decide", number=number)
    assert here.do("stands", number=number)["status"] == "granted"
