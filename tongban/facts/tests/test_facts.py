from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tongban.agencies import api as agencies
from tongban.facts import api as facts
from tongban.facts import corrections
from tongban.facts.domain import disputes as law
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.text import Text
from tongban.people import api as people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
PURPOSE = Purpose("case", "260410-0417-00231-4", "行政许可法 第三十一条", "办理落户时核对身份")
CLERK = Actor("officer", 9, "王敏", "clerk", agency="A")
SAID = facts.Source("person")


@pytest.fixture
def me(cast):
    return people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)


def licence_source(number=77):
    return facts.Source("licence", holder="A", licence=number, licence_kind="L-1")


def say(subject, source=SAID, at=NOON, valid_to=None, **values):
    return facts.record(subject, values, source=source, actor=SYSTEM, at=at, valid_to=valid_to)


def read(subject, *kinds, at=NOON):
    found = facts.known(subject, kinds, purpose=PURPOSE, actor=CLERK, at=at)
    return {kind: statement.value for kind, statement in found.items()}


def own(party):
    return Actor("person", party.id, party.name)


VALUES = {
    "name": "吴䶮 㛃 𠮷",
    "married": False,
    "rooms": 3,
    "area": "89.50",
    "share": 0.5,
    "pets": ["猫", "狗"],
    "members": [{"姓名": "李明"}],
    "spouse": None,
}


def test_every_type_of_value_comes_back_as_it_was_said(me):
    say(me.id, **VALUES)
    assert read(me.id, *VALUES) == VALUES


def test_what_is_not_known_is_left_out_and_the_reader_noted(me):
    say(me.id, name="林晓舟")
    assert read(me.id, "name", "phone") == {"name": "林晓舟"}
    (reading,) = facts.readers(me.id)
    assert (reading.kinds, reading.missing) == (("name",), ("phone",))
    assert (reading.who, reading.agency, reading.words) == ("王敏", "A", PURPOSE.words)


def test_the_newest_counts_among_what_the_person_said(me):
    say(me.id, phone="1")
    say(me.id, phone="2", at=NOON + timedelta(hours=1))
    assert read(me.id, "phone") == {"phone": "2"}


def test_a_licence_goes_before_the_persons_word_while_it_is_valid(me):
    say(me.id, licence_source(), address="旧址", valid_to=date(2026, 5, 1))
    say(me.id, address="新址", at=NOON + timedelta(hours=1))
    assert read(me.id, "address") == {"address": "旧址"}
    assert read(me.id, "address", at=NOON + timedelta(days=60)) == {"address": "新址"}


def test_without_a_purpose_nothing_is_read(me):
    say(me.id, name="林晓舟")
    with pytest.raises(TypeError):
        facts.known(me.id, ["name"], actor=CLERK)
    with pytest.raises(facts.NoPurpose):
        facts.known(me.id, ["name"], purpose=Purpose("", "", "", ""), actor=CLERK)
    assert facts.readers(me.id) == []


def test_a_read_that_cannot_be_recorded_does_not_happen(me):
    say(me.id, name="林晓舟")
    with connection.cursor() as cursor:
        cursor.execute("alter table facts_read add check (who <> '王敏')")
    with pytest.raises(DatabaseError), transaction.atomic():
        read(me.id, "name")
    with pytest.raises(DatabaseError), transaction.atomic():
        facts.log_read({me.id: ["name"]}, purpose=PURPOSE, actor=CLERK)


def test_a_reading_is_taken_back_with_the_transaction_it_was_for(me):
    with transaction.atomic():
        read(me.id, "name")
        transaction.set_rollback(True)
    assert facts.readers(me.id) == []


def test_many_subjects_are_one_query_and_a_reading_each(me, django_assert_num_queries):
    others = people.register_all([people.NewParty(name=str(n)) for n in range(20)], actor=SYSTEM)
    new = [facts.NewStatement(each.id, "name", each.name, SAID) for each in others]
    with django_assert_num_queries(1):
        facts.record_all(new, actor=SYSTEM)
    wants = {each.id: ["name", "phone"] for each in others}
    with django_assert_num_queries(1):
        found = facts.known_of(wants, purpose=PURPOSE, actor=CLERK)
    assert {key: each.value for key, each in found.items()} == {
        (each.id, "name"): each.name for each in others
    }
    assert all(len(facts.readers(each.id)) == 1 for each in others)


