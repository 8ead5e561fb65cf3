"""Ratings (好差评): once for a case, after its end, by whoever it was for; 1 is best."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections

from tongban.agencies import api as agencies
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.voice import api as voice

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def person(party):
    return Actor("person", party.id, party.name)


def case_of(party, **attrs):
    """A case as the ledger shows it; `closed` once it has ended."""
    stream = ids.new(ids.shard_of(party.id))
    head = ledger.Head("granted", "COIN", party.id, None, "发贺金", None, {"service": "S", **attrs})
    event = Event("cases.Filed", AT, SYSTEM, {})
    ledger.append(ledger.Append(stream, "case", 0, [event], head))
    return stream


@pytest.fixture
def mother(db, cast):
    return people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)


@pytest.fixture
def case(mother):
    return case_of(mother, closed="2026-03-02")


def test_an_applicant_rates_a_case_that_has_ended(mother, case):
    given = voice.rate(case, level=1, words=" 很快 ", actor=person(mother), at=AT)
    assert (given.level, given.words, given.agency, given.service) == (1, "很快", "COIN", "S")
    assert given.said.zh == "非常满意"
    assert voice.rating(case) == given


def test_a_case_is_rated_once(mother, case):
    voice.rate(case, level=1, actor=person(mother))
    with pytest.raises(voice.AlreadyRated):
        voice.rate(case, level=5, actor=person(mother))
    assert voice.rating(case).level == 1


@pytest.mark.parametrize("level", [0, 6, -1, "1", True, None])
def test_there_are_five_levels(mother, case, level):
    with pytest.raises(voice.BadLevel):
        voice.rate(case, level=level, actor=person(mother))


def test_words_have_an_end(mother, case):
    with pytest.raises(voice.WordsTooLong):
        voice.rate(case, level=1, words="长" * 501, actor=person(mother))


def test_a_case_under_way_is_not_rated_yet(mother):
    with pytest.raises(voice.NotEndedYet):
        voice.rate(case_of(mother), level=1, actor=person(mother))


def test_a_stranger_is_told_that_there_is_nothing(mother, case, cast):
    stranger = people.register(number=cast.stranger.number, name="周遥", actor=SYSTEM)
    for target in (case, mother.id, 5):
        with pytest.raises(voice.NotYoursToRate):
            voice.rate(target, level=5, actor=person(stranger))
    assert voice.rating(case) is None


def test_a_clerk_rates_only_with_the_person_before_them(mother, case):
    account = people.open_staff_account(username="w", password=None, name="王敏", actor=SYSTEM)
    agencies.appoint(account=account.pk, agency=None, duty="clerk", actor=SYSTEM)
    alone = Actor("officer", account.pk, "王敏", "clerk")
    with pytest.raises(voice.NotYoursToRate):
        voice.rate(case, level=2, actor=alone)
    beside = Actor("officer", account.pk, "王敏", "clerk", acting_for=mother.id)
    assert voice.rate(case, level=2, actor=beside).level == 2


def test_the_log_says_the_level_and_not_the_words(mother, case):
    given = voice.rate(case, level=4, words="等了很久", actor=person(mother), at=AT)
    (event,) = ledger.events(given.id)
    assert (event.type, event.data) == ("voice.Rated", {"level": 4})
    assert ("case", str(case), "rated") in [(one.type, one.id, one.role) for one in event.objects]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_rating(cast):
    mother = people.register(number=cast.applicant.number, name="林晓舟", actor=SYSTEM)
    case = case_of(mother, closed="2026-03-02")
    found = []

    def click():
        try:
            found.append(voice.rate(case, level=1, actor=person(mother)))
        except voice.AlreadyRated as late:
            found.append(late)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(type(one).__name__ for one in found) == ["AlreadyRated", "AlreadyRated", "Rating"]
