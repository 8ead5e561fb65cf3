"""A demand reaches the one who can act, is answered within its clock, and the person has the last word."""

from datetime import timedelta

import pytest

from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.voice import api as voice
from tongban.voice.demands import filing
from tongban.voice.tests.conftest import AT, WORDS, later

REPLY = "3 月 2 日下午已在上三路补装窨井盖，周边围好了，今晚有人值守。"


def replayed(number):
    assert voice.replays(filing.find(number)) == []


def test_a_sure_proposal_is_sent_on_in_the_same_breath(play):
    filed = play.file()
    assert filed.state.sent.automatic
    assert filed.state.agency == filed.state.proposed.agency
    assert filed.state.running.due > AT
    replayed(filed.number)


def test_what_routing_is_not_sure_of_waits_for_a_person_and_the_correction_is_learned(play):
    filed = play.file("请你们来看一看吧，一直都是这个样子")
    assert filed.state.standing == "filed"
    wanted = voice.DemandProposed("SJ", "投诉", "市场监管", "计量", "350104", "general", 1.0)
    state = voice.dispatch(filed.number, wanted, actor=play.hall, at=later(hours=1))
    assert (state.agency, "agency" in state.sent.corrected) == ("SJ-350104", True)
    while ledger.drain():
        pass
    again = play.file("请你们来看一看吧，一直都是这个样子", at=later(hours=2))
    assert again.state.proposed.agency == "SJ"


def test_an_agency_returns_once_and_then_a_coordinator_decides(play):
    number = play.sent()
    agency = play.of(number)
    due = play.state(number).running.due
    voice.give_back(
        number, reason="这段路由别的部门养护", actor=play.by(agency), at=later(minutes=5)
    )
    with pytest.raises(voice.NotYourPost):
        voice.coordinate(number, agency="SJ", reason="它来办", actor=play.by("SJ"))
    state = voice.coordinate(
        number, agency="SJ", reason="按职责由你们牵头", actor=play.hall, at=later(minutes=9)
    )
    assert (state.agency, state.running.due) == ("SJ", due)  # the person's clock ran on
    with pytest.raises(voice.ReturnedAlready):
        voice.give_back(number, reason="也不是我们的事", actor=play.by("SJ"), at=later(minutes=10))
    replayed(number)


def test_the_first_receiver_leads_and_helpers_say_what_they_did(play):
    filed = play.file("请你们来看一看吧，一直都是这个样子")
    wanted = voice.DemandProposed("SJ", "投诉", "市场", "计量", "", "general", 1.0, ("GA-HJ",))
    voice.dispatch(filed.number, wanted, actor=play.hall, at=AT)
    (line,) = voice.inbox("GA-HJ", actor=play.by("GA-HJ")).lines
    assert (line.number, line.task) == (filed.number, "help")
    with pytest.raises(voice.NotYourPost):
        voice.accept(filed.number, actor=play.by("GA-HJ"), at=AT)
    voice.help_with(filed.number, words="已核对户籍信息", actor=play.by("GA-HJ"), at=AT)
    assert voice.inbox("GA-HJ", actor=play.by("GA-HJ")).lines == ()
    replayed(filed.number)


def test_one_question_stops_the_clock_until_it_is_answered(play):
    number = play.accepted()
    agency = play.of(number)
    due = play.state(number).running.due
    voice.ask(number, question="井盖在学校哪一侧？", actor=play.by(agency), at=later(minutes=10))
    assert play.state(number).running is None
    replayed(number)
    voice.answer(number, words="东门旁边", actor=play.person, at=later(minutes=40))
    assert play.state(number).running.due == due + timedelta(minutes=30)
    with pytest.raises(voice.AskedAlready):
        voice.ask(number, question="再问一句行不行", actor=play.by(agency), at=later(minutes=50))


def test_a_question_nobody_answers_does_not_stop_it_for_ever(play):
    number = play.accepted()
    voice.ask(
        number, question="井盖在哪一侧？", actor=play.by(play.of(number)), at=later(minutes=10)
    )
    while ledger.due(later(days=6)):
        pass
    assert play.state(number).standing == "accepted"
    replayed(number)


def test_a_bare_phrase_is_no_reply(play):
    number = play.accepted()
    officer = play.by(play.of(number))
    for words in ("已处理", "您好，您反映的问题已转相关部门处理，感谢您的来电。"):
        with pytest.raises(voice.ReplyTooThin):
            voice.reply(number, words=words, solved=True, actor=officer, at=AT)
    with pytest.raises(voice.ReplyTooThin):
        voice.reply(number, words=REPLY, solved=False, unsolved="办不了", actor=officer, at=AT)
    assert voice.reply(number, words=REPLY, solved=True, actor=officer, at=AT).standing == "replied"


