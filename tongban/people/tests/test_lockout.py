"""A stranger who tries somebody's number makes the stranger wait, not its holder."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from tongban.kernel.actors import SYSTEM
from tongban.people import api as people
from tongban.people.domain import limits
from tongban.people.factors import api as factors

NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def later(**span):
    return NOON + timedelta(**span)


@pytest.fixture
def victim(db, cast):
    return people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)


def attack(number, *, seconds, address=ELSEWHERE):
    """Try and ask for codes every second, as long as one is let."""
    for second in range(seconds):
        for step in (
            lambda at: people.sign_in(number=number, code="000000", address=address, at=at),
            lambda at: people.send_code(number=number, address=address, at=at),
        ):
            with contextlib.suppress(people.SignInProblem):
                step(later(seconds=second))


def test_who_is_attacked_from_elsewhere_signs_in_without_waiting(victim, post):
    attack(victim.number, seconds=40)
    people.send_code(number=victim.number, address=HOME, at=later(seconds=41))
    account = people.sign_in(
        number=victim.number, code=post.code, address=HOME, at=later(seconds=50)
    )
    assert account.party_id == victim.id


def test_who_attacks_has_to_wait_longer_and_longer(victim, post):
    attack(victim.number, seconds=300)
    with pytest.raises(people.TooManyTries) as raised:
        people.sign_in(number=victim.number, code="1", address=ELSEWHERE, at=later(seconds=300))
    assert raised.value.seconds > 60


def test_many_addresses_together_guess_few_codes_and_wait_little(victim, post):
    for n in range(60):
        attack(victim.number, seconds=1, address=f"198.51.100.{n}")
    assert len(post.sent) <= limits.SENDS_FROM_ANYWHERE.free
    with pytest.raises(people.TooManyTries) as raised:
        people.sign_in(number=victim.number, code="1", address=HOME, at=later(seconds=1))
    assert raised.value.seconds <= 60


def test_an_officer_is_not_locked_out_by_a_stranger_either(db, cast):
    people.open_staff_account(username="wangmin", password="正确的密码", name="", actor=SYSTEM)
    for second in range(60):
        with pytest.raises(people.SignInProblem):
            people.staff_sign_in(
                username="wangmin", password="x", address=ELSEWHERE, at=later(seconds=second)
            )
    account = people.staff_sign_in(
        username="wangmin", password="正确的密码", address=HOME, at=later(seconds=61)
    )
    assert account.username == "wangmin"


def test_sign_ins_that_only_begin_are_counted_by_address_and_one_that_ends_is_not(db):
    for _ in range(limits.BEGINS_FROM_AN_ADDRESS.free):
        factors.begin_sign_in(address=ELSEWHERE, at=NOON)
    with pytest.raises(people.TooManyTries):
        factors.begin_sign_in(address=ELSEWHERE, at=NOON)
    factors.begin_sign_in(address=HOME, at=NOON)
    factors.end_sign_in(address=ELSEWHERE)
    factors.begin_sign_in(address=ELSEWHERE, at=NOON)
