"""What changes between two nights: a death, a move, a ground taken away, an answer, a new household."""

from datetime import timedelta

import pytest

from tests.benefits.night import AT, confirm, everybody_agrees, granted, settle_bank, work
from tests.benefits.oracle import due_of, oracle
from tongban.cases.proposals import api as proposals
from tongban.cases.proposals import store
from tongban.catalogue import api as catalogue
from tongban.cli.simulation import registry
from tongban.exchange import api as exchange
from tongban.exchange import joined
from tongban.exchange.models import TradeRow
from tongban.exchange.notices import api as notices
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.registry import snapshot
from tongban.exchange.tests.test_fetching import send, signed
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.oversight import api as oversight
from tongban.oversight.benefits import api as benefits
from tongban.oversight.benefits.models import LineRow
from tongban.people import api as people

LATER = AT + timedelta(days=3)
AGED, DISABLED, HOME = "P-OLDAGE-FJ", "P-DSUB-FZ", "P-DIBAO-FZ"


@pytest.fixture
def rows(rows):
    """The homes where somebody is due something, so that the night is short."""
    homes = {one["household"] for one in rows if oracle(one)}
    return [one for one in rows if one["household"] in homes]


@pytest.fixture
def having(officers, file):
    """Everybody has what they are due, and it was paid."""
    confirm(benefits.run(file, at=AT), officers)
    everybody_agrees()
    settle_bank()
    return officers


def somebody(rows, policy, **like):
    """Return somebody of the city who is due a policy, with their party."""
    one = next(
        each for each in rows
        if policy in oracle(each) and all(each[key] == value for key, value in like.items())
    )  # fmt: skip
    return one, people.find(one["person"])


def report(party, values, at=LATER):
    """The household register reports; the worker goes on."""
    facts.report(party.id, values, holder="GA-HJ", law="户口登记条例", actor=SYSTEM, at=at)
    work(at)


def statuses(party):
    """How each benefit of somebody stands."""
    return {one.now.offer.policy: one.now for one in proposals.own(party.id, actor=SYSTEM)}


def test_a_move_stops_at_once_what_rests_on_the_residence_and_nothing_is_claimed(having, rows):
    one, party = somebody(rows, AGED)
    before = statuses(party)
    report(party, {"local_hukou": False})
    after = statuses(party)
    due = oracle({**one, "local_hukou": False})
    assert {p for p, now in after.items() if now.status == "stopped"} == before.keys() - due.keys()
    assert "第三十三条" in after[AGED].stopped.reason
    assert after[AGED].claim is None
    assert not exchange.orders_of(party.id, actor=SYSTEM)
    told = notices.told(party.id)
    assert told[0].template == "benefit-stopped"
    report(party, {"local_hukou": False})
    assert statuses(party) == after
    del having


class Silent:
    """Systems of agencies that are there, and hold nobody."""

    def of(self, _service):
        return self

    def fetch(self, *_):
        return []


@pytest.fixture
def through_the_gateway(monkeypatch):
    """The household register's own message, signed with its key."""
    monkeypatch.setattr(joined, "_providers", Silent())
    exchange.publish_services(actor=SYSTEM)
    snapshot.reread()

    def report(party, values, service="DS-DEATH", purpose="PU-DEATH-CHANGES"):
        agreed = exchange.agreements(state="active")
        [one] = [each for each in agreed if each.terms.service.endswith(f"{service}.v1")]
        said = {
            "specversion": "1.0", "id": "1", "source": one.terms.service, "type": "register.changed",
            "time": time.now().isoformat(), "agreement": one.digest, "purpose": purpose,
            "data": {"subject": party.number, "values": values},
        }  # fmt: skip
        assert send(**signed("POST", "/events", said, code="GA-HJ")) == (200, {"id": "1"})
        work(LATER)

    yield report
    snapshot.forget()


def test_who_died_is_not_written_to_and_the_family_has_one_letter(
    having, rows, through_the_gateway
):
    _, party = somebody(rows, AGED)
    child = people.register(number="350102199002027725", name="周遥", actor=SYSTEM)
    people.relate(party.id, "child", child.id, actor=SYSTEM)
    before = len(notices.told(party.id))
    through_the_gateway(party, {"deceased": True})
    assert {now.status for now in statuses(party).values()} == {"stopped"}
    assert len(notices.told(party.id)) == before
    [letter] = notices.told(child.id)
    assert "节哀" in str(letter.subject)
    assert party.name in str(letter.body)
    del having


def test_the_next_night_pays_nobody_who_was_stopped_though_the_registry_is_old(having, rows, file):
    _, party = somebody(rows, AGED)
    report(party, {"deceased": True})
    month = AT + timedelta(days=30)
    night = benefits.run(file, at=month)
    confirm(night, having, month)
    held = LineRow.objects.get(
        person=party.id, kind="grant", list__in=[one.id for one in night.lists]
    )
    assert held.state == "held"
    assert "名册" in held.note
    assert {now.status for now in statuses(party).values()} == {"stopped"}