def test_solved_is_asked_apart_from_satisfied(play):
    number = play.accepted()
    voice.reply(number, words=REPLY, solved=True, actor=play.by(play.of(number)), at=AT)
    state = voice.judge(number, solved=True, level=4, words="太慢", actor=play.person, at=AT)
    assert (state.outcome, state.judged.level, state.call.why) == ("solved", 4, "unsatisfied")
    assert [one.task for one in voice.coordination(actor=play.hall).lines] == ["call"]
    replayed(number)


def test_not_solved_is_a_state_of_its_own_and_is_called_back(play):
    number = play.accepted()
    voice.reply(number, words=REPLY, solved=True, actor=play.by(play.of(number)), at=AT)
    state = voice.judge(number, solved=False, actor=play.person, at=AT)
    assert state.outcome == "unsolved"
    state = voice.call_back(
        number,
        reached=True,
        words="井盖又松了，要重做",
        again=True,
        actor=play.hall,
        at=later(hours=3),
    )
    assert (state.standing, state.rounds) == ("dispatched", 2)
    replayed(number)


def test_what_nobody_judges_ends_unconfirmed_and_not_solved(play):
    number = play.accepted()
    voice.reply(number, words=REPLY, solved=True, actor=play.by(play.of(number)), at=AT)
    while ledger.due(later(days=8)):
        pass
    assert play.state(number).outcome == "unconfirmed"
    assert voice.judge(number, solved=True, actor=play.person, at=later(days=9)).outcome == "solved"
    replayed(number)


def test_the_person_opens_it_again_with_a_new_clock(play):
    number = play.accepted()
    officer = play.by(play.of(number))
    voice.reply(number, words=REPLY, solved=True, actor=officer, at=AT)
    voice.judge(number, solved=True, actor=play.person, at=AT)
    state = voice.reopen(number, words="又松了", actor=play.person, at=later(days=3))
    assert (state.standing, state.running.start, state.outcome) == ("dispatched", later(days=3), "")
    replayed(number)


def test_more_time_is_taken_once_before_it_runs_out(play):
    filed = play.file("请你们来看一看吧，一直都是这个样子")
    wanted = voice.DemandProposed("SJ", "投诉", "市场", "计量", "", "general", 1.0)
    voice.dispatch(filed.number, wanted, actor=play.hall, at=AT)
    officer = play.by("SJ")
    voice.accept(filed.number, actor=officer, at=AT)
    due = play.state(filed.number).running.due
    with pytest.raises(voice.ReasonNeeded):
        voice.extend(filed.number, days=16, reason="配件要从外地调", actor=officer, at=AT)
    state = voice.extend(filed.number, days=3, reason="配件要从外地调", actor=officer, at=AT)
    assert state.running.due == due + timedelta(days=3)
    with pytest.raises(voice.NotNow):
        voice.extend(filed.number, days=3, reason="还要再等几天", actor=officer, at=AT)
    replayed(filed.number)


def test_time_that_ran_out_is_not_stretched_though_no_bell_has_rung_yet(play):
    number = play.accepted()
    officer, due = play.by(play.of(number)), play.state(number).running.due
    late = due + timedelta(microseconds=1)
    with pytest.raises(voice.NotNow):
        voice.extend(number, days=3, reason="配件要从外地调", actor=officer, at=late)
    state = voice.extend(number, days=3, reason="配件要从外地调", actor=officer, at=due)
    assert state.running.due == due + timedelta(days=3)


def test_at_half_the_post_at_four_fifths_the_head_at_the_end_the_hotline_is_told(play):
    number = play.sent()
    agency, running = play.of(number), play.state(number).running
    for share, heads, hall in ((50, 0, 0), (80, 1, 0), (100, 1, 1)):
        while ledger.due(running.at(share) + timedelta(seconds=1)):
            pass
        assert play.state(number).shares[-1] == share
        assert len(voice.urged(agency, actor=play.by(agency)).lines) == heads
        assert len(voice.coordination(actor=play.hall).lines) == hall
        replayed(number)


