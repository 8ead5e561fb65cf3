"""A government that changes: two agencies become one and a power goes to the districts, and back.

The journey is the bench's (`tongban bench structure`, 1,000 open cases, a worker killed by the
system); here is a sample of it, with everything else that must resolve on both sides of the day.
"""

import json
from datetime import timedelta

import pytest

from bench import structure as trial
from tests import staffing
from tests.cast import CAST
from tongban.agencies import api as agencies
from tongban.agencies.api import Power
from tongban.cases import api as cases
from tongban.cases import structure as of_cases
from tongban.catalogue import api as catalogue
from tongban.cli import main
from tongban.exchange import api as exchange
from tongban.exchange.domain.grants import SharingPurpose, Terms
from tongban.exchange.registry import members, publishing, snapshot
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.oversight import api as oversight
from tongban.oversight import structure
from tongban.people import api as people

CASES, DEMANDS = 36, 9
USCC = "11350100TB0000028J"
TODAY = time.city_date(time.now())
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def town(staffed):
    """Officers at their posts, cases and demands under way; how each stands."""
    streams, demands = trial.seed(CASES, DEMANDS)
    return staffed, streams, demands, trial.standing(streams, demands)


def carried_out():
    trial.publish(trial.said(TODAY))
    agencies.carry_out()


def taken_back():
    trial.publish(trial.said(TODAY, back=TODAY))
    agencies.carry_out()


def test_on_the_day_everything_open_lies_with_whoever_is_competent_and_keeps_its_clock(town):
    _, streams, demands, before = town
    carried_out()
    after = trial.standing(streams, demands)
    assert trial.differing(before, after, trial.expected(streams, demands, before)) == []
    assert not ledger.rebuild("heads", mend=False).differing
    agencies.carry_out()
    assert trial.standing(streams, demands) == after


def test_what_dies_in_the_middle_goes_on_where_it_was(town, monkeypatch):
    _, streams, demands, before = town
    monkeypatch.setattr(of_cases, "BATCH", 10)
    bulk, batches = of_cases.bulk.change, []

    def dies(*given, **more):
        bulk(*given, **more)
        batches.append(1)
        if len(batches) == 2:  # in the middle of the second batch, nothing of which is kept
            raise KeyboardInterrupt

    monkeypatch.setattr(of_cases.bulk, "change", dies)
    with pytest.raises(KeyboardInterrupt):
        carried_out()
    moved = {one.part: one.done for one in agencies.shift()}
    assert 0 < moved["cases"] < CASES
    agencies.carry_out()
    after = trial.standing(streams, demands)
    assert trial.differing(before, after, trial.expected(streams, demands, before)) == []


def test_taken_back_the_same_day_everything_is_home_and_what_happened_stays_true(town):
    staffed, streams, demands, before = town
    carried_out()
    later, _ = trial.seed(3, 0)
    agencies.carry_out()
    taken_back()
    home = {stream: was[1] for stream, was in before.items()}
    assert trial.differing(before, trial.standing(streams, demands), home) == []
    told = [one.type for one in ledger.events(streams[0])]
    assert told.count("cases.Transferred") == 2
    assert {one[1] for one in trial.standing(later, []).values()} == {"GA-HJ", "GA-CRJ", "CG"}
    assert [one.agency for one in agencies.posts(staffed.reviewer.pk)] == ["GA-HJ"]


def test_officers_go_with_their_powers_even_before_the_worker_has_moved_them(town):
    staffed, streams, _, _ = town
    officer = staffing.people.actor_of(staffed.reviewer, capacity="reviewer", agency="GA-HJ")
    trial.publish(trial.said(TODAY))
    assert [one.agency for one in agencies.posts(staffed.reviewer.pk)] == [trial.NEW]
    assert agencies.may(officer, "decide", agency="GA-HJ")
    assert agencies.may(officer, "decide", agency=trial.NEW)
    agencies.carry_out()
    assert agencies.staff("GA-HJ") == ()
    assert staffed.reviewer.pk in {one.account for one in agencies.staff(trial.NEW)}
    assert cases.case(streams[0], actor=SYSTEM).agency == trial.NEW


def test_a_case_says_whom_to_ask_now_and_why(town):
    _, streams, _, _ = town
    assert cases.case(streams[0], actor=SYSTEM).whom is None
    trial.publish(trial.said(TODAY))
    for moved in (False, True):
        if moved:
            agencies.carry_out()
        whom = cases.case(streams[0], actor=SYSTEM).whom
        assert (whom.name.zh, whom.since) == ("人口服务管理局", TODAY)
        assert whom.was.zh == catalogue.agency_name("GA-HJ").zh
        assert "第七十九条" in whom.why


