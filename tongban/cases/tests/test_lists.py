"""Lists (待办与已办): in order of due date, a page at a time, counted by running sums."""

from datetime import date, timedelta

import pytest
from django.db import connection

from tongban.cases import api as cases
from tongban.cases.lists import left
from tongban.cases.tests import village as v
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger import api as ledger


@pytest.fixture
def coin(village):
    return village.officers["COIN"]


def gifts(village, days):
    """Gifts handed in so many days after Monday, in this order."""
    return [
        v.of(v.hand_in(village, "COIN-GIFT", at=v.AT + timedelta(days=one)), "COIN-GIFT")
        for one in days
    ]


def test_what_is_due_first_stands_first(village, coin):
    third, first, second = gifts(village, [2, 0, 1])
    rows = cases.inbox("COIN", actor=coin, at=v.AT).rows
    assert [one.number for one in rows] == [first.number, second.number, third.number]
    assert (rows[0].task, rows[0].due, rows[0].left) == ("intake", date(2026, 3, 9), 5)
    assert (rows[0].name.zh, rows[0].applicant_name) == ("发贺金", "林晓舟")


def test_pages_follow_one_another_and_end(village, coin):
    numbers = [one.number for one in gifts(village, [0, 1, 2])]
    first = cases.inbox("COIN", actor=coin, limit=2, at=v.AT)
    rest = cases.inbox("COIN", actor=coin, limit=2, after=first.after, at=v.AT)
    assert [one.number for one in (*first.rows, *rest.rows)] == numbers
    assert rest.after is None


def test_the_counts_follow_every_step(village, coin):
    one, _ = gifts(village, [0, 1])
    assert cases.inbox("COIN", actor=coin).counts == {"intake": 2}
    cases.take_in(one.number, actor=coin, at=v.AT)
    assert cases.inbox("COIN", actor=coin).counts == {"intake": 1, "decide": 1}
    v.grant(village, one)
    assert cases.inbox("COIN", actor=coin).counts == {"intake": 1}


def test_what_is_decided_moves_to_the_finished_newest_first(village, coin):
    one, two = gifts(village, [0, 1])
    v.grant(village, one)
    v.refuse(village, two, at=v.AT + timedelta(days=1))
    assert cases.inbox("COIN", actor=coin).rows == ()
    rows = cases.done("COIN", actor=coin, at=v.AT).rows
    assert [(row.number, row.status) for row in rows] == [
        (two.number, "refused"), (one.number, "granted"),
    ]  # fmt: skip


def test_an_agency_sees_only_its_own(village):
    gifts(village, [0])
    assert cases.inbox("BOOK", actor=village.officers["BOOK"]).rows == ()


def test_a_case_waiting_for_its_applicant_is_not_the_agencys_work(village, coin):
    (one,) = gifts(village, [0])
    cases.request_supplement(one.number, gaps={"applicant.bank": "账号不对。"}, actor=coin, at=v.AT)
    assert cases.inbox("COIN", actor=coin).rows == ()
    cases.supplement(
        one.number, answers={"applicant.bank": "6222021001116245702"}, actor=village.me, at=v.AT
    )
    assert cases.inbox("COIN", actor=coin).rows[0].supplemented


def test_days_left_fall_below_zero_once_it_is_overdue():
    calendar = WorkingCalendar()
    assert left(date(2026, 3, 9), date(2026, 3, 2), calendar) == 5
    assert left(date(2026, 3, 2), date(2026, 3, 2), calendar) == 0
    assert left(date(2026, 3, 2), date(2026, 3, 4), calendar) == -2
    assert left(None, date(2026, 3, 4), calendar) is None


def test_my_applications_come_newest_first(village):
    first, second = v.hand_in(village, "COIN-GIFT"), v.hand_in(village)
    found = cases.applications(village.mother.id, actor=village.me)
    assert [one.id for one in found] == [second.id, first.id]
    assert found[0].title.zh == "家里添了孩子"
    assert found[1].title.zh == "发贺金"


def test_a_page_of_the_inbox_costs_a_handful_of_queries(
    village, coin, django_assert_max_num_queries
):
    gifts(village, [0, 1, 2, 3])
    cases.inbox("COIN", actor=coin)
    # Two ask which revision it is, kept half a second elsewhere.
    with django_assert_max_num_queries(8):
        cases.inbox("COIN", actor=coin)


def test_my_applications_cost_a_handful_of_queries(village, django_assert_max_num_queries):
    for _ in range(3):
        v.hand_in(village)
    with django_assert_max_num_queries(8):
        cases.applications(village.mother.id, actor=village.me)


def test_my_drafts_cost_as_many_queries_as_one(village, django_assert_max_num_queries):
    for _ in range(4):
        v.begin(village)
    with django_assert_max_num_queries(6):
        found = cases.drafts(village.mother.id, actor=village.me)
    assert [len(one.attachments) for one in found] == [1, 1, 1, 1]


def test_a_case_whose_work_was_lost_is_named(village):
    matter = v.of(v.hand_in(village), "COIN-GIFT")
    ids = [one.id for one in ledger.work(matter.case)]
    with connection.cursor() as cursor:
        cursor.execute("delete from ledger_task where id = any(%s)", [ids])
    (said,) = cases.replays(matter.case)
    assert said.startswith("work: [] is open")
