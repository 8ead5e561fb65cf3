import re
from datetime import UTC, datetime

import pytest
from django.db import connection

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.notices import api as notices
from tongban.exchange.notices.models import SendingRow
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text
from tongban.people import api as people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
NIGHT = datetime(2026, 4, 10, 15, 30, tzinfo=UTC)


@pytest.fixture
def person():
    return people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM).id


def tell(person, template="demand-progress", at=NOON, **values):
    given = {"number": "D-1", "said": Text("已答复", "answered")} | values
    return exchange.notify(
        person=person, template=template, values=given, about=("demand", "D-1"), actor=SYSTEM, at=at
    )


def me(person):
    return Actor("person", person)


def test_the_inbox_has_every_notice_and_opening_one_is_reading_it(person):
    first, second = tell(person), tell(person)
    assert [one.id for one in notices.inbox(person, actor=me(person))] == [second, first]
    assert notices.unread(person) == 2
    read = notices.open_notice(first, actor=me(person), at=NOON)
    assert (read.body, read.read_at) == ("诉求 D-1：已答复", NOON)
    assert notices.open_notice(first, actor=me(person), at=NIGHT).read_at == NOON
    assert notices.unread(person) == 1


def test_it_speaks_the_language_of_the_person(person):
    people.set_reach(person, actor=SYSTEM, language="en")
    assert notices.open_notice(tell(person), actor=me(person)).body == "Demand D-1: answered"


def test_who_reads_traditional_characters_is_told_in_them(person):
    people.set_reach(person, actor=SYSTEM, language="zh-hant")
    assert notices.open_notice(tell(person), actor=me(person)).body == "訴求 D-1：已答覆"


def test_another_person_s_notice_is_not_there(person):
    notice = tell(person)
    with pytest.raises(notices.NoSuchNotice):
        notices.open_notice(notice, actor=me(person + 1))
    with pytest.raises(notices.NoSuchNotice):
        notices.inbox(person, actor=me(person + 1))


def test_a_template_nobody_wrote_or_a_value_that_lacks_is_refused(person):
    with pytest.raises(exchange.BadNotice):
        tell(person, template="nothing-like-it")
    with pytest.raises(exchange.BadNotice):
        exchange.notify(
            person=person, template="demand-progress", values={}, about=("x", ""), actor=SYSTEM
        )
    assert notices.told(person) == []


def test_the_demo_s_banner_shows_the_newest_code_of_its_own_number_only(person, settings):
    settings.TONGBAN_DEMO = True
    for code in ("111111", "222222"):
        exchange.OutgoingMessenger().send_code(person, code, 5)
    assert re.findall(r"\d{6}", exchange.last_text(to=CAST.applicant.number)) == ["222222"]
    assert exchange.last_text(to=CAST.stranger.number) is None
    settings.TONGBAN_DEMO = False
    assert exchange.last_text(to=CAST.applicant.number) is None


def test_a_code_stands_in_no_inbox_and_in_no_column_that_can_be_read(person):
    exchange.OutgoingMessenger().send_code(person, "135790", 5)
    assert notices.told(person) == []
    with connection.cursor() as cursor:
        cursor.execute("select n::text, s::text from exchange_notice n, exchange_sending s")
        assert "135790" not in str(cursor.fetchall())


def test_to_pretend_leaves_nothing(person):
    exchange.OutgoingMessenger().pretend("135790", 5)
    assert not SendingRow.objects.exists()
