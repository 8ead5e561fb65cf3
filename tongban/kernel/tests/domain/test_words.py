"""Ids, time, text, problems, actors: the small words every room shares."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Allowed, Refused
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


@given(some.integers(0, ids.SHARDS - 1))
def test_an_id_carries_its_shard(shard):
    assert ids.shard_of(ids.new(shard)) == shard


def test_ids_grow_and_never_repeat():
    made = [ids.new(7) for _ in range(10_000)]
    assert made == sorted(set(made))


def test_ids_grow_when_the_clock_is_set_back(monkeypatch):
    first, an_hour_ago = ids.new(7), ids.time.time() - 3600
    monkeypatch.setattr(ids.time, "time", lambda: an_hour_ago)
    assert ids.new(7) > first


@pytest.mark.parametrize("shard", [-1, ids.SHARDS])
def test_a_shard_that_does_not_exist_is_refused(shard):
    with pytest.raises(ValueError, match="outside"):
        ids.new(shard)


def test_an_id_fits_the_database_and_tells_when_it_was_made():
    made = ids.new(1023)
    assert 0 < made < 2**63
    assert abs((ids.made_at(made) - datetime.now(UTC)).total_seconds()) < 10


def test_a_drawn_shard_exists():
    assert {ids.draw_shard() // ids.SHARDS for _ in range(100)} == {0}


def test_the_day_changes_at_midnight_of_the_city():
    assert time.city_date(datetime(2026, 4, 9, 15, 59, tzinfo=UTC)) == date(2026, 4, 9)
    assert time.city_date(datetime(2026, 4, 9, 16, 0, tzinfo=UTC)) == date(2026, 4, 10)


def test_a_day_begins_and_ends_within_itself():
    day = date(2026, 4, 10)
    assert time.city_date(time.start_of(day)) == day == time.city_date(time.end_of(day))
    assert time.now().tzinfo is UTC


def test_an_instant_without_a_zone_has_no_day():
    with pytest.raises(ValueError, match="time zone"):
        time.city_date(datetime(2026, 4, 9))  # noqa: DTZ001


def test_text_falls_back_to_chinese():
    assert Text("户口", "household").in_("en-gb") == "household"
    assert Text("户口").in_("en") == "户口"
    assert str(Text("户口", "household")) == "户口"


def test_a_problem_says_what_and_what_to_do():
    class Late(Problem):
        code = "test.late"
        words = Text("过期了。", "It is late.")
        advice = Text("请重新申请。", "Apply again.")

    assert str(Late("开店")) == "过期了。开店 请重新申请。"
    assert Late().said("en") == "It is late. Apply again."


def test_answers_carry_their_reason():
    assert Allowed("own")
    assert not Refused("no post")
    assert SYSTEM.to_json()["kind"] == "system"