def test_of_an_anonymous_demand_nobody_is_kept_and_a_code_finds_it(play):
    filed = play.file(privacy="anonymous", contact="13800000000")
    page = voice.demand(filed.number, actor=Actor("person", 0), code=filed.code)
    assert (page.state.party, page.contact, page.words) == (0, "", WORDS)
    with pytest.raises(voice.NoSuchDemand):
        voice.demand(filed.number, actor=play.person)
    with pytest.raises(voice.NoSuchDemand):
        voice.demand(filed.number, actor=Actor("person", 0), code="WRONGCOD")


def test_who_asks_to_be_anonymous_is_in_no_event_though_signed_in(play):
    filed = play.file(privacy="anonymous")
    voice.withdraw(filed.number, code=filed.code, actor=play.person, at=AT)
    kept = repr(ledger.events(filed.id)) + repr(ledger.head(filed.id))
    assert play.person.name not in kept
    assert str(play.person.id) not in kept


def test_no_clerk_says_in_a_persons_place_that_it_is_solved(play):
    filed = play.file()
    number, officer = filed.number, play.by(filed.state.agency)
    voice.accept(number, actor=officer, at=AT)
    voice.reply(number, words=REPLY, solved=True, actor=officer, at=AT)
    with pytest.raises(voice.NoSuchDemand):
        voice.judge(number, solved=True, level=1, actor=play.clerk, at=AT)
    told = voice.judge(number, solved=False, actor=play.clerk, code=filed.code, at=AT)
    assert told.outcome == "unsolved"


def test_everybody_reads_a_point_and_a_number_only_where_the_person_let_them(play):
    given = {"point": voice.Point(26.04567, 119.31234)}
    words = "上三路有个窨井盖没盖，请回电13812345678，身份证11010519491231002X"
    own = voice.published(play.file(words, **given).number)
    assert (own.latitude, own.longitude, own.words) == (None, None, "")
    free = voice.published(play.file(words, public=True, **given).number)
    assert (free.latitude, free.longitude) == (26.046, 119.312)
    assert free.words == "上三路有个窨井盖没盖，请回电138****5678，身份证110***********002X"


def test_in_confidence_the_agency_does_not_learn_who_asked(play):
    filed = play.file(privacy="private", contact="13800000000")
    seen = voice.demand(filed.number, actor=play.by(filed.state.agency))
    assert (seen.asker, seen.contact) == ("", "")
    assert play.person.name not in repr(seen.moments)
    assert voice.demand(filed.number, actor=play.hall).asker == play.person.name


def test_an_agency_sees_only_what_was_sent_to_it(play):
    filed = play.file()
    with pytest.raises(voice.NotYourPost):
        voice.demand(filed.number, actor=play.by("GJJ"))
    with pytest.raises(voice.NotYourPost):
        voice.inbox("SJ", actor=play.by("GJJ"))


def test_who_joins_is_counted_once_and_told(play, cast):
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    number = play.sent()
    other = people.register(number=cast.stranger.number, name="周遥", actor=SYSTEM)
    for _ in range(2):
        voice.join(number, actor=Actor("person", other.id), party=other.id, at=AT)
    assert play.state(number).joined == (other.id,)
    replayed(number)


def test_the_log_keeps_no_word_of_the_person(play):
    number = play.accepted()
    voice.ask(number, question="井盖在哪一侧？", actor=play.by(play.of(number)), at=AT)
    voice.answer(number, words="我家门口王大妈旁边", actor=play.person, at=AT)
    written = str([one.data for one in ledger.events(filing.find(number))])
    assert "王大妈" not in written
    assert "电动车" not in written


def test_several_matters_of_one_message_are_demands_of_their_own(play):
    text = "上三路的窨井盖没了很危险。另外小区门口的垃圾好多天没人清运，臭得很。"
    parts = voice.split(text)
    assert len(parts) == 2
    filed = voice.file_all(
        [voice.Words(text=one) for one in parts],
        channel="phone", actor=play.clerk, party=play.person.id, at=AT,
    )  # fmt: skip
    assert len({one.number for one in filed}) == 2
    assert filed[1].state.filed.split_of == filed[0].id


def test_of_two_officers_who_look_at_the_same_version_one_is_told_of_the_other(play):
    number = play.accepted()
    officer, seq = play.by(play.of(number)), play.state(number).seq
    voice.ask(number, question="井盖在哪一侧？", actor=officer, seq=seq, at=AT)
    with pytest.raises(ledger.VersionConflict):
        voice.reply(number, words=REPLY, solved=True, actor=officer, seq=seq, at=AT)
