import pytest
from django.db import connection, transaction

from tongban.exchange import api as exchange
from tongban.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
TO = "11010519491231002X"


def rows():
    with connection.cursor() as cursor:
        cursor.execute("select kind, state, text, why from exchange_message order by queued_at")
        return cursor.fetchall()


def send(kind="code", text="动态码 123456"):
    exchange.send(to=TO, kind=kind, text=text, actor=SYSTEM)


def test_the_demo_prints_the_code_and_keeps_it_for_the_banner(settings, capsys):
    settings.TONGBAN_DEMO = True
    send()
    shown = capsys.readouterr().err
    assert "123456" in shown
    assert TO not in shown
    assert exchange.last_text(to=TO) == "动态码 123456"


def test_the_demo_prints_no_notice_and_counts_it_as_delivered(settings, capsys):
    settings.TONGBAN_DEMO = True
    send(kind="case", text="您的办件已受理")
    assert capsys.readouterr().err == ""
    assert rows() == [("case", "delivered", "您的办件已受理", "")]


def test_outside_the_demo_no_code_is_shown_or_kept(settings, capsys, caplog):
    settings.TONGBAN_DEMO = False
    send()
    assert capsys.readouterr().err == ""
    assert exchange.last_text(to=TO) is None
    assert rows() == [("code", "failed", "", "NotConnectedError")]
    assert TO not in caplog.text
    assert "123456" not in caplog.text


def test_the_banner_shows_the_newest_of_its_own_number_only(settings):
    settings.TONGBAN_DEMO = True
    send(text="一")
    send(text="二")
    assert exchange.last_text(to=TO) == "二"
    assert exchange.last_text(to=f" {TO.lower()} ") == "二"
    assert exchange.last_text(to="somebody else") is None


def test_nothing_is_carried_when_its_cause_is_rolled_back(settings, capsys):
    settings.TONGBAN_DEMO = True
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert capsys.readouterr().err == ""
    assert rows() == []


def test_the_recipient_is_kept_only_as_a_digest(settings):
    settings.TONGBAN_DEMO = True
    send()
    with connection.cursor() as cursor:
        cursor.execute("select * from exchange_message")
        assert TO not in str(cursor.fetchall())


def test_the_messenger_of_the_people_room_sends_in_the_platforms_name(settings):
    settings.TONGBAN_DEMO = True
    exchange.OutgoingMessenger().send(TO, "code", "动态码 654321")
    assert rows() == [("code", "delivered", "动态码 654321", "")]


def test_to_pretend_carries_nothing_and_leaves_nothing(settings, capsys):
    settings.TONGBAN_DEMO = True
    exchange.pretend(to=TO, kind="code", text="动态码 123456", actor=SYSTEM)
    assert capsys.readouterr().err == ""
    assert rows() == []


@pytest.mark.django_db
def test_the_platform_s_role_opens_the_days_it_may_not_make_itself():
    """A worker's beat prepares the coming days' tables; its role owns none."""
    with connection.cursor() as cursor:
        cursor.execute("create role lesser nologin")
        cursor.execute("grant execute on function exchange_open_day_v1(date) to lesser")
        cursor.execute("set local role lesser")
        cursor.execute("select exchange_open_day_v1('2031-02-03')")
        cursor.execute("reset role")
        cursor.execute("select to_regclass('exchange_call_20310203') is not null")
        assert cursor.fetchone() == (True,)
