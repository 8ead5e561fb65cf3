"""Anybody may fetch the log, check a receipt without us, and be cosigned as a witness's log."""

from datetime import timedelta

import pytest

from tongban.kernel import ids
from tongban.kernel.leaves import Leaf
from tongban.kernel.time import now
from tongban.oversight.log import api as log
from tongban.oversight.log import offline, sources

ROW = ids.new(5)


@pytest.fixture
def year(db, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(sources, "_sources", {})
    rows = [Leaf(ROW + n, "intent", {"v": 1, "n": n}) for n in range(3)]
    log.join_source("facts", lambda *, after, limit: [one for one in rows if one.id > after])
    log.integrate(at=now() + timedelta(seconds=1), margin=timedelta(0))
    log.publish()
    return log.years()[0]


def test_a_receipt_is_checked_with_the_small_program_alone(client, year):
    receipt = client.get(f"/log/facts/{ROW + 1}").content.decode()
    keys = client.get("/log/keys").content.decode().split("\n")
    assert offline.verify(receipt, keys[:1]) == '{"n":1,"v":1}'
    with pytest.raises(ValueError, match="not in that log"):
        offline.verify(receipt.replace("index 1", "index 2"), keys[:1])


def test_a_row_that_is_not_in_the_log_has_no_receipt(client, year):
    assert client.get(f"/log/facts/{ROW + 9}").status_code == 404


def test_tiles_and_checkpoint_are_served_with_their_times_of_keeping(client, year):
    note = client.get(f"/log/{year}/checkpoint")
    tile = client.get(f"/log/{year}/tile/0/000.p/3")
    assert note.content.decode() == log.checkpoint(year)
    assert "immutable" in tile["Cache-Control"]
    assert len(tile.content) == 96
    assert client.get(f"/log/{year}/tile/0/000").status_code == 404


def test_another_log_is_cosigned_or_told_why_not(client, year):
    body = f"old 0\n\n{log.checkpoint(year)}"
    asked = lambda: client.post("/log/add-checkpoint", body, content_type="text/plain")  # noqa: E731
    assert asked().status_code == 404
    log.watch(str(log.log_key(year)))
    assert asked().content.decode().startswith("— ")
    again = asked()
    assert (again.status_code, again.content, again["Content-Type"]) == (
        409,
        b"3\n",
        "text/x.tlog.size",
    )


def test_the_page_about_the_log_tells_how_it_stands(client, year):
    page = client.get("/log/").content.decode()
    assert f"<h2>{year}</h2>" in page
    assert '<dd class="num">3</dd>' in page