def test_past_days_are_read_in_the_structure_of_their_day(town):
    del town
    carried_out()
    power = Power("L-HUKOU", "GA-HJ")
    assert [agencies.competent(power, on=day) for day in (YESTERDAY, TODAY)] == ["GA-HJ", trial.NEW]
    then, now = catalogue.book(YESTERDAY), catalogue.book(TODAY)
    assert [one.services["GA-PASSPORT"].agency for one in (then, now)] == ["GA-CRJ", trial.NEW]
    assert now.data_services["DS-HUKOU"].agency == now.licences["L-HUKOU"].holder == trial.NEW
    assert now.agencies["GA-HJ"].heir == trial.NEW
    handled = {one.name for one in now.agencies[trial.NEW].duties.handles}
    assert handled >= {"户口和身份证办理", "护照和通行证办理"}


def test_a_date_is_corrected_before_it_comes(town):
    _, streams, demands, before = town
    trial.publish(trial.said(TODAY + timedelta(days=3), version=YESTERDAY))
    trial.publish(trial.said(TODAY + timedelta(days=9), version=TODAY))
    agencies.carry_out(time.now() + timedelta(days=4))
    assert trial.standing(streams, demands) == before
    assert agencies.shift() == ()


def booked(service):
    """Somebody has an appointment for a service in two days."""
    from tongban.cases.visits.models import BookingRow
    from tongban.kernel import ids

    shard = ids.draw_shard()
    BookingRow.objects.create(
        shard=shard, id=ids.new(shard), person=1, hall="HALL-CENTRE", line="A",
        begins=time.now() + timedelta(days=2), service=service, channel="web", state="booked",
        seq=1, made_at=time.now(),
    )  # fmt: skip


def test_the_preview_counts_what_the_day_then_moves(town, tmp_path):
    (tmp_path / "reform.yaml").write_text(trial.said(TODAY), encoding="utf-8")
    booked("GA-PASSPORT")
    booked("SJ-REG")
    seen = {one.kind: one for one in structure.preview_path(tmp_path).touched}
    carried_out()
    done = {one.part: one.done for one in agencies.shift()}
    for part in ("posts", "cases", "demands"):
        assert seen[part].count == done[part] > 0
    assert seen["clocks"].count == seen["cases"].count + seen["demands"].count
    assert seen["bookings"].count == 1
    names = {way.to_name.zh for way in seen["services"].ways}
    assert names == {"人口服务管理局", "各区：城市管理(市容环卫)部门"}
    del town


