"""At the end of keeping two people have facts and words destroyed, and a restore brings nothing back."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection

from tongban.config.continuous import erased
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.oversight.destroying import api as destroying
from tongban.people import api as people
from tongban.voice import api as voice
from tongban.voice.models import DemandRow
from tongban.voice.tests.conftest import AT
from tongban.voice.tests.test_demands import REPLY

pytestmark = pytest.mark.django_db
FIRST, SECOND = Actor("officer", 11, "甲"), Actor("officer", 12, "乙")
PURPOSE = Purpose("own", "", "个人信息保护法 第四十五条", "本人查看")
LONG_AFTER = datetime(2039, 3, 3, 2, tzinfo=UTC)


@pytest.fixture
def phones(cast, published, settings, tmp_path, monkeypatch):
    """A person's two telephone numbers, the first no longer theirs; kept for a year after."""
    settings.HOME = tmp_path
    monkeypatch.setattr(destroying, "_months", lambda _: {"phone": 12})
    me = people.register(number=cast.applicant.number, name=cast.applicant.name, actor=SYSTEM)
    said = facts.record(me.id, {"phone": "1"}, source=facts.Source("person"), actor=SYSTEM, at=AT)
    newer = facts.correct(said["phone"], value="2", actor=Actor("person", me.id), at=AT)
    return me.id, said["phone"], newer


def value(statement):
    found = facts.statements([statement], purpose=PURPOSE, actor=SYSTEM)
    return None if found[statement].erased else found[statement].value


def test_what_no_longer_holds_goes_at_its_term_by_two(phones):
    _, old, new = phones
    assert destroying.due("facts", on=time.city_date(AT)) == []
    made = destroying.propose("facts", actor=FIRST, at=LONG_AFTER)
    with pytest.raises(destroying.NotToBeDestroyed):
        destroying.approve(made, actor=FIRST, at=LONG_AFTER)
    assert value(old) == "1"
    text, signature, gone = destroying.approve(made, actor=SECOND, at=LONG_AFTER)
    assert (gone, value(old), value(new), bool(signature)) == (1, None, "2", True)
    assert json.loads(text)["项"][0][:2] == [old, "phone"]
    with pytest.raises(destroying.NotToBeDestroyed):
        destroying.approve(made, actor=SECOND, at=LONG_AFTER)


def test_what_is_disputed_or_holds_or_has_no_term_stays(phones, monkeypatch):
    _, old, new = phones
    assert [one.id for one in destroying.due("facts", on=LONG_AFTER.date())] == [old]
    facts.dispute(old, reason="?", actor=Actor("person", phones[0]), at=AT)
    assert destroying.due("facts", on=LONG_AFTER.date()) == []
    monkeypatch.setattr(destroying, "_months", lambda _: {})
    with pytest.raises(destroying.NotToBeDestroyed):
        destroying.propose("facts", actor=FIRST, at=LONG_AFTER)
    assert value(new) == "2"


@pytest.fixture
def closed(play, settings, tmp_path):
    """A demand that was answered and closed in 2026."""
    settings.HOME = tmp_path
    number = play.accepted()
    voice.reply(number, words=REPLY, solved=True, actor=play.by(play.of(number)), at=AT)
    voice.judge(number, solved=True, actor=play.person, at=AT)
    return DemandRow.objects.get(number=number)


def test_the_words_of_a_closed_demand_go_and_its_number_stays(closed):
    assert destroying.due("demands", on=datetime(2036, 12, 31, tzinfo=UTC).date()) == []
    made = destroying.propose("demands", actor=FIRST, at=LONG_AFTER)
    _, _, gone = destroying.approve(made, actor=SECOND, at=LONG_AFTER)
    now = DemandRow.objects.get(number=closed.number)
    assert (gone, now.words, now.contact) == (1, "", "")
    assert destroying.due("demands", on=LONG_AFTER.date()) == []


def test_an_open_demand_keeps_its_words(play):
    play.accepted()
    assert destroying.due("demands", on=LONG_AFTER.date()) == []


class Restored:
    """The connection of a restore, over the test's own."""

    def execute(self, statement, values=()):
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return cursor


def test_a_restore_takes_the_words_out_again(closed):
    erased.apply(Restored(), {closed.id})
    assert DemandRow.objects.get(number=closed.number).words == ""
