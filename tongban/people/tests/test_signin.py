"""Signing in, and everything an attacker would try."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tongban.kernel.actors import SYSTEM, Assurance
from tongban.people import api as people
from tongban.people import signin
from tongban.people.domain import limits

NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
HERE = "203.0.113.7"


def later(**span):
    return NOON + timedelta(**span)


@pytest.fixture
def applicant(db, cast):
    return people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)


def ask(number, at=NOON, address=HERE):
    people.send_code(number=number, address=address, at=at)


def answer(number, code, at=NOON, address=HERE):
    return people.sign_in(number=number, code=code, address=address, at=at)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_right_code_signs_the_person_in(applicant, post):
    ask(applicant.number)
    account = answer(applicant.number, post.code)
    assert account.party_id == applicant.id
    assert people.actor_of(account).assurance is Assurance.CODE


def test_signing_in_again_finds_the_same_account(applicant, post):
    ask(applicant.number)
    first = answer(applicant.number, post.code)
    ask(applicant.number, at=later(minutes=1))
    assert answer(applicant.number, post.code, at=later(minutes=1)) == first


def test_a_code_has_six_digits_and_is_stored_only_as_a_hash(applicant, post):
    ask(applicant.number)
    assert len(post.code) == 6
    with connection.cursor() as cursor:
        cursor.execute("select * from people_code")
        assert post.code not in str(cursor.fetchall())


def test_an_unknown_number_is_told_the_same_and_sent_nothing(db, cast, post):
    assert ask(cast.stranger.number) is None
    assert post.sent == []
    with pytest.raises(people.WrongCode):
        answer(cast.stranger.number, "000000")


def test_a_known_and_an_unknown_number_take_the_same_queries(applicant, cast, post):
    counted = []
    for number in (applicant.number, cast.stranger.number):
        with CaptureQueriesContext(connection) as queries:
            ask(number)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_number_that_is_none_is_said_at_once(db, post):
    with pytest.raises(people.BadNumber):
        ask("350102199506180241")


def test_a_used_code_is_worth_nothing(applicant, post):
    ask(applicant.number)
    answer(applicant.number, post.code)
    with pytest.raises(people.WrongCode):
        answer(applicant.number, post.code)


def test_a_code_is_dead_after_five_minutes(applicant, post):
    ask(applicant.number)
    with pytest.raises(people.WrongCode):
        answer(applicant.number, post.code, at=later(minutes=5))


def test_a_newer_code_replaces_the_older(applicant, post):
    ask(applicant.number)
    old = post.code
    ask(applicant.number, at=later(seconds=1))
    if old != post.code:
        with pytest.raises(people.WrongCode):
            answer(applicant.number, old, at=later(seconds=2))


def test_a_code_survives_only_five_wrong_answers(applicant, post):
    ask(applicant.number)
    good = post.code
    at = NOON
    for _ in range(limits.CODE_TRIES):
        with pytest.raises(people.WrongCode):
            answer(applicant.number, wrong(good), at=at)
    # Waiting as told does not bring the code back to life.
    with pytest.raises(people.WrongCode):
        answer(applicant.number, good, at=later(seconds=31))


def test_too_many_wrong_answers_have_to_wait_even_with_the_right_one(applicant, post):
    for second in range(limits.TRIES_OF_A_NUMBER.free):
        with pytest.raises(people.WrongCode):
            answer(applicant.number, "000000", at=later(seconds=second))
    with pytest.raises(people.TooManyTries) as raised:
        answer(applicant.number, "000000", at=later(seconds=5))
    assert 0 < raised.value.seconds <= 30


def test_an_address_that_walks_through_numbers_has_to_wait(db, cast, post, monkeypatch):
    few = limits.Limit(free=2, first=timedelta(seconds=30), longest=timedelta(minutes=1))
    monkeypatch.setattr(limits, "TRIES_FROM_AN_ADDRESS", few)
    for player in (cast.applicant, cast.spouse):
        with pytest.raises(people.WrongCode):
            answer(player.number, "000000")
    with pytest.raises(people.TooManyTries):
        answer(cast.stranger.number, "000000")
    with pytest.raises(people.WrongCode):
        answer(cast.stranger.number, "000000", address="198.51.100.9")


def test_an_address_does_not_start_anew_by_one_success(applicant, cast, post, monkeypatch):
    few = limits.Limit(free=2, first=timedelta(seconds=30), longest=timedelta(minutes=1))
    monkeypatch.setattr(limits, "TRIES_FROM_AN_ADDRESS", few)
    with pytest.raises(people.WrongCode):
        answer(cast.spouse.number, "000000")
    ask(applicant.number)
    answer(applicant.number, post.code)
    with pytest.raises(people.WrongCode):
        answer(cast.spouse.number, "000000")
    with pytest.raises(people.TooManyTries):
        answer(cast.stranger.number, "000000")


def test_codes_cannot_be_asked_for_without_end(applicant, post):
    for second in range(limits.SENDS_TO_A_NUMBER.free):
        ask(applicant.number, at=later(seconds=second))
    with pytest.raises(people.TooManyTries):
        ask(applicant.number, at=later(seconds=4))
    ask(applicant.number, at=later(seconds=70))
    assert len(post.sent) == limits.SENDS_TO_A_NUMBER.free + 1


def test_who_signs_in_often_does_not_wait(applicant, post):
    for minute in range(12):
        ask(applicant.number, at=later(minutes=minute))
        answer(applicant.number, post.code, at=later(minutes=minute))


def test_a_closed_account_is_not_signed_in(applicant, post):
    account = people.open_account(applicant.id, actor=SYSTEM)
    people.Account.objects.filter(pk=account.pk).update(is_active=False)
    ask(applicant.number)
    with pytest.raises(people.WrongCode):
        answer(applicant.number, post.code)


def test_neither_number_nor_address_stands_in_the_attempts(applicant, post):
    ask(applicant.number)
    with connection.cursor() as cursor:
        cursor.execute("select * from people_attempt")
        rows = str(cursor.fetchall())
    assert applicant.number not in rows
    assert HERE not in rows


def test_old_attempts_are_forgotten(applicant, post):
    ask(applicant.number, at=NOON)
    ask(applicant.number, at=later(days=2))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from people_attempt")
        assert cursor.fetchone() == (3,)


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_are_one_sign_in(cast, post):
    party = people.register(number=cast.applicant.number, actor=SYSTEM)
    ask(party.number)
    outcomes, start = [], threading.Barrier(2)

    def answer_now():
        start.wait()
        try:
            outcomes.append(answer(party.number, post.code).pk)
        except people.WrongCode:
            outcomes.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=answer_now) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each is None for each in outcomes) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_many_who_guess_at_once_get_no_more_tries_than_one(cast, post):
    party = people.register(number=cast.applicant.number, actor=SYSTEM)
    outcomes, start = [], threading.Barrier(10)

    def guess():
        start.wait()
        try:
            answer(party.number, "000000")
        except people.SignInProblem as problem:
            outcomes.append(type(problem))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(people.WrongCode) == limits.TRIES_OF_A_NUMBER.free


@pytest.mark.django_db(transaction=True)
def test_a_failure_cannot_be_rolled_back_by_the_caller(cast, post):
    with pytest.raises(RuntimeError), transaction.atomic():
        answer(cast.applicant.number, "000000")


@pytest.mark.django_db
class TestStaff:
    @pytest.fixture(autouse=True)
    def _clerk(self, cast):
        self.clerk = people.open_staff_account(
            username=cast.clerk.username, password="正确的密码", name=cast.clerk.name, actor=SYSTEM
        )

    def try_(self, username, password, at=NOON):
        return people.staff_sign_in(username=username, password=password, address=HERE, at=at)

    def test_the_right_password_signs_in(self, cast):
        account = self.try_(cast.clerk.username, "正确的密码")
        actor = people.actor_of(account, capacity="clerk", agency="GA")
        assert (actor.kind, actor.id, actor.name) == ("officer", self.clerk.id, cast.clerk.name)

    @pytest.mark.parametrize("username", ["wangmin", "nobody"])
    def test_a_wrong_password_and_an_unknown_name_are_told_the_same(self, username):
        with pytest.raises(people.WrongPassword) as raised:
            self.try_(username, "x")
        assert username not in str(raised.value)

    def test_guessing_has_to_wait(self, cast):
        for _ in range(limits.TRIES_OF_A_NUMBER.free):
            with pytest.raises(people.WrongPassword):
                self.try_(cast.clerk.username, "x")
        with pytest.raises(people.TooManyTries):
            self.try_(cast.clerk.username, "正确的密码")

    def test_an_account_without_a_password_lets_nobody_in(self):
        people.open_staff_account(username="new", password=None, name="", actor=SYSTEM)
        with pytest.raises(people.WrongPassword):
            self.try_("new", "")

    def test_a_resident_cannot_sign_in_by_password(self, cast):
        party = people.register(number=cast.applicant.number, actor=SYSTEM)
        account = people.open_account(party.id, actor=SYSTEM)
        with pytest.raises(people.WrongPassword):
            self.try_(account.username, "")

    def test_a_username_is_given_once(self, cast):
        with pytest.raises(people.UsernameTaken):
            people.open_staff_account(
                username=cast.clerk.username, password="y", name="", actor=SYSTEM
            )


def test_the_port_takes_the_messenger_it_is_given(monkeypatch, post):
    other = object()
    people.join_messenger(other)
    assert signin._messengers == [other]
