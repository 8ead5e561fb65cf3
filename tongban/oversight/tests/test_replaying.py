"""Replay before publishing (先试后行): what a draft would have meant for past cases."""

from datetime import timedelta

import pytest

from tests.cast import CAST
from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM
from tongban.oversight import api as oversight

LIMIT = "time_limit: {statutory: {days: 10, unit: calendar_day}}"


@pytest.fixture
def past(village):
    """Two finished cases: one took one day, the other six."""
    for days in (1, 6):
        matter = v.hand_in(village, "COIN-GIFT").matters[0]
        cases.take_in(matter.number, actor=village.officers["COIN"], at=v.AT)
        v.grant(village, matter, v.AT + timedelta(days=days))
    v.settle_all()


def proposal(path, old, new, name="COIN-GIFT"):
    """The village's files with one change, as a proposal."""
    for file, text in v.files().items():
        said = text
        if file == f"{name}.yaml":
            said = text.replace('version: "2026-01-01"', 'version: "2026-03-02"').replace(old, new)
        (path / file).write_text(said)
    return catalogue.proposed_path(path)


def test_a_shorter_limit_names_the_cases_that_would_have_been_late(village, past, tmp_path):
    proposed = proposal(tmp_path, LIMIT, LIMIT.replace("10", "3"))
    found = oversight.replay(proposed, actor=village.supervisor, at=v.AT)
    assert (found.whole.cases, found.whole.counts["deadline"], found.whole.counts["late"]) == (
        2,
        2,
        1,
    )
    coin = found.whole.effects["COIN"]
    assert (coin.late_before, coin.late_after, coin.days) == (0, 1, -14)


def test_a_change_of_department_moves_its_workload(village, past):
    moves = {"COIN": "BOOK"}
    found = oversight.replay(
        oversight.moving(moves), moves=moves, actor=village.supervisor, at=v.AT
    )
    assert found.whole.counts["agency"] == 2
    assert (found.whole.effects["COIN"].after, found.whole.effects["BOOK"].after) == (0, 2)


def test_a_new_condition_is_judged_on_what_each_case_rested_on(village, past, tmp_path):
    old = "needs: [{fact: idno, from: L-ID}, {fact: bank}]"
    rule = "\nconditions:\n  - {text: 卡号已登记, test: {fact: bank, op: '==', value: x}}"
    found = oversight.replay(proposal(tmp_path, old, old + rule), actor=village.supervisor, at=v.AT)
    assert found.whole.counts["eligible"] == 2


def test_other_holidays_move_due_dates(village, tmp_path):
    matter = v.hand_in(village, "COIN-POST", answers={"applicant.note": "寄存"}).matters[0]
    cases.take_in(matter.number, actor=village.officers["COIN"], at=v.AT)
    v.grant(village, matter, v.AT + timedelta(days=1))
    v.settle_all()
    proposed = proposal(
        tmp_path, 'holidays: ["2026-05-01"]', 'holidays: ["2026-03-05"]', "calendar"
    )
    found = oversight.replay(proposed, actor=village.supervisor, at=v.AT)
    assert found.whole.counts["deadline"] == 1


def test_an_unchanged_city_differs_in_nothing(village, past, tmp_path):
    found = oversight.replay(proposal(tmp_path, "", "", "none"), actor=SYSTEM, at=v.AT)
    assert found.whole.cases == 0


def test_a_stranger_replays_nothing(village, past):
    agencies.find("COIN")
    moves = {"COIN": "BOOK"}
    with pytest.raises(cases.NotYours):
        oversight.replay(oversight.moving(moves), moves=moves, actor=village.me, at=v.AT)
    assert CAST.stranger