def test_the_table_and_the_domain_agree_on_what_holds(me):
    ends = [None, date(2026, 4, 9), date(2026, 4, 10), date(2026, 4, 11)]
    new = [
        facts.NewStatement(me.id, f"k{n}-{m}", 1, SAID, valid_from, valid_to)
        for n, valid_from in enumerate(ends)
        for m, valid_to in enumerate(ends)
    ]
    made = facts.record_all(new, actor=SYSTEM, at=NOON)
    all_ = facts.statements(made, purpose=PURPOSE, actor=CLERK).values()
    valid = {each.kind for each in all_ if each.is_valid(date(2026, 4, 10))}
    assert set(read(me.id, *(each.kind for each in new))) == valid


def test_a_case_reads_again_what_it_was_decided_on(me):
    made = say(me.id, phone="1")
    say(me.id, phone="2", at=NOON + timedelta(hours=1))
    again = facts.statements(made.values(), purpose=PURPOSE, actor=CLERK)
    assert again[made["phone"]].value == "1"
    assert facts.readers(me.id)[0].kinds == ("phone",)


def test_statements_of_two_people_leave_a_reading_with_each(me):
    other = people.register(actor=SYSTEM)
    made = [*say(me.id, phone="1", name="林").values(), *say(other.id, phone="2").values()]
    facts.statements(made, purpose=PURPOSE, actor=CLERK)
    assert facts.readers(me.id)[0].kinds == ("name", "phone")
    assert facts.readers(other.id)[0].kinds == ("phone",)


def test_nothing_asked_is_nothing_read(me):
    assert facts.known_of({}, purpose=PURPOSE, actor=CLERK) == {}
    assert facts.statements([], purpose=PURPOSE, actor=CLERK) == {}
    assert facts.record_all([], actor=SYSTEM) == []


def test_every_statement_names_who_recorded_it(me):
    facts.record(me.id, {"name": "林"}, source=SAID, actor=CLERK)
    with connection.cursor() as cursor:
        cursor.execute("select recorded_by->>'name' from facts_statement")
        assert cursor.fetchone() == ("王敏",)


