"""What a stranger, a namesake and a clerk leave behind, where the person can see it."""

import pytest
from django.utils.http import int_to_base36

from tests.staffing import PASSWORD
from tongban.doors.citizen.tests.browsing import text
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.licences import api as licences
from tongban.people import api as people

LOOK = Purpose("case", "1", "行政许可法 第三十四条", "审查一件事")


def readings(resident):
    return facts.readers(resident.party.id, limit=1000)


def test_a_stranger_who_guesses_a_licence_gets_nothing_and_leaves_no_trace(other, resident):
    held = licences.held_by([resident.party.id], purpose=LOOK, actor=SYSTEM)[0]
    before = len(readings(resident))
    for way in ("", ".pdf"):
        assert other.get(f"/licence/{int_to_base36(held.id)}{way}").status_code == 404
    assert len(readings(resident)) == before


def test_a_stranger_who_guesses_a_statement_gets_nothing_and_leaves_no_trace(other, resident):
    held = licences.held_by([resident.party.id], purpose=LOOK, actor=SYSTEM)[0]
    statement = next(iter(held.statements.values()))
    before = len(readings(resident))
    path = f"/fact/{int_to_base36(statement)}/dispute"
    assert other.get(path).status_code == 404
    assert other.post(path, {"reason": "不对"}).status_code == 404
    assert len(readings(resident)) == before


def test_a_namesake_who_looked_is_not_taken_for_oneself(me, resident):
    namesake = Actor("person", resident.party.id + 1, resident.party.name)
    facts.known(resident.party.id, ["name"], purpose=LOOK, actor=namesake)
    page = text(me.get("/readers"))
    assert "审查一件事" in page.partition("<details")[0]


def test_no_number_of_ones_own_looks_hides_anothers(me, resident, monkeypatch):
    from tongban.doors.citizen.views import readers

    monkeypatch.setattr(readers, "MOST", 3)
    officer = Actor("officer", 5, "陈立", "reviewer", agency="GA-HJ")
    facts.known(resident.party.id, ["name"], purpose=LOOK, actor=officer)
    for _ in range(5):
        me.get("/licences")
    assert "审查一件事" in text(me.get("/readers")).partition("<details")[0]


@pytest.fixture
def bare(staffed, cast):
    """Somebody about whom nothing is held."""
    return people.register(number=cast.shop_owner.number, name=cast.shop_owner.name, actor=SYSTEM)


def test_a_clerk_who_looks_somebody_up_is_seen_even_where_nothing_is_held(client, bare):
    client.post("/staff/sign-in", {"username": "wangmin", "password": PASSWORD})
    client.post("/window/", {"number": bare.number})
    (reading,) = facts.readers(bare.id)
    assert (reading.who, set(reading.kinds)) == ("王敏", {"idno", "name"})
    assert "综合窗口" in reading.words


def test_the_named_stranger_stays_hidden_on_the_page_of_the_case(me, monkeypatch, resident):
    from dataclasses import replace

    from tests.staffing import hand_in
    from tongban.cases import api as cases

    number = hand_in(resident)
    real = cases.facts_of

    def hiding(*args, **more):
        return [replace(one, value="秘密", hidden=True) for one in real(*args, **more)]

    monkeypatch.setattr(cases, "facts_of", hiding)
    page = text(me.get(f"/case/{number}"))
    assert "秘密" not in page
    assert "不在这里显示" in page
