"""Rebuilding: whatever is stored beside the events can be lost, and made again from them."""

import pytest
from django.db import connection

from tongban.ledger import api, rebuilding
from tongban.ledger.api import Task
from tongban.ledger.tests.conftest import AT, event, head, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("projected")]


@pytest.fixture
def projected(monkeypatch):
    """Streams that begin with test.Opened are open under the number in their last event."""
    monkeypatch.setattr(rebuilding, "_projectors", {})
    monkeypatch.setattr(rebuilding, "_kinds", {})

    @api.projector("case", begins=("test.Opened",))
    def project(stream, events):
        return head(label=f"{len(events)}"), [Task(0, "SC", "decide", AT, {"n": len(events)})]


@pytest.fixture
def written(stream):
    task = Task(0, "SC", "decide", AT, {"n": 1})
    api.append(write(stream, events=[event("test.Opened")], now=head(label="1"), open=[task]))
    return stream


def harm(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_follows_from_the_events_is_left_alone(written):
    found = api.rebuild("heads")
    assert (found.checked, found.differing, found.mended) == (1, 0, True)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from ledger_stream",
        "update ledger_stream set label = 'x', version = 7",
        "delete from ledger_task",
        "update ledger_task set queue = 'XX'",
    ],
)
def test_what_was_lost_or_spoilt_is_made_again(written, statement):
    before = (api.head(written), [one[0].kind for one in api.tasks(queue="SC").items])
    harm(statement)
    assert api.rebuild("heads", mend=False).differing == 1
    assert api.rebuild("heads").differing == 1
    assert api.rebuild("heads").differing == 0
    api.rebuild("counters")
    assert (api.head(written), [one[0].kind for one in api.tasks(queue="SC").items]) == before
    assert api.counts("SC") == {"decide": 1}


def test_counters_are_put_right_by_one_more_step(written):
    harm("insert into ledger_counter values ('SC', 'decide', 1, 5, 1)")
    assert api.counts("SC") == {"decide": 6}
    assert api.rebuild("counters").examples == ["SC decide: 6 counted, 1 open"]
    assert api.counts("SC") == {"decide": 1}


def test_every_read_model_has_a_name():
    assert {"heads", "counters", "measures", "licences"} <= set(api.rebuildable())
