"""The hall: its board, its terminals that forget, and the queue at the window."""

import time as clock
from datetime import datetime, timedelta

import pytest
from django.core import signing
from django.test import Client

from tongban.cases.visits import api as visits
from tongban.doors.shared import kiosk
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people

HALL = "HALL-CENTRE"
START = clock.time()
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=time.CITY)


@pytest.fixture(autouse=True)
def in_the_morning(monkeypatch):
    """The hall is open; whoever asks what time it is hears a Tuesday morning."""
    monkeypatch.setattr(time, "now", lambda: MORNING)


@pytest.fixture
def window(client, staffed):
    """A clerk at the general window."""
    client.force_login(staffed.clerk)
    client.post("/window/windows", {"window": f"{HALL} 8"})
    return client


@pytest.fixture
def terminal(client, staffed):
    """A terminal of the hall, set up by a clerk who has left."""
    client.force_login(staffed.clerk)
    client.post("/hall/set-up", {"hall": HALL})
    return client


def draw(line="A", **given):
    return visits.draw(hall=HALL, line=line, channel="kiosk", actor=SYSTEM, **given).ticket


def text(response):
    return response.content.decode()


def test_the_next_one_is_called_by_one_key_and_seen_on_the_board(window, client):
    first = draw()
    window.post("/window/queue", {"do": "call"})
    assert first.no in text(window.get("/window/"))
    board = client.get(f"/hall/{HALL}/board")
    assert first.no in text(board)
    assert board["Refresh"]


def test_the_card_of_whoever_was_called_begins_the_visit_and_the_next_one_ends_it(window, resident):
    first, second = draw(), draw()
    window.post("/window/queue", {"do": "call"})
    window.post("/window/", {"number": resident.number})
    assert visits.standing(first.id).ticket.state == "serving"
    window.post("/window/next")
    assert visits.standing(first.id).ticket.state == "done"
    assert visits.standing(second.id).ticket.state == "called"


def test_who_is_passed_on_leaves_the_window(window):
    first = draw()
    window.post("/window/queue", {"do": "call"})
    window.post("/window/queue", {"do": "pass:B"})
    assert visits.standing(first.id).ticket.line.letter == "B"


def test_a_window_takes_only_the_services_of_its_lines(client, staffed, resident):
    client.force_login(staffed.clerk)
    client.post("/window/windows", {"window": f"{HALL} 3"})  # social insurance alone
    client.post("/window/", {"number": resident.number})
    answer = client.post("/window/begin", {"goal": "GA-IDCARD-REISSUE"})
    assert answer.status_code == 403
    assert "没有授权给这个窗口" in text(answer)


def test_a_draft_of_another_window_is_not_gone_on_with(window, resident):
    window.post("/window/", {"number": resident.number})
    form = window.post("/window/begin", {"goal": "GA-IDCARD-REISSUE"})["Location"]
    window.post("/window/windows", {"window": f"{HALL} 3"})
    assert window.get(form).status_code == 403


def test_the_board_names_nobody(window, client, resident):
    draw(person=resident.party.id)
    window.post("/window/queue", {"do": "call"})
    assert resident.party.name not in text(client.get(f"/hall/{HALL}/board"))


def test_elsewhere_there_is_no_terminal(client, staffed):
    assert client.get("/hall/start").status_code == 404
    client.cookies[kiosk.COOKIE] = "forged"
    assert client.get("/hall/start").status_code == 404


def test_a_terminal_is_withdrawn_from_another_machine_and_named_there(terminal, staffed):
    desk = Client()
    desk.force_login(staffed.clerk)
    (one,) = kiosk.terminals()
    page = text(desk.get("/hall/set-up"))
    assert one.id in page
    assert people.officer_names({one.made_by})[one.made_by] in page
    desk.post("/hall/set-up", {"withdraw": one.id})
    assert terminal.get("/hall/start").status_code == 404
    assert one.id not in text(desk.get("/hall/set-up"))


