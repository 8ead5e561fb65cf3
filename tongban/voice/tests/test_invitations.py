"""Invitations to rate (评价邀请): at each moment, again after three days, seen by nobody of the state."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.exchange.payments import till
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.voice import api as voice
from tongban.voice.ratings import inviting
from tongban.voice.tests.conftest import AT

MOMENTS = {
    "file": ("cases.Filed", "filed", "申报"),
    "supplement": ("cases.Supplemented", "filed", "补正"),
    "receive": ("cases.Delivered", "granted", "签收"),
    "done": ("cases.Closed", "granted", "办结"),
}


def settle():
    while ledger.drain():
        pass


def tick(at):
    while ledger.due(at):
        pass


def happened(play, type_, status="granted", *, by=None, service="S", number=None, at=AT):
    """A case to which this has just happened, and everybody has heard of it."""
    stream = ids.new(ids.shard_of(play.person.id))
    attrs = {"service": service, "closed": "2026-03-02"} if status == "granted" else {}
    head = ledger.Head(status, "SJ", play.person.id, number, "营业执照", None, attrs)
    event = Event(type_, at, by or play.person, {})
    ledger.append(ledger.Append(stream, "case", 0, [event], head))
    settle()
    return stream


def waiting(play, at=AT):
    found = voice.invitations(play.person.id, actor=play.person, at=at)
    return [one.moment for one in found]


@pytest.fixture
def sent(monkeypatch):
    texts = []

    def notify(*, template, values, **_):
        if template.startswith("rating"):
            texts.append("".join(values[key] for key in ("said", "link")))

    monkeypatch.setattr(exchange, "notify", notify)
    return texts


@pytest.mark.parametrize("moment", MOMENTS)
def test_each_moment_is_invited_by_a_link_that_rates_it(play, sent, moment):
    type_, status, word = MOMENTS[moment]
    case = happened(play, type_, status)
    (text,) = sent
    assert word in text
    voice.rate_by_link(text.rpartition("/r/")[2], level=2, channel="sms")
    assert voice.rating(case, moment).level == 2
    assert waiting(play) == []


def test_the_answer_to_a_question_is_rated_as_asking(play, sent):
    number = play.file("请问孩子在鼓楼区上小学，居住证差半个月能不能报名").number
    asked = voice.DemandProposed("EDU", "咨询", "教育", "入学", "", "general", 1.0)
    if not play.of(number):
        voice.dispatch(number, asked, actor=play.hall, at=AT)
    office = play.by(play.of(number))
    voice.accept(number, actor=office, at=AT)
    words = "您问孩子居住证差半个月能否报名小学：可以先报名，证件在开学前补上即可。"
    voice.reply(number, words=words, solved=True, actor=office, at=AT)
    settle()
    assert waiting(play) == ["ask"]
    found = voice.rate_by_link(sent[-1].rpartition("/r/")[2], level=1)
    assert (found.moment, found.agency) == ("ask", play.of(number))


def test_paying_is_rated_where_something_was_paid(play, sent):
    happened(play, "cases.Closed", service="GA-PASSPORT")
    assert sorted(waiting(play)) == ["done", "pay"]
    assert len(sent) == 1


def test_paying_is_rated_when_what_was_ordered_is_paid_and_once(play, sent):
    happened(play, "cases.Accepted", "accepted", number="A-7")
    about = ("case", "A-7")
    lines = [exchange.Line(Text("工本费"), 4000, "发改价格〔2003〕2322号")]
    exchange.order(about=about, payer=play.person.id, lines=lines, actor=SYSTEM, agency="SJ", at=AT)
    till.take(about, means="cash", actor=Actor("officer", 1, agency="SJ"), agency="SJ", at=AT)
    settle()
    assert waiting(play) == ["pay"]
    assert "缴费" in sent[-1]


def test_who_did_not_rate_is_invited_once_more_after_three_days_and_then_left_alone(play, sent):
    happened(play, "cases.Closed")
    for days in (1, 2):
        tick(AT + timedelta(days=days))
    assert len(sent) == 1
    for days in (3, 4, 9):
        tick(AT + timedelta(days=days, minutes=1))
    assert len(sent) == 2


def test_who_rated_is_not_invited_again(play, sent):
    case = happened(play, "cases.Closed")
    voice.rate(case, level=1, actor=play.person, at=AT)
    tick(AT + timedelta(days=4))
    assert len(sent) == 1


def test_what_is_filed_together_is_one_message_and_stands_on_the_page(play, sent):
    for _ in range(3):
        happened(play, "cases.Filed", "filed")
    assert (len(sent), waiting(play)) == (1, ["file"] * 3)


def test_what_the_agency_opened_alone_invites_nobody_to_rate_its_filing(play, sent):
    happened(play, "cases.Filed", "filed", by=Actor("officer", 7, "甲", "reviewer", "SJ"))
    assert (sent, waiting(play)) == ([], [])


def test_nobody_of_the_state_sees_who_will_rate(play, sent):
    happened(play, "cases.Closed")
    (head,) = ledger.heads(kind=inviting.INVITATION).items
    assert (head.queue, head.number, head.label) == (None, None, "")
    for officer in (play.hall, play.by("SJ"), play.clerk, SYSTEM):
        with pytest.raises(voice.NotYoursToRate):
            voice.invitations(play.person.id, actor=officer)


def test_an_invitation_is_made_anew_from_its_events(play, sent):
    happened(play, "cases.Supplemented", "filed")
    tick(AT + timedelta(days=3, minutes=1))
    assert ledger.rebuild("heads", mend=False).differing == 0


def test_a_city_that_publishes_no_days_invites_once(play, monkeypatch):
    book = replace(catalogue.book(AT.date()), figures={})
    monkeypatch.setattr(inviting.catalogue, "book", lambda *_: book)
    happened(play, "cases.Closed")
    assert waiting(play) == ["done"]
    tick(AT + timedelta(days=30))
    assert [one.status for one in ledger.heads(kind=inviting.INVITATION).items] == ["invited"]
