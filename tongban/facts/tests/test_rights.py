"""What one may do with one's own data: see, compare, consent, withdraw, have it erased."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tongban.facts import api as facts
from tongban.facts.domain import problems
from tongban.facts.domain.retaining import months_after
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.identifiers import make_citizen_number
from tongban.ledger import api as ledger
from tongban.people import api as people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
LATER = NOON + timedelta(days=30)
CASE = Purpose("case", "260410-0417-00231-4", "行政许可法 第三十一条", "办理落户时核对身份")
OWN = Purpose("own", "", "个人信息保护法 第四十五条", "本人查看")
LOAN = Purpose("service", "loan", "本人同意", "贷款核对", ground="consent", scope="purpose:loan")
OFFICER = Actor("officer", 9, "陈立", "reviewer", agency="GA-HJ")
REGISTER = facts.Source("register", holder="GA-HJ")
SAID = facts.Source("person")


@pytest.fixture
def me(cast):
    return people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)


@pytest.fixture
def child():
    number = make_citizen_number("350102", date(2019, 5, 1), 25)
    return people.register(number=number, name="郑小满", actor=SYSTEM)


def own(party):
    return Actor("person", party.id, party.name)


def say(subject, source=SAID, at=NOON, **values):
    return facts.record(subject.id, values, source=source, actor=SYSTEM, at=at)


def read(subject, *kinds, purpose=CASE, at=NOON):
    found = facts.known(subject.id, kinds, purpose=purpose, actor=OFFICER, at=at)
    return {kind: each.value for kind, each in found.items()}


# Sources that differ


def test_sources_that_differ_are_all_shown_and_why_one_is_used(me):
    say(me, address="江滨路 1 号")
    say(me, source=REGISTER, address="江滨路 2 号")
    say(me, source=facts.Source("register", holder="ZJ"), at=LATER, address="江滨路 3 号")
    found = facts.compared(me.id, ["address"], purpose=OWN, actor=own(me), at=LATER)["address"]
    assert found.used.value == "江滨路 3 号"
    assert [each.value for each in found.others] == ["江滨路 2 号", "江滨路 1 号"]
    assert not found.agree
    assert "最新" in found.why.zh


def test_a_companys_word_goes_before_the_persons_and_after_a_registers(me):
    say(me, rent="900")
    say(me, source=facts.Source("company", holder="平台"), at=LATER, rent="1000")
    assert read(me, "rent", at=LATER) == {"rent": "1000"}
    say(me, source=REGISTER, at=NOON, rent="1100")
    assert read(me, "rent", at=LATER) == {"rent": "1100"}


# Two times


def test_what_was_known_on_a_day_is_read_as_it_was_known_then(me):
    made = say(me, phone="1")["phone"]
    facts.correct(made, value="2", actor=own(me), at=LATER)
    asked = {"purpose": CASE, "actor": OFFICER}
    then = facts.known_as_of(me.id, ["phone"], recorded_by=NOON, **asked)
    now = facts.known_as_of(me.id, ["phone"], recorded_by=LATER + timedelta(days=1), **asked)
    assert (then["phone"].value, now["phone"].value) == ("1", "2")


# A licence that is suspended


def test_what_a_suspended_licence_states_is_unusable_while_it_lasts(me):
    licence = ids.new(ids.shard_of(me.id))
    say(me, source=facts.Source("licence", holder="GA-JG", licence=licence), drives=True)
    facts.suspend_licence(licence, on=date(2026, 4, 10))
    facts.suspend_licence(licence, on=date(2026, 4, 10))
    assert read(me, "drives") == {}
    facts.resume_licence(licence, on=date(2026, 5, 1))
    assert read(me, "drives", at=LATER) == {"drives": True}
    assert read(me, "drives") == {}  # of a day within, it is still known that it was suspended


# Disputes with a clock


def test_a_dispute_is_a_task_with_a_clock_for_whoever_stated_it(me):
    made = say(me, source=REGISTER, address="写错")["address"]
    dispute = facts.dispute(made, reason="门牌不对", actor=own(me), at=NOON)
    (task, head), *_ = ledger.tasks(queue="facts:GA-HJ").items
    assert (task.kind, head.label, head.due) == ("facts.answer", "address", dispute.due)
    assert dispute.due == date(2026, 4, 24)  # ten working days
    assert facts.open_disputes("GA-HJ")[0].due == dispute.due
    facts.resolve(dispute.id, upheld=True, answer="改好了", value="对的", actor=SYSTEM, at=LATER)
    assert ledger.tasks(queue="facts:GA-HJ").items == ()
    assert read(me, "address", at=LATER) == {"address": "对的"}


def test_an_agency_that_does_not_answer_is_told_of_by_the_clock(me):
    made = say(me, source=REGISTER, address="写错")["address"]
    dispute = facts.dispute(made, reason="门牌不对", actor=own(me), at=NOON)
    assert ledger.due(LATER) == 1
    assert [each.type for each in ledger.events(dispute.id)][-1] == "facts.DisputeOverdue"
    assert ledger.rebuild("heads", mend=False).differing == 0


# Masking


def test_what_nobody_answered_in_time_is_named_for_who_supervises(me):
    made = say(me, source=REGISTER, address="江滨路 2 号")["address"]
    asked = facts.dispute(made, reason="门牌不对", actor=own(me), at=NOON)
    assert facts.late_disputes(asked.due) == []
    assert facts.late_disputes(asked.due + timedelta(days=1)) == [facts.the_dispute(asked.id)]


def test_a_number_is_masked_for_its_owner_too_and_whole_in_an_open_case(me, city):
    say(me, mobile="13812345678", name="林晓舟")
    found = facts.known(me.id, ["mobile", "name"], purpose=OWN, actor=own(me), at=NOON).values()
    mine = {each.statement.kind: each for each in facts.shown(found, purpose=OWN, actor=own(me))}
    assert (mine["mobile"].value, mine["mobile"].masked) == ("138****5678", True)
    assert (mine["name"].value, mine["name"].masked) == ("林晓舟", False)
    theirs = {e.statement.kind: e for e in facts.shown(found, purpose=CASE, actor=OFFICER)}
    assert theirs["mobile"].value == "13812345678"


def test_to_see_it_whole_needs_a_reason_which_its_subject_reads(me):
    made = say(me, phone="13812345678")["phone"]
    asked = {"purpose": OWN, "actor": OFFICER}
    with pytest.raises(problems.ReasonNeeded):
        facts.unmask(made, reason=" ", **asked)
    assert facts.unmask(made, reason="核对来电", **asked).value == "13812345678"
    act = facts.acts_on(me.id)[0]
    assert (act.kind, act.said["reason"]) == ("unmask", "核对来电")
    assert facts.readers(me.id)[0].official == "陈立"


# Consent


def test_what_is_sensitive_is_read_on_consent_only_while_it_stands(me, city):
    say(me, source=REGISTER, phone="13812345678", name="林晓舟")
    assert read(me, "phone", "name", purpose=LOAN) == {"name": "林晓舟"}
    assert facts.readers(me.id)[0].withheld == ("phone",)
    given = facts.consent(me.id, scope="purpose:loan", words="同意核对", actor=own(me), at=NOON)
    assert read(me, "phone", purpose=LOAN) == {"phone": "13812345678"}
    facts.withdraw_consent(given.id, actor=own(me), at=LATER)
    assert read(me, "phone", purpose=LOAN) == {}
    assert read(me, "phone") == {"phone": "13812345678"}  # duty needs none


def test_one_consent_covers_what_it_names_and_stands_once(me):
    say(me, source=REGISTER, phone="13812345678", idno="35")
    wanted = {"scope": "purpose:loan", "words": "同意", "kinds": ["phone"], "actor": own(me)}
    facts.consent(me.id, **wanted)
    assert set(read(me, "phone", "idno", purpose=LOAN)) == {"phone"}
    with pytest.raises(problems.ConsentGiven):
        facts.consent(me.id, **wanted)


def test_of_a_child_under_fourteen_everything_asks_for_the_guardians_consent(me, child, city):
    say(child, source=REGISTER, name="郑小满")
    assert read(child, "name", purpose=LOAN) == {}
    asked = {"scope": "purpose:loan", "words": "同意"}
    with pytest.raises(problems.GuardianNeeded):
        facts.consent(child.id, **asked, actor=own(child), at=NOON)
    with pytest.raises(facts.NotTheirs):
        facts.consent(child.id, **asked, actor=own(me), at=NOON)
    people.mandate(holder=me.id, principal=child.id, kind="guardian", actor=SYSTEM, at=NOON)
    assert facts.consent(child.id, **asked, actor=own(me), at=NOON).by_guardian
    assert read(child, "name", purpose=LOAN) == {"name": "郑小满"}


# Erasing


def test_what_one_said_is_erased_and_what_the_law_keeps_is_named(me):
    say(me, nickname="舟舟")
    say(me, source=facts.Source("register", holder="GA-HJ", law="户口登记条例"), address="江滨路")
    told = {each.kind: each for each in facts.erase(me.id, actor=own(me), at=NOON)}
    assert told["nickname"].erased
    assert (told["address"].erased, told["address"].law) == (False, "户口登记条例")
    assert read(me, "nickname", "address") == {"address": "江滨路"}


def test_an_erased_value_cannot_be_opened_from_a_copy_of_its_row(me):
    made = say(me, nickname="舟舟")["nickname"]
    with connection.cursor() as cursor:
        cursor.execute("create temp table copy as select * from facts_statement")
        facts.erase(me.id, actor=own(me), at=NOON)
        cursor.execute("select key from copy")
        key = cursor.fetchone()[0]
        cursor.execute("select count(*) from facts_key where id = %s", [key])
        assert cursor.fetchone() == (0,)
    again = facts.statements([made], purpose=OWN, actor=own(me))[made]
    assert (again.value, again.erased) == (None, True)


def test_what_an_open_matter_rests_on_waits(me):
    say(me, source=facts.Source("person", case=7), nickname="舟舟")
    told = facts.erase(me.id, matters={7: "办理中"}, actor=own(me), at=NOON)
    assert (told[0].erased, told[0].law) == (False, "办理中")
    assert read(me, "nickname") == {"nickname": "舟舟"}


def test_what_a_company_gave_on_consent_goes_at_once_and_a_registers_row_at_its_term(me):
    consented = facts.Source("company", holder="平台", dataset=5, consent="data:5")
    say(me, source=consented, ride="x")
    held = facts.Source("register", holder="ZJ", dataset=6, law="条例")
    facts.record(me.id, {"rent": 1}, source=held, actor=SYSTEM, at=NOON, valid_to=date(2027, 1, 1))
    told = {each.kind: each for each in facts.fates(me.id, at=NOON)}
    assert told["ride"].erased
    assert (told["rent"].erased, told["rent"].until) == (False, date(2027, 1, 1))


def test_a_stranger_erases_nothing(me, cast):
    stranger = people.register(number=cast.stranger.number, name="周遥", actor=SYSTEM)
    with pytest.raises(facts.NotTheirs):
        facts.erase(me.id, actor=own(stranger))


def test_months_later_is_never_past_the_end_of_a_month():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)


# The log


def test_readings_and_acts_become_leaves_without_anybodys_name(me):
    read(me, "phone")
    made = say(me, source=REGISTER, address="x")["address"]
    facts.dispute(made, reason="门牌不对 林晓舟", actor=own(me), at=NOON)
    found = facts.leaves(after=0, limit=100)
    assert [each.kind for each in found] == ["outcome", "dispute"]
    told = b"".join(each.data() for each in found).decode()
    assert not any(name in told for name in ("林", "陈立", str(me.id), "260410"))
    assert [each.data() for each in facts.leaves(after=0, limit=100)] == [e.data() for e in found]
    assert facts.leaves(after=found[0].id, limit=1)[0].id == found[1].id


def test_the_key_of_a_year_deleted_unlinks_its_leaves_for_good(me):
    read(me, "phone")
    assert facts.leaves(after=0, limit=9)[0].said["subject"]
    assert facts.unlink(me.id, before=2027) == 1
    read(me, "phone")
    assert {each.said["subject"] for each in facts.leaves(after=0, limit=9)} == {""}
