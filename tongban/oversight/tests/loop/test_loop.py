"""The loop closed (闭环): five ask, the rule changes, they are told, and fewer ask."""

import re
from datetime import timedelta

import pytest

from tongban.agencies import api as agencies
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.people import api as people
from tongban.voice import api as voice
from tongban.voice.tests.conftest import AT

WORDS = "开店办营业执照要等好几天，别的城市当天就能拿到，能不能快一点（第{}次反映）"
DAYS = re.compile(r"(promised:\s*\{?\s*days:\s*)(\d+)")


def settle():
    while ledger.drain():
        pass


def officer(name, duty):
    account = people.open_staff_account(username=name, password=None, name=name, actor=SYSTEM)
    agencies.appoint(account=account.pk, agency=None, duty=duty, actor=SYSTEM)
    return Actor("officer", account.pk, name, duty)


def slow_service():
    """A service whose promise can be halved, with its file."""
    for one in catalogue.book().services.values():
        source = catalogue.source("service", one.id)
        if (one.promised.days or 0) > 2 and DAYS.search(source):
            return one, source
    raise AssertionError("no service promises more than two days")


def ask(play, no, at):
    filed = play.file(words=WORDS.format(no), at=at)
    topic = voice.DemandProposed(play.agency, "建议", "营商环境", "执照时限", "", "general", 1.0)
    if not filed.state.agency:
        voice.dispatch(filed.number, topic, actor=play.hall, at=at)
    return filed.id


def shorter(source, today):
    """The same file as its next version, with half the days."""
    text = re.sub(r'version: "?[0-9-]+"?', f'version: "{today}"', source, count=1)
    return DAYS.sub(lambda found: f"{found[1]}{int(found[2]) // 2}", text, count=1)


def test_five_demands_change_the_service_and_those_who_asked_are_told(play, monkeypatch):
    monkeypatch.setattr("tongban.catalogue.drafting.four_eyes", lambda: True)
    designer, approver = officer("设计", "designer"), officer("监督", "supervisor")
    asked = [ask(play, no, AT + timedelta(days=no)) for no in range(5)]
    settle()

    opened = AT + timedelta(days=6)
    topics = {one.service for one in oversight.counted("demands", actor=approver)}
    theme = voice.open_theme(
        title="执照办得慢", agency=play.agency, demands=asked, topic=topics.pop(), actor=play.hall,
        at=opened,
    )  # fmt: skip

    service, source = slow_service()
    today = catalogue.published()[0] and city_date(opened)
    files = {f"{service.id}.yaml": shorter(source, today)}
    proposal = oversight.propose_change(theme.id, files, actor=designer, at=opened)
    assert proposal.evidence.demands == 5
    assert voice.theme(theme.id).changes == (f"draft:{proposal.draft}",)

    catalogue.submit_draft(proposal.draft, actor=designer, at=opened)
    with pytest.raises(catalogue.FourEyesNeeded):
        catalogue.approve_draft(proposal.draft, actor=designer, at=opened)
    catalogue.approve_draft(proposal.draft, actor=approver, at=opened)
    catalogue.publish_draft(proposal.draft, actor=designer, at=opened)
    assert catalogue.book().services[service.id].promised.days == service.promised.days // 2
    settle()

    assert "执照办得慢" in voice.theme(theme.id).told
    told = [one for id_ in asked for one in ledger.events(id_) if one.type == "voice.DemandTold"]
    assert len(told) == 5

    ask(play, 9, opened + timedelta(days=20))
    settle()
    found = oversight.repeats(theme.id, on=city_date(opened) + timedelta(days=30))
    assert found.before == 5
    assert found.after == 1
    assert found.fell


def test_a_draft_without_a_theme_has_no_evidence(play):
    approver = officer("监督", "supervisor")
    assert oversight.evidence(5, actor=approver) is None


def test_demands_are_counted_as_their_events_say(play):
    for no in range(3):
        ask(play, no, AT + timedelta(days=no))
    settle()
    approver = officer("监督", "supervisor")
    figures = {one.measure.id: one for one in oversight.figures(actor=approver)}
    assert figures["demands"].top == 3
    assert figures["solved"].bottom == 0
    assert ledger.rebuild("demands", mend=False).differing == 0


def test_demands_that_one_gave_back_and_another_got_are_proposed_to_be_settled(play):
    for no in range(2):
        number = play.sent(at=AT + timedelta(days=no))
        first, then = play.of(number), AT + timedelta(days=no, hours=2)
        other = play.other if first != play.other else play.agency
        voice.give_back(number, reason="这段路不归我们管", actor=play.by(first), at=then)
        voice.coordinate(
            number,
            agency=other,
            reason="按辖区分工由你们办",
            actor=play.hall,
            at=then + timedelta(hours=1),
        )
    settle()
    (found,) = oversight.between(actor=play.hall, part=oversight.Part(since=AT.date()))
    assert (found.kind, found.agency, found.other) == ("returns", first, other)
    assert (found.count, found.hours) == (2, 1.0)
