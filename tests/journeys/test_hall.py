"""The hall through a browser: window, telephone, board, terminal and phone, by axe at both widths."""

from datetime import datetime

import pytest

from tests import staffing
from tests.journeys.test_window_keys import HALL
from tongban.cases.visits import api as visits
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=time.CITY)


@pytest.fixture
def somebody(live_server, cast, monkeypatch):
    """The applicant with their papers, on a Tuesday morning."""
    monkeypatch.setattr(time, "now", lambda: MORNING)
    book = staffing.publish()
    staffing.staff()
    return staffing.settle(cast.applicant, book)


def sign_in(context, client, account, url):
    client.force_login(account)
    value = client.cookies["tongban_session"].value
    context.add_cookies([{"name": "tongban_session", "value": value, "url": url}])


@pytest.fixture
def look(accessible, pictures):
    """Judge a page by axe, and keep its picture."""

    def judge(page, address, name):
        if address:
            page.goto(address)
        accessible(page)
        pictures(page, name)

    return judge


def drawn(count=4):
    needs = [(), ("elder",), (), ("disabled",)]
    return [
        visits.draw(
            hall=HALL, line="AB"[no % 2], channel="kiosk", needs=needs[no % 4], actor=SYSTEM
        ).ticket
        for no in range(count)
    ]


def test_every_page_of_the_window_holds(page, client, live_server, somebody, look):
    from tongban.people import api as people

    sign_in(page.context, client, people.account("wangmin"), live_server.url)
    drawn()
    look(page, "/window/", "window-start")
    look(page, "/window/windows", "window-windows")
    page.click(f'button[value="{HALL} 8"]')
    page.click('button[value="call"]')
    look(page, None, "window-called")
    look(page, "/window/queue/figures", "window-figures")
    look(page, "/window/phone", "window-phone")
    page.fill("#number", somebody.number)
    page.click('button[value="ask"]')
    look(page, None, "window-phone-ask")
    page.goto("/window/")
    page.fill("#number", somebody.number)
    page.click(".ask-number .btn")
    look(page, None, "window-person")
    page.fill("#q", "身份证丢了要补办")
    page.click(".find .btn")
    look(page, None, "window-found")
    page.click("[data-press='1']")
    look(page, None, "window-form")
    look(page, f"/window/appointments?hall={HALL}&line=A&on=2026-11-24", "window-appointments")
    look(page, "/hall/set-up", "window-set-up")


def test_the_hall_holds(page, client, live_server, somebody, look):
    from tongban.people import api as people

    tickets = drawn(6)
    clerk = people.actor_of(people.account("wangmin"), capacity="clerk")
    visits.open_window(HALL, "8", actor=clerk)
    visits.call_next(HALL, "8", actor=clerk)
    look(page, f"/hall/{HALL}/board", "hall-board")
    sign_in(page.context, client, people.account("wangmin"), live_server.url)
    page.goto("/hall/set-up")
    page.click(f'button[value="{HALL}"]')
    look(page, None, "kiosk-start")
    look(page, "/hall/draw", "kiosk-draw")
    look(page, "/hall/came", "kiosk-came")
    page.goto("/hall/draw")
    page.click('button[value="A"]')
    look(page, None, "kiosk-drawn")
    look(page, "/find", "kiosk-find")
    assert tickets


def test_a_person_books_on_the_phone(page, client, live_server, somebody, look):
    from tongban.people import api as people

    account = people.open_account(somebody.party.id, actor=SYSTEM)
    sign_in(page.context, client, account, live_server.url)
    look(page, "/visits", "visits-empty")
    page.click("main .btn")
    look(page, None, "visits-hall")
    page.click(f'main a[href*="{HALL}"]')
    look(page, None, "visits-line")
    page.click("main .list a")
    look(page, None, "visits-day")
    page.click("main .list a")
    look(page, None, "visits-slot")
    page.click("main .pick >> nth=0")
    page.click("main button.btn")
    look(page, None, "visits-booked")
    ticket = drawn(3)[-1]
    from django.utils.http import int_to_base36

    look(page, f"/visits/ticket/{int_to_base36(ticket.id)}", "visits-ticket")
    look(page, "/visits", "visits-mine")