def test_the_command_line_previews_and_tells_how_far_it_is(town, tmp_path, capsys):
    (tmp_path / "reform.yaml").write_text(trial.said(TODAY), encoding="utf-8")
    code = main(["structure", "preview", str(tmp_path), "--json"])
    said = json.loads(capsys.readouterr().out)
    kinds = {one["kind"]: one["count"] for one in said["touched"]}
    assert (said["reorganisations"], kinds["cases"], code) == ([trial.REFORM], CASES, 1)
    carried_out()
    assert main(["structure", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reorganisations"][0]["state"] == "in_force"
    assert all(one["finished"] for one in told["parts"])
    del town


def test_figures_are_read_by_the_old_and_by_the_new_structure(town):
    _, streams, _, before = town
    carried_out()
    while ledger.drain(500):
        pass
    filed = {}
    for day in (YESTERDAY, TODAY):
        part = oversight.Part(structure=day)
        found = oversight.by("filed", of="agency", actor=SYSTEM, part=part)
        filed[day] = {one.of: one.top for one in found}
    third = CASES // 3
    assert filed[YESTERDAY] == {"GA-HJ": third, "GA-CRJ": third, "CG": third}
    assert filed[TODAY][trial.NEW] == 2 * third
    assert sum(filed[TODAY].values()) == len(streams) == sum(filed[YESTERDAY].values())
    assert {code.partition("-3")[0] for code in filed[TODAY]} == {trial.NEW, "CG"}
    of_one = oversight.Part("GA-HJ", structure=YESTERDAY)
    assert {one.of: one.top for one in oversight.by("filed", of="agency", actor=SYSTEM, part=of_one)} == {
        "GA-HJ": third
    }  # fmt: skip
    del before


def test_licences_keep_their_issuer_and_say_who_is_competent_now(town):
    del town
    holder = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    kind = catalogue.book().licences["L-HUKOU"]
    given = {"holder": holder.id, "attributes": {}, "actor": SYSTEM}
    old = licences.issue(kind, issuer_uscc=agencies.find("GA-HJ").uscc, **given)
    carried_out()
    new = licences.issue(
        catalogue.book().licences["L-HUKOU"], issuer_uscc=agencies.find(trial.NEW).uscc or USCC,
        replaces=old, **given,
    )  # fmt: skip
    for one, issuer, now in ((old, "GA-HJ", "人口服务管理局"), (new, trial.NEW, None)):
        checked = licences.verify(licences.token(one), on=TODAY)
        assert one.issuer == issuer
        assert (checked.competent.zh if checked.competent else None) == now
    taken_back()
    checked = licences.verify(licences.token(new), on=TODAY)
    assert checked.competent.zh == catalogue.agency_name("GA-HJ").zh


def test_agreements_pass_to_the_successor_and_back(town, settings, tmp_path):
    del town
    settings.HOME = tmp_path
    snapshot.forget()
    at = time.now()
    platform = members.enrol_ours(members.PLATFORM, Text("平台"), at=at)
    agency = members.enrol_ours("GA-HJ", Text("户政"), at=at)
    service = catalogue.book().data_services["DS-HUKOU"]
    row = publishing.register(publishing.card_of(service), member=str(agency), actor=SYSTEM, at=at)
    row.state = "active"
    row.save()
    purpose = SharingPurpose("PU-1", "核对户口", "duty", "户口登记条例 第四条", ("name",))
    name = f"{agency}/DS-HUKOU.v1"
    terms = Terms(str(platform), str(agency), name, ("name",), (purpose,), TODAY.isoformat())
    made = exchange.agree(terms, actor=SYSTEM)
    if made.state == "offered":
        exchange.countersign(made.id, actor=SYSTEM)
    for step, code in ((carried_out, trial.NEW), (taken_back, "GA-HJ")):
        step()
        (standing,) = exchange.agreements(state="active")
        assert standing.terms.provider == str(members.ours(code))
        assert standing.terms.purposes == (purpose,)
        assert set(exchange.signatures_of(standing).values()) == {True}
        found = snapshot.reread().newest("DS-HUKOU")
        assert found.member == str(members.ours(code))
    snapshot.forget()


INTO_ONE = """reorganisation: RO-INTO
version: "{since}"
since: "{since}"
{back}name: {{zh: 出入境并入户政, en: Exit and entry joins household}}
law:
  - {{law: 地方各级人民代表大会和地方各级人民政府组织法, article: 第七十九条, status: unverified}}
changes:
  - {{merge: [GA-CRJ], into: GA-HJ}}
"""


def demanded(agency, category):
    """Send a demand to an agency today, about a matter."""
    from tongban.kernel import ids
    from tongban.voice.demands import store
    from tongban.voice.domain.demands import DemandDispatched, DemandFiled

    first, _, second = category.partition("/")
    shard = ids.draw_shard()
    filed = DemandFiled(store.number_of(TODAY, shard), "web", "anonymous", 4)
    sent = DemandDispatched(agency, "投诉", first, second, "350102", "general", 5, "working_day")
    append, state = store.change(ids.new(shard), None, [filed, sent], actor=SYSTEM, at=time.now())
    ledger.append(append)
    del state
    return append.stream


def lies(stream):
    return ledger.head(stream).attrs["agency"]


def test_taken_back_from_an_agency_that_was_there_before_each_demand_goes_to_its_matter(town):
    del town
    trial.publish(INTO_ONE.format(since=TODAY, back=""))
    agencies.carry_out()
    passport = demanded("GA-HJ", "政务服务/出入境")
    household = demanded("GA-HJ", "政务服务/户籍证件")
    trial.publish(INTO_ONE.format(since=TODAY, back=f'taken_back: "{TODAY}"\n'))
    agencies.carry_out()
    assert (lies(passport), lies(household)) == ("GA-CRJ", "GA-HJ")


def test_taken_back_a_new_agency_gives_each_demand_to_whoever_has_its_matter(town):
    del town
    carried_out()
    passport = demanded(trial.NEW, "政务服务/出入境")
    taken_back()
    assert lies(passport) == "GA-CRJ"


SPLIT = """reorganisation: RO-SPLIT
version: "{since}"
since: "{since}"
name: {{zh: 出入境单设, en: Exit and entry by itself again}}
law:
  - {{law: 地方各级人民代表大会和地方各级人民政府组织法, article: 第七十九条, status: unverified}}
agencies:
  GA-CR:
    name: {{zh: 出入境事务局, en: Exit and Entry Office}}
    local: {{zh: 榕城市出入境事务局, en: Rongcheng Exit and Entry Office}}
changes:
  - split: GA-RK
    parts:
      - {{to: GA-CR, services: [GA-PASSPORT], licences: [L-PASSPORT], matters: [护照和通行证办理]}}
    rest: GA-RK
"""


def test_two_reorganisations_after_each_other_carry_what_is_open_through_both(town):
    _, streams, demands, before = town
    trial.publish(trial.said(YESTERDAY))
    agencies.carry_out()
    between = trial.standing(streams, demands)
    trial.publish(SPLIT.format(since=TODAY))
    agencies.carry_out()
    after = trial.standing(streams, demands)
    for stream, was in before.items():
        assert after[stream][0] == was[0]
        assert after[stream][2:] == was[2:]
        came, goes = between[stream][1], after[stream][1]
        expected = {"GA-HJ": trial.NEW, "GA-CRJ": "GA-CR"}.get(was[1], came)
        assert goes == expected, (was, came, goes)
    assert {agencies.competent(Power("GA-PASSPORT", "GA-CRJ"), on=day)
            for day in (YESTERDAY, TODAY)} == {trial.NEW, "GA-CR"}  # fmt: skip
    agencies.carry_out()
    assert trial.standing(streams, demands) == after


def test_benefits_are_answered_by_whoever_has_them_today_and_nothing_waits_at_a_closed_door(town):
    from tongban.cases.proposals import api as proposals
    from tongban.cases.proposals.domain.proposals import Offer

    staffed, *_ = town
    her = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    offer = Offer(
        "P-X", "2026-01-01", "GA-HJ", "", her.id, her.id, f"p{her.id}", "2026-11", 10_000,
        "落户补贴", "刚落户（第三条）", "户口登记条例 第三条", "社会救助暂行办法",
    )  # fmt: skip
    proposals.open_all([proposals.Line(offer)], steps="two", actor=SYSTEM)
    me, officer = Actor("person", her.id), people.actor_of(staffed.reviewer)
    [number] = [one.number for one in proposals.own(her.id, actor=me)]
    proposals.agree(number, account="6217001820012345678", actor=me)
    proposals.object_to(number, words="少了一个月", actor=me)

    def waits(agency):
        return [one.number for _, one in proposals.work(agency, actor=officer)]

    assert waits("GA-HJ") == [number]
    carried_out()
    assert (waits(trial.NEW), proposals.office(offer)) == ([number], trial.NEW)
    assert proposals.office(offer, on=YESTERDAY) == "GA-HJ"
    assert proposals.officer_view(number, actor=officer).number == number
    taken_back()
    assert (waits("GA-HJ"), proposals.office(offer)) == ([number], "GA-HJ")
    proposals.answer_objection(number, words="已核对", actor=officer)
    assert waits("GA-HJ") == []


def test_an_order_keeps_who_was_paid_and_a_refund_finds_it_on_both_sides(town):
    del town
    her = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    lines, about = (exchange.Line(Text("工本费"), 4000, "条例"),), ("case", "X-1")
    exchange.order(
        about=about, payer=her.id, lines=lines, actor=SYSTEM, agency="GA-HJ", label="补领"
    )
    before = exchange.order_of(about)
    carried_out()
    assert exchange.order_of(about) == before
    assert before.agency == "GA-HJ"
    assert catalogue.agency_name("GA-HJ").zh
    taken_back()
    assert exchange.order_of(about) == before


def test_an_appointment_keeps_time_place_and_line_and_the_line_is_the_successor_s_too(town):
    from tongban.cases.visits import api as visits

    del town
    her = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    me = Actor("person", her.id)
    service = "GA-HUKOU-MOVE"

    def line(on):
        book = catalogue.book(on)
        return book.halls["HALL-CENTRE"].line_for(service, book.services[service].agency).letter

    was = line(TODAY)
    days = (TODAY + timedelta(days=ahead) for ahead in range(1, 15))
    free = (one for day in days for one in visits.slots("HALL-CENTRE", was, day) if one.left)
    made = visits.book(
        person=her.id, hall="HALL-CENTRE", line=was, begins=next(free).begins, channel="web",
        service=service, actor=me,
    )  # fmt: skip
    carried_out()
    assert catalogue.book().services[service].agency == trial.NEW
    assert line(TODAY) == line(YESTERDAY) == was
    kept = visits.booking(made.id, actor=me)
    assert (kept.begins, kept.line.letter, kept.state) == (made.begins, was, made.state)
    assert trial.NEW in kept.line.agencies
    taken_back()
    assert visits.booking(made.id, actor=me) == made
    assert line(TODAY) == was
