"""Measures (指标): they follow from the log, open to their cases, and equal a slow recount."""

import random
from datetime import timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.oversight.domain.measures import MEASURES
from tongban.oversight.models import CaseRow, DemandRow, RatingRow
from tongban.voice import api as voice


def value(figures, name):
    return next(one for one in figures if one.measure.id == name)


def gift(village, at=v.AT):
    return v.hand_in(village, "COIN-GIFT", at=at).matters[0]


def year(village, seed):
    """A seeded crowd of cases of all fates, handed to the listeners as a worker would."""
    dice = random.Random(seed)
    for no in range(8):
        at = v.AT + timedelta(days=no)
        matter = gift(village, at)
        coin = village.officers["COIN"]
        if dice.random() < 0.3:
            cases.request_supplement(
                matter.number, gaps={"applicant.bank": "请核对卡号"}, actor=coin, at=at + timedelta(days=dice.choice([1, 2]))
            )  # fmt: skip
        elif dice.random() < 0.2:
            cases.withdraw(matter.number, reason="不办了", actor=village.me, at=at)
        else:
            cases.take_in(matter.number, actor=coin, at=at + timedelta(hours=3))
            late = at + timedelta(days=dice.choice([2, 20]))
            if dice.random() < 0.8:
                dice.choice([v.grant, v.refuse])(village, matter, late)
        if dice.random() < 0.5:
            v.settle_all()
    v.settle_all()


def recount():
    """Count slowly from the events alone, with nothing of the code that is judged."""
    calendar_days = 10  # what the village gives its coin office
    told = dict.fromkeys(("filed", "decided", "in_time", "timed", "noticed", "kept", "waiting"), 0)
    for page in ledger.log(types=("cases.Filed",)):
        for filed in page:
            case = next(int(ref.id) for ref in filed.objects if ref.role == "case")
            log = ledger.events(case)
            told["filed"] += 1
            kinds = [one.type for one in log]
            notices = kinds.count("cases.SupplementRequested")
            told["noticed"] += notices > 0
            first = next((one for one in log if one.type == "cases.SupplementRequested"), None)
            if first and notices == 1:
                days = agencies_between(filed, first)
                told["kept"] += days <= 5
            if "cases.Decided" in kinds:
                told["decided"] += 1
                told["timed"] += 1
                taken = next(one for one in log if one.type == "cases.Accepted")
                made = next(one for one in log if one.type == "cases.Decided")
                spent = (city_date(made.at) - city_date(taken.at)).days
                told["in_time"] += spent <= calendar_days
                told["waiting"] += int((log[1].at - log[0].at).total_seconds())
    return told


def agencies_between(first, last):
    from tongban.agencies import api as agencies

    return agencies.calendar().between(city_date(first.at), city_date(last.at))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_prepared_figures_equal_a_slow_recount_from_the_events(village, seed):
    year(village, seed)
    told, figures = recount(), oversight.figures(actor=village.supervisor)
    assert value(figures, "filed").top == told["filed"] == 8
    assert value(figures, "decided").top == told["decided"]
    in_time = value(figures, "in_time")
    assert (in_time.top, in_time.bottom) == (told["in_time"], told["timed"])
    notice = value(figures, "one_notice")
    assert (notice.top, notice.bottom) == (told["kept"], told["noticed"])
    rows = CaseRow.objects.filter(decided=1)
    assert sum(one.waiting_s for one in rows) == told["waiting"]
    assert oversight.figures(actor=village.supervisor) == figures
    assert ledger.rebuild("measures", mend=False).differing == 0


def test_every_measure_says_in_words_what_it_divides():
    assert [one.id for one in MEASURES.values() if len(one.words.zh) < 8 or not one.words.en] == []
    for about, row in (("case", CaseRow), ("demand", DemandRow), ("rating", RatingRow)):
        columns = {one.name for one in row._meta.get_fields()}
        named = {
            name
            for one in MEASURES.values()
            if one.about == about
            for name in (one.top, one.bottom, one.shows)
            if name
        }
        assert named <= columns


def test_a_lost_row_is_made_anew_from_the_events(village):
    year(village, 4)
    before = oversight.figures(actor=village.supervisor)
    CaseRow.objects.all()[:1].get().delete()
    assert ledger.rebuild("measures", mend=False).differing == 1
    ledger.rebuild("measures")
    assert oversight.figures(actor=village.supervisor) == before