class TestDisputes:
    @pytest.fixture(autouse=True)
    def _two_agencies(self, me):
        for code in "AB":
            agencies.register(code, Text(code), actor=SYSTEM)
        for account, agency in ((11, "A"), (12, "B")):
            agencies.appoint(account=account, agency=agency, duty="reviewer", actor=SYSTEM)
        self.me = me
        self.held = say(me.id, licence_source(), name="林小舟")["name"]

    def officer(self, account):
        return Actor("officer", account, "陈立", "reviewer")

    def dispute(self):
        return facts.dispute(self.held, reason="应为“晓”", actor=own(self.me), at=NOON)

    def known(self):
        return facts.known(self.me.id, ["name"], purpose=PURPOSE, actor=CLERK, at=NOON)["name"]

    def test_a_disputed_statement_is_still_shown_with_its_flag(self):
        self.dispute()
        assert (self.known().value, self.known().disputed) == ("林小舟", True)
        assert [each.state for each in facts.disputes(self.me.id)] == ["open"]

    def test_an_upheld_dispute_puts_the_correction_in_its_place(self):
        opened = self.dispute()
        assert facts.open_disputes("A") == [opened]
        facts.resolve(
            opened.id, upheld=True, answer="已更正", value="林晓舟", actor=self.officer(11), at=NOON
        )
        known = self.known()
        assert (known.value, known.disputed, known.source.kind) == ("林晓舟", False, "register")
        assert facts.open_disputes("A") == []

    def test_a_kept_statement_loses_its_flag(self):
        opened = self.dispute()
        facts.resolve(opened.id, upheld=False, answer="与户口簿一致", actor=self.officer(11))
        assert (self.known().value, self.known().disputed) == ("林小舟", False)

    def test_only_the_agency_that_stated_it_answers(self):
        opened = self.dispute()
        for actor in (self.officer(12), own(self.me)):
            with pytest.raises(facts.NotTheirs):
                facts.resolve(opened.id, upheld=True, answer="", actor=actor)

    def test_a_dispute_is_answered_once(self):
        opened = self.dispute()
        facts.resolve(opened.id, upheld=False, answer="", actor=self.officer(11))
        with pytest.raises(facts.DisputeClosed):
            facts.resolve(opened.id, upheld=True, answer="", actor=self.officer(11))

    def test_of_two_answers_at_once_the_first_counts(self):
        kept = law.resolve(self.dispute(), upheld=False, answer="与户口簿一致", at=NOON)
        corrections.settle(kept, value=None, actor=self.officer(11), at=NOON)
        late = replace(kept, state="corrected")
        with pytest.raises(facts.DisputeClosed):
            corrections.settle(late, value="林晓舟", actor=self.officer(11), at=NOON)
        assert self.known().value == "林小舟"

    def test_one_dispute_at_a_time(self):
        self.dispute()
        with pytest.raises(facts.AlreadyDisputed):
            self.dispute()

    def test_a_stranger_disputes_nothing_and_an_agent_may(self, cast):
        stranger = people.register(number=cast.stranger.number, actor=SYSTEM)
        with pytest.raises(facts.NotTheirs):
            facts.dispute(self.held, reason="x", actor=own(stranger))
        people.mandate(holder=stranger.id, principal=self.me.id, actor=SYSTEM)
        assert facts.dispute(self.held, reason="x", actor=own(stranger)).state == "open"

    def test_a_clerk_disputes_for_whom_they_act_and_a_reviewer_does_not(self):
        agencies.appoint(account=13, agency=None, duty="clerk", actor=SYSTEM)
        reviewer = Actor("officer", 11, "陈立", acting_for=self.me.id)
        with pytest.raises(facts.NotTheirs):
            facts.dispute(self.held, reason="x", actor=reviewer)
        clerk = Actor("officer", 13, "王敏", acting_for=self.me.id)
        assert facts.dispute(self.held, reason="x", actor=clerk).state == "open"

    def test_one_corrects_what_one_said_and_nothing_else(self):
        said = say(self.me.id, phone="1")["phone"]
        facts.correct(said, value="2", actor=own(self.me), at=NOON)
        assert read(self.me.id, "phone") == {"phone": "2"}
        with pytest.raises(facts.HeldByAgency):
            facts.correct(self.held, value="x", actor=own(self.me))

    def test_a_revoked_licence_ends_what_it_stated(self):
        say(self.me.id, name="林晓舟")
        source = facts.Source("licence", holder="A", licence=self.held, licence_kind="L-2")
        say(self.me.id, source, grade="甲")
        assert facts.end_licence(self.held, on=date(2026, 4, 10), actor=SYSTEM, at=NOON) == 1
        assert read(self.me.id, "grade") == {}

    def test_what_ends_today_uncovers_what_another_licence_states(self):
        source = facts.Source("licence", holder="A", licence=self.held, licence_kind="L-2")
        say(self.me.id, source, at=NOON + timedelta(minutes=1), name="林晓舟")
        assert self.known().value == "林晓舟"
        facts.end_licence(self.held, on=date(2026, 4, 10), actor=SYSTEM, at=NOON)
        assert self.known().value == "林小舟"

    def test_an_unknown_statement_is_said(self):
        with pytest.raises(facts.UnknownStatement):
            facts.dispute(5, reason="x", actor=own(self.me))


def test_the_shard_is_in_the_key_of_every_hot_table(me):
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint"
            " where contype = 'p' and conrelid::regclass::text ~ '^facts_'"
        )
        keys = dict(cursor.fetchall())
    few = {name: key for name, key in keys.items() if "(shard, id)" not in key}
    assert few.keys() <= {"facts_dataset"}
    assert len(keys) > 6


def test_reading_finds_its_way_by_the_index(me):
    assert "facts_statement_of" in _plan(me.id)


def _plan(subject):
    say(subject, **{f"k{n}": n for n in range(200)})
    with connection.cursor() as cursor:
        cursor.execute("analyze facts_statement")
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select * from facts_statement where shard = %s and subject = %s and kind = 'k7'",
            [ids.shard_of(subject), subject],
        )
        return str(cursor.fetchall())
