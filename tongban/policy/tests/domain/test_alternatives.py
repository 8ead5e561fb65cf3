"""Another way when a branch is refused (另一条路), and the days of a plan (时间安排)."""

from datetime import date

from tongban.kernel.calendar import WorkingCalendar
from tongban.policy.api import schedule
from tongban.policy.tests.books import book, event, item, planned, service, stages

ADULT = {"parties": {"applicant": 1}}
TWO_WAYS = (
    service("NEAR", gives="L1", days=5),
    service("FAR", gives="L1", requires=["L2"], visits=1, papers=1, days=3),
    service("PAPER", gives="L2", visits=1, days=2),
    service("USE", requires=["L1"], days=4),
)


def test_the_way_with_fewest_visits_is_taken_and_the_other_is_named_with_its_cost():
    found = planned(book(*TWO_WAYS), "USE", **ADULT)
    assert stages(found) == [["NEAR"], ["USE"]]
    (other,) = found.alternatives
    assert (other.instead_of, other.services) == ("NEAR", ("PAPER", "FAR"))
    assert (other.cost.visits, other.cost.papers, other.cost.days) == (2, 1, 5)
    assert other.why.zh
    assert other.why.en


def test_when_a_branch_is_refused_the_plan_goes_the_other_way():
    found = planned(book(*TWO_WAYS), "USE", refused=frozenset({"NEAR"}), **ADULT)
    assert stages(found) == [["PAPER"], ["FAR"], ["USE"]]
    assert found.reachable


def test_a_goal_that_was_refused_is_replaced_by_what_gives_the_same_result():
    found = planned(book(*TWO_WAYS), "NEAR", refused=frozenset({"NEAR"}), **ADULT)
    assert stages(found) == [["PAPER"], ["FAR"]]
    assert [one.code for one in found.findings] == ["policy.other-way"]
    assert "办NEAR" in found.services[1].why.zh


def test_a_refused_goal_without_another_way_is_named_and_the_plan_is_unreachable():
    found = planned(book(*TWO_WAYS), "USE", refused=frozenset({"USE"}), **ADULT)
    assert (found.services, found.reachable) == ((), False)
    assert [one.code for one in found.findings] == ["policy.refused"]


def test_a_refused_option_is_out_and_asks_for_nothing():
    made = book(service("A"), service("B"), events=[event(item("A"), item("B", required=False))])
    found = planned(made, refused=frozenset({"B"}), **ADULT)
    assert (stages(found), found.optional[0].included, found.reachable) == ([["A"]], False, True)


CALENDAR = WorkingCalendar(holidays={date(2026, 5, 1)}, published_years={2026})


def timed(*services, start=date(2026, 4, 27)):
    made = book(*services)
    return schedule(planned(made), made, start=start, calendar=CALENDAR)


def test_the_days_run_over_weekends_and_holidays_and_the_critical_path_is_marked():
    found = timed(
        service("A", gives="L1", days=3),
        service("B", days=1),
        service("C", requires=["L1"], days=2),
    )
    assert found.ends == date(2026, 5, 5)
    days = {one.key: (one.begins, one.due, one.slack) for one in found.steps}
    assert days["A"] == (date(2026, 4, 27), date(2026, 4, 30), 0)
    assert days["C"] == (date(2026, 4, 30), date(2026, 5, 5), 0)
    assert days["B"] == (date(2026, 4, 27), date(2026, 4, 28), 4)
    assert found.critical == ("A", "C")


def test_calendar_days_are_counted_as_such_and_later_years_are_provisional():
    found = timed(service("A", days=7, unit="calendar_day"), start=date(2026, 12, 28))
    assert (found.ends, found.provisional) == (date(2027, 1, 4), True)


def test_no_day_is_invented_after_a_service_without_a_published_limit():
    found = timed(service("A", gives="L1"), service("B", requires=["L1"], days=2))
    assert found.ends is None
    assert [(one.begins, one.due) for one in found.steps] == [
        (date(2026, 4, 27), None),
        (None, None),
    ]
    assert found.critical == ()