def test_a_licence_taken_away_takes_away_what_rests_on_it_by_the_rules(having, rows):
    one, party = somebody(rows, DISABLED, dibao=False, hard=False)
    kind = catalogue.book().licences["L-DISABLED"]
    licence = licences.issue(
        kind, holder=party.id, attributes={}, issuer_uscc="11350100TB0000028J", actor=SYSTEM, at=AT
    )
    licences.revoke(licence.id, reason="重新评定", actor=SYSTEM, at=LATER)
    work(LATER)
    assert DISABLED not in oracle({**one, "has_card": False})
    assert statuses(party)[DISABLED].status == "stopped"
    del having


def test_money_on_its_way_when_it_was_stopped_arrives_and_can_be_claimed(officers, rows, file):
    from tongban.exchange.payments import settling

    confirm(benefits.run(file, at=AT), officers)
    _, party = somebody(rows, AGED)
    report(party, {"local_hukou": False})
    [number] = [
        one.number for one in proposals.own(party.id, actor=SYSTEM) if one.now.offer.policy == AGED
    ]
    out = exchange.pay_out_of(("proposal", number))
    row = TradeRow.objects.get(stream=out.stream)
    settling.settle(row.number, law.Said(law.SUCCESS, row.amount), at=LATER)
    work(LATER)
    now = statuses(party)[AGED]
    assert (now.status, bool(now.paid_on)) == ("stopped", True)
    proposals.claim(
        number, amount=row.amount, reason="停发后到账", actor=officers["MZ"][0], at=LATER
    )


def asked(policy):
    """Return a proposal that asks its one question, its number and whoever answers it."""
    for head in ledger.heads(kind=store.PROPOSAL, status="asked", limit=500).items:
        now, _ = store.load(head.stream)
        if now.offer.policy == policy and now.offer.person == now.offer.payee:
            return head.number, now, Actor("person", head.subject)
    raise AssertionError(policy)


@pytest.mark.parametrize("said", [True, False])
def test_an_answer_is_judged_the_next_night_and_said_either_way(officers, rows, file, said):
    unclear = next(one for one in rows if one["payee"] is None and one["level"] == "一级")
    unclear |= {"care_need": None, "hard": False, "dibao": False}
    registry.write(file, rows)
    confirm(benefits.run(file, at=AT), officers)
    number, now, me = asked(DISABLED)
    one = next(each for each in rows if each["person"] == people.party(now.offer.person).number)
    proposals.answer(number, value=said, actor=me, at=AT)
    night = AT + timedelta(days=1)
    confirm(benefits.run(file, at=night), officers, night)
    due = oracle({**one, "care_need": said}).get(DISABLED)
    mine = {
        each.now.status: each.now
        for each in proposals.own(me.id, actor=SYSTEM)
        if each.now.offer.policy == DISABLED
    }
    if due:
        assert mine["offered"].offer.amount == due
    else:
        assert "第" in mine["not_due"].why or "不再符合" in mine["not_due"].why
    month = AT + timedelta(days=31)
    benefits.run(file, at=month)
    again = LineRow.objects.filter(person=me.id, kind="ask", fact="care_need")
    assert again.count() == 1


def test_whoever_moves_to_another_household_is_not_counted_in_both(having, rows, file):
    homes = {}
    for one in rows:
        if HOME in oracle(one):
            homes.setdefault(one["household"], []).append(one)
    first, second = [members for members in homes.values() if len(members) > 1][:2]
    moved = first[-1]
    fresh = max(one["household"] for one in rows) + 1
    changed = [
        {**one, "household": fresh} if one["household"] == second[0]["household"]
        else {**one, "household": fresh} if one is moved else one
        for one in rows
    ]  # fmt: skip
    registry.write(file, changed)
    night = AT + timedelta(days=1)
    found = benefits.run(file, at=night)
    [line] = LineRow.objects.filter(list__in=[one.id for one in found.lists], holder=f"h{fresh}")
    assert (line.state, "另一户" in line.note) == ("held", True)
    benefits.settle_line(line.list, line.no, take=True, reason="已核", actor=having["MZ"][0])
    confirm(found, having, night)
    assert not [h for (_, h) in granted()[0] if h == f"h{fresh}"]


def test_what_everybody_has_is_still_what_the_rules_say_after_changes(having, rows):
    changes = [(one, {"local_hukou": False}) for one in rows if AGED in oracle(one)][:3]
    for one, told in changes:
        report(people.find(one["person"]), told)
    gone = {one["person"] for one, _ in changes}
    after = [{**one, "local_hukou": False} if one["person"] in gone else one for one in rows]
    standing = {
        (policy, people.party(each.person).number)
        for policy in (AGED, DISABLED)
        for each in proposals.standing(policy)
    }
    assert standing == {key for key in due_of(after) if key[0] in (AGED, DISABLED)}
    del having


def test_a_supervisor_reads_what_was_paid_out_and_how_long_it_took(having):
    figures = {one.measure.id: one for one in oversight.figures(actor=SYSTEM)}
    outs = TradeRow.objects.filter(kind=law.PAY_OUT).count()
    assert figures["pay_outs"].top == figures["pay_out_days"].bottom == outs > 0
    assert figures["pay_out_days"].value is not None
    assert figures["differences"].top == 0
    by = {one.of: one.top for one in oversight.by("pay_outs", of="agency", actor=SYSTEM)}
    assert sum(by.values()) == outs
    assert not ledger.rebuild("payments", mend=False).differing
    del having
