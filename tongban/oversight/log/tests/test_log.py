"""Every row has one place, every place can be proved, and whoever touches a file is found."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.stamps import Stamp
from tongban.exchange.registry import stamps
from tongban.kernel.leaves import Leaf
from tongban.kernel.time import now
from tongban.oversight.log import api as log
from tongban.oversight.log import stamping, store
from tongban.oversight.log.files import files

NONE = timedelta(0)
pytestmark = pytest.mark.django_db


def grow():
    done = log.integrate(at=now() + timedelta(seconds=1), margin=NONE)
    log.publish()
    return done


def year():
    return log.years()[0]


def test_every_row_is_proved_by_a_receipt_that_needs_nobody(room):
    rows = room.act(300) + (grow() and room.act(7))
    assert grow() == 7
    for row in rows[::31]:
        found = log.Receipt.parse(str(log.receipt("room", row)))
        found.verify(log.log_key(year()))
        assert str(row) in found.data.decode()


def test_a_row_that_is_not_in_yet_has_no_receipt(room):
    (row,) = room.act()
    with pytest.raises(log.NotInLog):
        log.receipt("room", row)


def test_nothing_new_makes_nothing_new(room):
    room.act(3)
    assert (grow(), grow()) == (3, 0)
    assert log.publish() == []


def test_a_row_of_just_now_waits_for_those_that_may_come_before_it(room):
    room.act()
    assert log.integrate(margin=timedelta(seconds=2)) == 0
    assert log.integrate(at=now() + timedelta(seconds=3)) == 1


def test_a_step_that_died_before_it_was_committed_is_done_anew(room, monkeypatch):
    room.act(260)
    grow()
    room.act(300)
    with monkeypatch.context() as dying:
        dying.setattr(store, "grow", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log.integrate(at=now() + timedelta(seconds=1), margin=NONE)
    room.act(5)
    assert grow() == 305
    found = log.verify()
    assert (found.size, found.findings) == (565, [])


def test_the_whole_log_is_worked_out_again(room):
    room.act(600)
    grow()
    found = log.verify()
    assert found.consistent
    assert (found.size, found.root) == (600, store.tree(year()).root)


def entry_file(number=0):
    return next((files(year()).folder / "tile/entries").glob(f"{number:03d}*"))


def test_a_leaf_removed_from_the_files_is_named(room):
    rows = room.act(300)
    grow()
    path = entry_file()
    path.write_bytes(path.read_bytes().replace(str(rows[7]).encode(), b"0" * len(str(rows[7]))))
    found = log.verify()
    assert not found.consistent
    assert {(one["what"], one.get("row")) for one in found.findings} >= {
        ("leaf changed", str(rows[7])),
        ("row changed", str(rows[7])),
    }


def test_a_row_removed_from_the_tables_is_named(room):
    room.act(5)
    grow()
    third = sorted(room.rows)[2]
    del room.rows[third]
    (finding,) = log.verify().findings
    assert (finding["what"], finding["row"], finding["index"]) == ("row removed", str(third), 2)


def test_a_row_whose_key_is_deleted_is_no_finding_and_one_that_says_otherwise_is(room):
    first, second = sorted(room.act(2))
    for row in (first, second):
        room.rows[row] = Leaf(row, "intent", {"v": 1, "subject": "5f", "agency": "A"})
    grow()
    room.rows[first] = Leaf(first, "intent", {"v": 1, "subject": "", "agency": "A"})
    room.rows[second] = Leaf(second, "intent", {"v": 1, "subject": "5f", "agency": "B"})
    (finding,) = log.verify().findings
    assert (finding["what"], finding["row"]) == ("row changed", str(second))


def test_a_row_that_never_came_in_is_named(room):
    room.act(5)
    grow()
    late = min(room.rows) - 1
    room.rows[late] = Leaf(late, "intent", {"v": 1})
    assert [one["what"] for one in log.verify().findings] == ["row without leaf"]


def test_damaged_files_stop_the_log_instead_of_going_on(room):
    room.act(5)
    grow()
    path = next((files(year()).folder / "tile/0").glob("000.p/*"))
    path.write_bytes(bytes(len(path.read_bytes())))
    room.act()
    with pytest.raises(log.LogDamaged):
        grow()


def test_only_what_a_witness_has_seen_is_published(room, witness):
    log.add_witness(str(log.witness_key()), "http://witness.example")
    room.act(3)
    grow()
    assert log.checkpoint(year()) is None
    log.watch(str(log.log_key(year())))
    log.publish()
    receipt = log.receipt("room", min(room.rows))
    receipt.verify(log.log_key(year()), [log.witness_key()], least=1)


def test_a_witness_refuses_a_tree_without_a_leaf_and_an_old_receipt_exposes_it(room, witness):
    log.add_witness(str(log.witness_key()), "http://witness.example")
    room.act(3)
    grow()
    log.watch(str(log.log_key(year())))
    log.publish()
    old = log.receipt("room", min(room.rows))
    rewrite_without_first(room)
    room.act(4)
    grow()
    assert witness[-1].status == 422
    assert [one.what for one in log.incidents_listed()] == ["witness-refused"]
    assert log.checkpoint(year()) == str(old.note)
    assert "checkpoint differs" in {one["what"] for one in log.verify().findings}


def rewrite_without_first(room):
    """Do what a dishonest operator would: take a leaf out and make files and tables fit again."""
    from tongban.oversight.log.models import EntryRow, SourceRow, TreeRow

    del room.rows[min(room.rows)]
    for table in (EntryRow, SourceRow, TreeRow):
        table.objects.all().delete()
    log.integrate(at=now() + timedelta(seconds=1), margin=NONE)


def test_the_files_are_served_as_far_as_they_are_published(room):
    room.act(300)
    grow()
    assert len(log.tile(year(), "0/000")) == 256 * 32
    assert len(log.tile(year(), "0/001.p/44")) == 44 * 32
    for path in ("0/001.p/45", "0/001", "0/002.p/1", "../secret", "0/1", "entries/001.p/45"):
        assert log.tile(year(), path) is None


@dataclass(frozen=True)
class Authority:
    """Stands in for two authorities that stamp, or that have stopped their clocks."""

    addresses: tuple[str, ...] = ("http://one.example", "http://two.example")
    at: datetime | None = None

    def stamp(self, data):
        return [Stamp(self.at, one, data) for one in self.addresses] if self.at else []


def test_a_frozen_time_stamp_authority_stops_what_is_personal_and_says_why(room, monkeypatch):
    room.act()
    grow()
    begun = now()
    monkeypatch.setattr(stamping, "Authorities", lambda *_: Authority(at=begun))
    assert stamping.stamp() == 2
    monkeypatch.setattr(stamping, "Authorities", lambda *_: Authority())
    assert stamping.stamp() == 0
    assert log.last_stamp() == begun
    stamps.check(begun + timedelta(hours=3, minutes=59))
    with pytest.raises(ExchangeProblem) as caught:
        stamps.check(begun + timedelta(hours=4, minutes=1))
    assert caught.value.type == "log.timestamp_overdue"
    stamps.forget()