def test_a_terminal_nobody_uses_is_none_after_a_month_and_one_that_is_used_stays(
    terminal, monkeypatch
):
    for days, status in ((29, 200), (58, 200), (89, 404)):
        monkeypatch.setattr(kiosk, "now", lambda days=days: MORNING + timedelta(days=days))
        monkeypatch.setattr(signing.time, "time", lambda days=days: START + days * 86_400)
        assert terminal.get("/hall/start").status_code == status, days


def test_a_machine_set_up_anew_is_one_terminal_and_not_two(terminal, staffed):
    terminal.force_login(staffed.clerk)
    terminal.post("/hall/set-up", {"hall": HALL})
    assert len(kiosk.terminals()) == 1
    assert terminal.get("/hall/start").status_code == 200


def test_what_was_signed_before_terminals_were_registered_is_none(client, db):
    client.cookies[kiosk.COOKIE] = signing.dumps({"hall": HALL, "by": 1}, salt=kiosk.SALT)
    assert client.get("/hall/start").status_code == 404


def test_setting_up_a_terminal_signs_the_clerk_out(terminal):
    assert terminal.get("/hall/start").status_code == 200
    assert terminal.get("/window/").status_code == 302


def test_a_number_is_drawn_without_a_card(terminal):
    page = terminal.post("/hall/draw", {"line": "A", "need": "elder"}, follow=True)
    assert "A001" in text(page)
    assert visits.waiting(HALL)[0].needs == ("elder",)


def test_an_appointment_is_found_by_the_card(terminal, resident):
    visits.book(
        person=resident.party.id, hall=HALL, line="A", channel="web", actor=resident.actor,
        begins=MORNING.replace(hour=10, minute=0),
    )  # fmt: skip
    page = terminal.post("/hall/came", {"number": resident.number}, follow=True)
    assert "A001" in text(page)
    assert resident.party.name not in text(page)


def test_a_terminal_forgets_by_itself_and_leaves_no_traces(terminal, resident):
    account = people.open_account(resident.party.id, actor=SYSTEM)
    terminal.force_login(account)
    page = terminal.get("/mine")
    assert page["Refresh"] == "60; url=/hall/end"
    assert page["Cache-Control"] == "no-store"
    ended = terminal.get("/hall/end")
    assert "storage" in ended["Clear-Site-Data"]
    assert "sign-in" in terminal.get("/mine")["Location"]
    assert terminal.get("/hall/start").status_code == 200  # it is still a terminal


def test_what_was_typed_waits_for_the_card_when_the_visit_was_over(window, resident, monkeypatch):
    from tongban.doors.window import bound

    window.post("/window/", {"number": resident.number})
    form = window.post("/window/begin", {"goal": "GA-IDCARD-REISSUE"})["Location"]
    later = bound._now() + bound.IDLE + 1
    monkeypatch.setattr(bound, "_now", lambda: later)
    page = window.post(form, {"applicant.mobile": "19900000009", "do": "save"})
    assert page.status_code == 409
    assert "19900000009" in text(page)
    assert resident.party.name not in text(page)
    typed = {"applicant.mobile": "19900000009", "do": "save", "read-again": resident.number}
    assert window.post(form, typed).status_code in (302, 400)
    assert "19900000009" in text(window.get(form))


@pytest.mark.parametrize("path", ["/window/queue/figures", "/window/windows", "/window/phone"])
def test_every_page_of_the_window_speaks_english(window, path):
    window.cookies["tongban_language"] = "en"
    page = text(window.get(path))
    assert 'lang="en"' in page


