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


def test_no_clerk_rates_in_a_persons_place_but_the_person_at_the_window_may(mother, case):
    account = people.open_staff_account(username="w", password=None, name="王敏", actor=SYSTEM)
    agencies.appoint(account=account.pk, agency=None, duty="clerk", actor=SYSTEM)
    alone = Actor("officer", account.pk, "王敏", "clerk")
    beside = Actor("officer", account.pk, "王敏", "clerk", acting_for=mother.id)
    for clerk in (alone, beside):
        with pytest.raises(voice.NotYoursToRate):
            voice.rate(case, level=1, actor=clerk)
    assert voice.rate_by_link(voice.link(case), level=4, channel="hall").level == 4


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


def test_each_of_five_moments_is_rated_once_by_any_channel(mother):
    under_way = case_of(mother)
    for moment in ("ask", "file", "supplement", "pay", "receive"):
        given = voice.rate(under_way, level=2, moment=moment, channel="sms", actor=person(mother))
        assert (given.moment, given.channel) == (moment, "sms")
    with pytest.raises(voice.AlreadyRated):
        voice.rate(under_way, level=1, moment="pay", actor=person(mother))
    with pytest.raises(voice.BadMoment):
        voice.rate(under_way, level=1, moment="coffee", actor=person(mother))


def test_a_link_rates_without_signing_in_and_a_forged_one_does_not(mother, case):
    given = voice.rate_by_link(voice.link(case), level=2, reasons=["slow"])
    assert (given.channel, given.reasons) == ("qr", ("slow",))
    with pytest.raises(voice.NotYoursToRate):
        voice.rate_by_link(voice.link(case)[:-1] + "x", level=1)


@pytest.fixture
def bad(play):
    """A bad rating whose agency has been told of it."""
    party = people.party(play.person.id)
    head = ledger.Head("granted", "SJ", party.id, None, "证", None, {"service": "S", "closed": "x"})
    stream = ids.new(ids.shard_of(party.id))
    ledger.append(ledger.Append(stream, "case", 0, [Event("cases.Filed", AT, SYSTEM, {})], head))
    given = voice.rate(stream, level=5, words="跑了三趟", actor=play.person, at=AT)
    while ledger.drain():
        pass
    return given


def test_a_bad_rating_is_verified_put_right_and_answered_in_its_days(play, bad):
    (owed,) = voice.bad_ratings("SJ", actor=play.by("SJ"))
    assert (owed.rating.level, owed.due.date().isoformat()) == (5, "2026-03-07")
    with pytest.raises(voice.RatingNotNow):
        voice.answer_rating(bad.id, words="已经改好了", actor=play.by("SJ"))
    with pytest.raises(voice.NotYourPost):
        voice.verify_rating(bad.id, true=True, found="属实属实", actor=play.by("GJJ"))
    voice.verify_rating(bad.id, true=True, found="窗口漏告知一项", actor=play.by("SJ"))
    voice.rectify_rating(bad.id, words="已补进一次告知单", actor=play.by("SJ"))
    voice.answer_rating(bad.id, words="向您道歉，清单已改", actor=play.by("SJ"))
    assert voice.bad_ratings("SJ", actor=play.by("SJ")) == ()
    assert not voice.rating_state(bad.id).is_open


def test_the_person_contests_the_answer_and_a_supervisor_reviews_it(play, bad):
    voice.verify_rating(bad.id, true=False, found="监控里没有排队", actor=play.by("SJ"))
    voice.answer_rating(bad.id, words="没有发现您说的情况", actor=play.by("SJ"))
    voice.appeal_rating(bad.id, words="我有三张取号单", actor=play.person)
    (contested,) = voice.appeals(actor=play.hall)
    assert (contested.rating.id, contested.contested) == (bad.id, "我有三张取号单")
    assert "取号单" not in str([one.data for one in ledger.events(bad.id)])
    voice.review_rating(bad.id, words="取号单属实，支持申诉", actor=play.hall)
    assert voice.appeals(actor=play.hall) == ()


def test_only_a_supervisor_leaves_one_out_and_only_what_was_found_not_to_be_so(play, bad):
    with pytest.raises(voice.RatingNotNow):
        voice.exclude_rating(bad.id, ground="mistaken", words="点错了按钮", actor=play.hall)
    voice.verify_rating(bad.id, true=False, found="说的是另一件事", actor=play.by("SJ"))
    with pytest.raises(voice.NotYourPost):
        voice.exclude_rating(bad.id, ground="mistaken", words="点错了按钮", actor=play.by("SJ"))
    state = voice.exclude_rating(bad.id, ground="mistaken", words="点错了按钮", actor=play.hall)
    assert state.excluded == "mistaken"


def test_the_officer_who_answers_learns_no_name(play, bad):
    shown = repr(voice.bad_ratings("SJ", actor=play.by("SJ")))
    assert play.person.name not in shown
    assert str(play.person.id) not in shown
