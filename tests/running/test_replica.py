"""Reports read the replica and say how old they are; the lost main server costs nothing acknowledged."""

import os

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import RequestFactory

from bench.running import failover
from tests.running.test_recovery import city, tongban  # noqa: F401 - the fixture
from tongban.doors.shared import reports


@pytest.mark.skipif(
    os.environ.get("TONGBAN_WHOLE") != "1",
    reason="two servers and a kill: TONGBAN_WHOLE=1, or tongban bench running.failover",
)
def test_what_was_acknowledged_is_on_the_replica_when_the_main_server_is_killed(city, elsewhere):  # noqa: F811
    lost = failover.fail_over(city, elsewhere, seconds=0.5)
    assert lost.acknowledged > 20
    assert lost.missing == 0
    assert lost.seconds < 30


class Asked:
    """A view that says which database it was asked of, and may write."""

    def __init__(self, *, writes=False):
        self.writes, self.of = writes, []

    def __call__(self, request):
        self.of.append(connection.settings_dict["MARK"])
        with connection.cursor() as cursor:
            cursor.execute("create temp table written (n int)" if self.writes else "select 1")
        return HttpResponse(str(getattr(request, "report_age", "now")))


@pytest.fixture
def two(monkeypatch, db):
    """A replica stood in for by a read-only connection to the same database."""
    main = connections["default"]
    there = main.copy("reports")
    there.settings_dict = main.settings_dict | {"MARK": "replica"}
    main.settings_dict["MARK"] = "main"
    there.connect()
    there.connection.execute("set session characteristics as transaction read only")
    connections["reports"] = there
    monkeypatch.setitem(connections.settings, "reports", there.settings_dict)
    yield
    there.close()
    del connections["reports"], main.settings_dict["MARK"]
    monkeypatch.undo()


def test_a_page_that_only_tells_is_asked_of_the_replica_and_knows_its_age(two):
    view = Asked()
    said = reports.reported(view)(RequestFactory().get("/"))
    assert view.of == ["replica"]
    assert float(said.content) >= 0


def test_a_page_that_writes_is_asked_of_the_main_server_again(two):
    view = Asked(writes=True)
    said = reports.reported(view)(RequestFactory().get("/"))
    assert view.of == ["replica", "main"]
    assert said.content == b"now"


def test_what_is_sent_goes_to_the_main_server(two):
    view = Asked()
    reports.reported(view)(RequestFactory().post("/"))
    assert view.of == ["main"]
