import re

import pytest

from tongban.doors.citizen.tests.browsing import text
from tongban.facts import api as facts


@pytest.fixture
def card(me):
    return re.search(r'href="(/licence/[^"]+)"', text(me.get("/licences")))[1]


def test_the_wallet_holds_ones_licences(me):
    page = text(me.get("/licences"))
    assert "居民身份证" in page
    assert page.count('class="lic ') == 2


def test_who_has_no_licence_is_told_how_one_comes(client, staffed, cast):
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    party = people.register(number=cast.shop_owner.number, name=cast.shop_owner.name, actor=SYSTEM)
    client.force_login(people.open_account(party.id, actor=SYSTEM))
    assert "还没有电子证照" in text(client.get("/licences"))
    assert "还没有办过事" in text(client.get("/mine"))


def test_a_licence_shows_its_code_and_who_looked(me, card):
    page = text(me.get(card))
    assert re.search(r'class="qr">\s*<svg', page)
    assert "/v/" in page
    assert "谁看过" in page


def test_a_licence_is_a_sheet_of_paper_too(me, card):
    answer = me.get(f"{card}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_stranger_finds_no_licence_of_somebody_else(other, card):
    assert other.get(card).status_code == 404
    assert other.get(f"{card}.pdf").status_code == 404


def test_no_id_number_stands_in_an_address_or_in_the_wallet(me, resident):
    page = text(me.get("/licences"))
    assert resident.number not in page
    assert not re.search(r'(href|action)="[^"]*\d{17}[\dX]', page)


def test_a_parent_has_the_licences_of_the_child(me, resident, published):
    from datetime import date

    from tests.cast import Player
    from tests.staffing import settle
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    child = settle(Player("郑小满", date(2020, 5, 1), 12), published, seed=9)
    assert "郑小满</h2>" not in text(me.get("/licences"))
    people.relate(resident.party.id, "child", child.party.id, actor=SYSTEM)
    people.mandate(
        holder=resident.party.id, principal=child.party.id, kind="guardian", actor=SYSTEM
    )
    assert "郑小满</h2>" in text(me.get("/licences"))


def test_every_look_is_told_with_its_purpose(me, case):
    page = text(me.get("/readers"))
    assert "居民身份证补领" in page


def test_what_the_state_holds_can_be_called_wrong(me, resident):
    from tongban.cases import api as cases

    draft = cases.start(goal="GA-IDCARD-REISSUE", applicant=resident.party.id, actor=resident.actor)
    held = next(f for f in cases.form(draft.id, actor=resident.actor).held if f.statement)
    from django.urls import reverse

    there = reverse("citizen:dispute", kwargs={"statement": held.statement})
    assert me.post(there, {"reason": ""}).status_code == 400
    assert "已经转给" in text(me.post(there, {"reason": "名字写错了", "next": "/mine"}))
    assert facts.disputes(resident.party.id)


def test_a_stranger_disputes_nothing_of_somebody_else(other, resident):
    from django.urls import reverse

    from tongban.cases import api as cases

    draft = cases.start(goal="GA-IDCARD-REISSUE", applicant=resident.party.id, actor=resident.actor)
    held = next(f for f in cases.form(draft.id, actor=resident.actor).held if f.statement)
    there = reverse("citizen:dispute", kwargs={"statement": held.statement})
    assert other.get(there).status_code == 404
    assert other.post(there, {"reason": "我说的"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/licence/zzzzzzzzzzzzz",
        "/licence/1",
        "/fact/1/dispute",
        "/application/1",
        "/file/1",
        "/case/260410-0417-00231-7",
    ],
)
def test_what_nobody_has_is_not_there(me, path):
    assert me.get(path).status_code == 404


def test_everything_of_ones_own_is_listed_in_one_place_and_opens(me):
    import re

    page = text(me.get("/me"))
    listed = re.findall(r'<a class="t" href="([^"]+)"', page)
    assert len(listed) >= 9
    assert [path for path in listed if me.get(path).status_code != 200] == []
