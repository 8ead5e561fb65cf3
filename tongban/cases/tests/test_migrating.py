"""Versions in flight: what a new version means for open cases, tried before, done in bulk, undone."""

from datetime import date, timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.catalogue import api as catalogue
from tongban.exchange.notices import api as notices
from tongban.kernel.actors import SYSTEM

LATER = v.AT + timedelta(days=2)
NEWER = "2026-03-03"


def publish(tmp_path, *changes, service="COIN-GIFT"):
    """Publish a newer version of a service beside the old one."""
    files = v.files()
    text = files[f"{service}.yaml"].replace('version: "2026-01-01"', f'version: "{NEWER}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    for name, said in (files | {f"{service}.yaml": text}).items():
        (tmp_path / name).write_text(said, encoding="utf-8")
    catalogue.publish(tmp_path, actor=SYSTEM)


SHORTER = ("days: 10", "days: 6")
LONGER = ("days: 10", "days: 30")


def gift(village):
    """An open case of the old version, taken in."""
    number = v.of(v.hand_in(village), "COIN-GIFT").number
    return cases.take_in(number, actor=village.officers["COIN"], at=v.AT)


def test_a_preview_counts_and_changes_nothing(village, tmp_path):
    before = gift(village)
    publish(tmp_path, SHORTER)
    seen = cases.preview_move("COIN-GIFT", actor=SYSTEM, at=LATER)
    assert (seen.to, seen.carried, seen.asked, seen.kept) == (NEWER, 1, 0, 0)
    assert [one.kind for one in seen.changes["2026-01-01"]] == ["clock"]
    (example,) = seen.examples
    assert (example.number, example.due, example.due_after) == (
        before.number, before.due, before.due - timedelta(days=4),
    )  # fmt: skip
    assert cases.case(before.number, actor=village.me).due == before.due


def test_everything_moves_together_and_can_be_taken_back(village, tmp_path):
    before = gift(village)
    publish(tmp_path, SHORTER, ("needs: [", "needs: [{fact: note}, "))
    done = cases.migrate("COIN-GIFT", actor=SYSTEM, at=LATER)
    moved = cases.case(before.number, actor=village.me)
    assert (done.carried, moved.service.version) == (1, NEWER)
    assert moved.due == before.due - timedelta(days=4)
    assert_replays(moved.id)
    assert cases.migrate("COIN-GIFT", actor=SYSTEM, at=LATER).carried == 0
    back = cases.take_back_move(done.batch, reason="条文有误", actor=SYSTEM, at=LATER)
    restored = cases.case(before.number, actor=village.me)
    assert (back.carried, restored.service.version, restored.due) == (1, "2026-01-01", before.due)
    assert_replays(restored.id)


def test_the_applicant_is_told(village, tmp_path):
    before = gift(village)
    publish(tmp_path, SHORTER)
    cases.migrate("COIN-GIFT", actor=SYSTEM, at=LATER)
    v.settle_all()
    told = notices.told(village.mother.id)[0].body
    assert before.number in told
    assert NEWER in told


def test_a_later_day_needs_the_applicants_consent(village, tmp_path):
    before = gift(village)
    publish(tmp_path, LONGER)
    assert cases.migrate("COIN-GIFT", actor=SYSTEM, at=LATER).asked == 1
    assert cases.case(before.number, actor=village.me).due == before.due
    with pytest.raises(cases.NotYours):
        cases.answer_move(before.number, agreed=True, actor=village.nobody, at=LATER)
    moved = cases.answer_move(before.number, agreed=True, actor=village.me, at=LATER)
    assert (moved.service.version, moved.due) == (NEWER, before.due + timedelta(days=20))
    assert_replays(moved.id)


def test_who_stays_with_the_old_rules_is_not_asked_again(village, tmp_path):
    before = gift(village)
    publish(tmp_path, LONGER)
    cases.migrate("COIN-GIFT", actor=SYSTEM, at=LATER)
    cases.answer_move(before.number, agreed=False, actor=village.me, at=LATER)
    again = cases.migrate("COIN-GIFT", actor=SYSTEM, at=LATER)
    assert (again.asked, again.kept) == (0, 1)
    assert cases.case(before.number, actor=village.me).service.version == "2026-01-01"


def test_the_definition_may_forbid_a_kind_of_change(village, tmp_path):
    before = gift(village)
    limit = "time_limit: {statutory: {days: 10, unit: calendar_day}}"
    note = "procedure: {transition: {changes: {clock: forbid}, note: 老件老办法}}"
    publish(tmp_path, (limit, limit.replace("10", "6") + "\n" + note))
    assert cases.migrate("COIN-GIFT", actor=SYSTEM, at=LATER).kept == 1
    assert cases.case(before.number, actor=village.me).due == before.due


def test_nobody_but_a_designer_moves_cases(village):
    for who in (village.me, village.officers["COIN"], village.supervisor):
        with pytest.raises(cases.NotYours):
            cases.preview_move("COIN-GIFT", actor=who, at=LATER)


def test_finished_cases_are_played_again_under_a_proposal(village, tmp_path):
    from dataclasses import replace

    from tongban.catalogue.domain.model import Days

    number = gift(village).number
    cases.decide(
        number, outcome="granted", actor=village.officers["COIN"], at=v.AT + timedelta(days=4)
    )
    proposed = replace(catalogue.service("COIN-GIFT"), statutory=Days(2, "calendar_day"))
    found = cases.replay(proposed, actor=SYSTEM)
    assert (found.cases, found.counts["deadline"], found.counts["late"]) == (1, 1, 1)
    assert found.examples["late"][0].due_after == date(2026, 3, 4)


# Draws


def test_a_draw_can_be_checked_by_anybody(village):
    number = gift(village).number
    coin = village.officers["COIN"]
    told = cases.announce_draw(
        number, what="抽查检查人员", candidates=["甲", "乙", "丙"], count=2, actor=coin, at=v.AT
    )
    assert (told.secret, told.drawn, told.holds) == ("", (), None)
    made = cases.make_draw(
        number, told.key, public="20260303-0417", source="福利彩票 26025 期", actor=coin, at=LATER
    )
    assert made.holds
    check = {
        "commitment": told.commitment, "secret": made.secret, "public": made.public,
        "candidates": told.candidates,
    }  # fmt: skip
    assert cases.verify_draw(drawn=made.drawn, **check)
    assert not cases.verify_draw(drawn=tuple(reversed(made.drawn)), **check)
    with pytest.raises(cases.NoSuchDraw):
        cases.make_draw(number, told.key, public="x", source="y", actor=coin, at=LATER)


def test_a_draw_of_more_than_there_are_or_of_doubles_is_refused(village):
    number = gift(village).number
    for candidates, count in ((["甲"], 2), (["甲", "甲"], 1), (["甲"], 0)):
        with pytest.raises(cases.DrawImpossible):
            cases.announce_draw(
                number, what="抽查", candidates=candidates, count=count,
                actor=village.officers["COIN"], at=v.AT,
            )  # fmt: skip