def test_a_figure_opens_to_the_cases_that_failed_it(village):
    late, early = gift(village), gift(village)
    for matter, days in ((late, 20), (early, 2)):
        cases.take_in(matter.number, actor=village.officers["COIN"], at=v.AT)
        v.grant(village, matter, v.AT + timedelta(days=days))
    v.settle_all()
    opened = oversight.counted("in_time", actor=village.supervisor)
    assert [one.number for one in opened] == [late.number]
    of_agency = oversight.by("in_time", of="agency", actor=village.supervisor)
    assert [(one.of, one.value) for one in of_agency] == [("COIN", 0.5)]


def test_what_was_asked_although_held_stands_on_the_breach_list(village):
    source = facts.Source("register", holder="COIN")
    facts.record(village.mother.id, {"bank": "6222021001116245702"}, source=source, actor=SYSTEM,
                 at=v.AT - timedelta(days=9))  # fmt: skip
    matter = gift(village)
    v.settle_all()
    assert value(oversight.figures(actor=village.supervisor), "asked_held").top == 0
    facts.record(
        village.mother.id, {"bank": "1"}, source=facts.Source("person"), actor=SYSTEM, at=v.AT
    )
    said = facts.record(
        village.mother.id, {"bank": "6222021001116245702"}, source=facts.Source("person"),
        actor=SYSTEM, at=v.AT,
    )  # fmt: skip
    assert facts.asked_of(said.values()) == {said["bank"]: True}
    assert oversight.counted("asked_held", actor=village.supervisor) == []
    assert matter.number


def test_causes_of_return_are_counted_by_gap(village):
    matter = gift(village)
    cases.request_supplement(
        matter.number, gaps={"applicant.bank": "卡号不对"}, actor=village.officers["COIN"], at=v.AT
    )
    v.settle_all()
    assert oversight.causes(actor=village.supervisor) == [("applicant.bank", 1)]
    found = oversight.counted("returned", cause="applicant.bank", actor=village.supervisor)
    assert [one.number for one in found] == [matter.number]


def test_only_a_supervisor_and_the_agencys_head_see_measures(village):
    year(village, 5)
    part = oversight.Part(agency="COIN")
    assert oversight.figures(actor=village.head, part=part)
    for who, where in ((village.head, oversight.Part()), (village.me, part), (village.clerk, part)):
        with pytest.raises(oversight.NotASupervisor):
            oversight.figures(actor=who, part=where)


def test_an_officers_figures_take_a_cause_and_are_for_the_head_and_the_officer(village):
    matter = gift(village)
    cases.take_in(matter.number, actor=village.officers["COIN"], at=v.AT)
    v.grant(village, matter, v.AT + timedelta(days=1))
    v.settle_all()
    officer = village.officers["COIN"].id
    with pytest.raises(oversight.NotASuperior):
        oversight.of_officer(officer, cause="好奇", actor=village.supervisor)
    with pytest.raises(oversight.CauseNeeded):
        oversight.of_officer(officer, cause=" ", actor=village.head)
    found = oversight.of_officer(officer, cause="信访件核查", actor=village.head)
    assert value(found, "decided").top == 1
    assert [cause for _, _, cause in oversight.looks(officer)] == ["信访件核查"]
    assert oversight.of_officer(officer, cause="", actor=village.officers["COIN"])
    assert len(oversight.looks(officer)) == 1


def test_ratings_are_measures_that_open_to_what_was_rated(village):
    numbers = []
    for level in (1, 5):
        matter = gift(village)
        cases.take_in(matter.number, actor=village.officers["COIN"], at=v.AT)
        v.grant(village, matter, v.AT + timedelta(days=1))
        rated = voice.rate(
            ledger.find_number(matter.number), level=level, actor=village.me, at=v.AT
        )
        numbers.append(matter.number)
    v.settle_all()
    found = oversight.figures(actor=village.supervisor)
    assert [value(found, one).value for one in ("rated", "satisfied", "level")] == [2, 0.5, 3]
    opened = oversight.counted("satisfied", actor=village.supervisor)
    assert [one.number for one in opened] == numbers[1:]
    voice.verify_rating(rated.id, true=False, found="查了，评的是另一件事", actor=SYSTEM, at=v.AT)
    voice.exclude_rating(
        rated.id, ground="mistaken", words="本人说点错了，有录音", actor=SYSTEM, at=v.AT
    )
    v.settle_all()
    found = oversight.figures(actor=village.supervisor)
    assert [value(found, one).value for one in ("rated", "satisfied")] == [1, 1.0]
    assert ledger.rebuild("ratings", mend=False).differing == 0
