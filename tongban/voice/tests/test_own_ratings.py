"""What became of a rating, for whoever gave it (我的评价): by the link, on their page, by message."""

import pytest

from tongban.exchange import api as exchange
from tongban.ledger import api as ledger
from tongban.voice import api as voice
from tongban.voice.tests.test_ratings import bad

__all__ = ["bad"]


@pytest.fixture
def sent(monkeypatch):
    texts = []

    def notify(*, template, values, **_):
        if template.startswith("rating"):
            texts.append("".join(values[key] for key in ("said", "link")))

    monkeypatch.setattr(exchange, "notify", notify)
    return texts


def settle():
    while ledger.drain():
        pass


def test_the_person_reads_the_answer_where_they_rated_and_contests_it_once(play, bad, sent):
    voice.verify_rating(bad.id, true=True, found="窗口漏告知一项", actor=play.by("SJ"))
    voice.rectify_rating(bad.id, words="已补进一次告知单", actor=play.by("SJ"))
    voice.answer_rating(bad.id, words="向您道歉，清单已改", actor=play.by("SJ"))
    settle()
    assert "向您道歉，清单已改" in sent[-1]
    token = sent[-1].rpartition("/r/")[2]
    assert voice.rated_by_link(token).may_appeal
    voice.appeal_by_link(token, words="我有三张取号单")
    assert voice.appeals(actor=play.hall)[0].contested == "我有三张取号单"
    assert not voice.rated_by_link(token).may_appeal
    with pytest.raises(voice.RatingNotNow):
        voice.appeal_by_link(token, words="我有三张取号单")
    voice.review_rating(bad.id, words="取号单属实，支持申诉", actor=play.hall)
    settle()
    assert "支持申诉" in sent[-1]


def test_what_nobody_contested_is_left_out_too_and_the_person_is_told_why(play, bad, sent):
    voice.verify_rating(bad.id, true=False, found="说的是另一件事", actor=play.by("SJ"))
    assert [one.rating.id for one in voice.all_bad(actor=play.hall)] == [bad.id]
    with pytest.raises(voice.NotYourPost):
        voice.all_bad(actor=play.by("SJ"))
    voice.exclude_rating(bad.id, ground="mistaken", words="评的是别的办件", actor=play.hall)
    settle()
    assert "评的是别的办件" in sent[-1]
    (own,) = voice.own_ratings(play.person.id, actor=play.person)
    assert (own.state.excluded, own.state.evidence) == ("mistaken", "评的是别的办件")
    assert voice.rating_counts() == {}


def test_a_link_shows_nothing_before_the_moment_is_rated_and_no_officer_lists_ratings(play, bad):
    assert voice.rated_by_link(voice.link(bad.case, "pay")) is None
    with pytest.raises(voice.NotYoursToRate):
        voice.own_ratings(play.person.id, actor=play.hall)
    with pytest.raises(voice.NotYoursToRate):
        voice.rated_by_link("forged")