def test_a_caller_is_made_sure_of_by_questions_and_what_needs_the_person_is_not_done(
    window, resident
):
    from tongban.facts import api as facts
    from tongban.kernel.actors import SYSTEM

    said = facts.Source("register", holder="GA-HJ")
    facts.record(resident.party.id, {"mobile": "13800001234"}, source=said, actor=SYSTEM)
    page = window.post("/window/phone", {"number": resident.number, "do": "ask"})
    call = window.session["window_call"]
    assert len(call["asked"]) >= 2
    held = facts.known(
        resident.party.id, call["asked"], purpose=bound_purpose(), actor=resident.actor
    )
    right = {f"a:{kind}": str(one.value) for kind, one in held.items()}
    wrong = window.post("/window/phone", {"do": "answer"} | dict.fromkeys(right, "不记得了"))
    assert wrong.status_code == 400
    assert text(page)
    window.post("/window/phone", {"do": "answer"} | right)
    assert resident.party.name in text(window.get("/window/person"))
    answer = window.post("/window/begin", {"goal": "GA-IDCARD-REISSUE"})
    assert answer.status_code == 409
    assert "电话里不能办" in text(answer)


def bound_purpose():
    from tongban.doors.window.bound import by_phone

    return by_phone("王敏")


def test_two_wrong_tries_end_the_questions(window, resident):
    window.post("/window/phone", {"number": resident.number, "do": "ask"})
    for _ in range(2):
        window.post("/window/phone", {"do": "answer", "a:x": "?"})
    assert "没法用问题核对" in text(window.get("/window/phone"))


def test_what_stands_in_the_number_makes_nobody_sure(window, resident):
    """The day of birth and the district are read off an ID number by anybody."""
    window.post("/window/phone", {"number": resident.number, "do": "ask"})
    asked = window.session["window_call"]["asked"]
    assert "birth" not in asked
    told = {f"a:{kind}": "福建省福州市鼓楼区" for kind in asked} | {
        "a:birth": resident.number[6:14]
    }
    assert window.post("/window/phone", {"do": "answer"} | told).status_code == 400


def test_who_guesses_for_one_number_again_and_again_has_to_wait(window, resident):
    for _ in range(4):
        window.post("/window/phone", {"number": resident.number, "do": "ask"})
        for _ in range(2):
            page = window.post("/window/phone", {"do": "answer", "a:x": "?"})
    assert "频繁" in text(page)


def test_what_a_caller_reads_to_the_clerk_signs_nobody_in(window, resident, monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda top: min(top - 1, 123456))
    window.post("/window/phone", {"number": resident.number, "do": "code"})
    with pytest.raises(people.WrongCode):
        people.sign_in(number=resident.number, code="123456", address="")
    window.post("/window/phone", {"code": "123456", "do": "read"})
    assert resident.party.name in text(window.get("/window/person"))


def test_appointments_are_booked_and_moved_for_the_person(window, resident):
    window.post("/window/", {"number": resident.number})
    at = MORNING.replace(hour=10, minute=0)
    asked = {"hall": HALL, "line": "A", "do": f"book:{at.isoformat()}"}
    window.post("/window/appointments", asked)
    made = visits.bookings(resident.party.id, actor=resident.actor)[0]
    assert (made.begins, made.channel) == (at, "window")
    later = at.replace(hour=11)
    window.post(
        "/window/appointments", asked | {"do": f"book:{later.isoformat()}", "move": made.id}
    )
    assert visits.bookings(resident.party.id, actor=resident.actor)[0].begins == later


def test_nobody_elses_appointment_is_changed_at_the_window(window, resident, stranger):
    made = visits.book(
        person=stranger.party.id, hall=HALL, line="A", channel="web", actor=stranger.actor,
        begins=MORNING.replace(hour=10, minute=0),
    )  # fmt: skip
    window.post("/window/", {"number": resident.number})
    assert window.post("/window/appointments", {"do": f"cancel:{made.id}"}).status_code == 409


def test_a_reader_that_sends_everything_is_read(window, resident):
    typed = f"{resident.party.name}|女|汉|19950618|榕城市鼓楼区|{resident.number}|公安局"
    assert window.post("/window/", {"number": typed})["Location"] == "/window/person"


def test_what_is_not_ready_is_not_handed_out(window, case):
    page = window.post("/window/hand-out", {"number": case, "code": "000000"})
    assert page.status_code == 400
    assert case in text(page)  # what was typed stays
