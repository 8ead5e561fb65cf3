from datetime import timedelta

import pytest

from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.time import city_date, now
from tongban.licences import api as licences

PURPOSE = Purpose("own", "", "test", "test")


@pytest.fixture
def licence(resident):
    held = licences.held_by([resident.party.id], purpose=PURPOSE, actor=SYSTEM)
    return next(each for each in held if each.kind == "L-IDCARD")


def look(client, token):
    page = client.get(f"/v/{token}")
    return page.status_code, page.content.decode()


def test_a_valid_licence_is_seen_at_a_glance_by_anybody(client, licence):
    status, html = look(client, licences.token(licence))
    assert status == 200
    assert "<h1>有效</h1>" in html


def test_nothing_of_the_holder_is_told_but_a_masked_name(client, licence, resident, cast):
    _, html = look(client, licences.token(licence))
    assert cast.applicant.name not in html
    assert resident.number not in html
    for value in licence.attributes.values():
        assert not isinstance(value, str) or len(value) < 4 or value not in html


def test_a_revoked_licence_says_so(client, licence):
    licences.revoke(licence.id, reason="重新签发", actor=SYSTEM)
    assert "<h1>已撤销</h1>" in look(client, licences.token(licence))[1]


def test_an_expired_licence_says_since_when(client, resident):
    from tongban.catalogue import api as catalogue

    today = city_date(now())
    kind = catalogue.licence("L-IDCARD")
    old = licences.issue(
        kind, holder=resident.party.id, attributes={"name": "林"}, actor=SYSTEM,
        issuer_uscc="11350100MB00000009", valid_to=today - timedelta(days=1),
        at=now() - timedelta(days=30),
    )  # fmt: skip
    status, html = look(client, licences.token(old))
    assert status == 200
    assert "<h1>已过期</h1>" in html


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "1" + t, lambda _: "abc", lambda t: t + "x"]
)
def test_a_changed_or_foreign_code_is_not_ours(client, licence, change):
    status, html = look(client, change(licences.token(licence)))
    assert status == 404
    assert "不是我们签发的" in html


def test_the_check_costs_a_stated_number_of_queries(client, licence, django_assert_max_num_queries):
    token = licences.token(licence)
    client.get(f"/v/{token}")
    # Three of them ask which revision it is, once in half a second elsewhere.
    with django_assert_max_num_queries(7):
        client.get(f"/v/{token}")


def test_a_check_is_never_kept(client, licence):
    assert client.get(f"/v/{licences.token(licence)}")["Cache-Control"] == "no-store"


def test_anybody_can_check_a_draw_with_what_was_published(client, db):
    from tongban.cases.domain import draws

    published = {"secret": "s3cret", "public": "041", "candidates": "甲\n乙\n丙"}
    published["commitment"] = draws.commitment("s3cret")
    drawn = draws.draw("s3cret", "041", ["甲", "乙", "丙"], 2)
    good = client.post("/v/draw", published | {"drawn": "\n".join(drawn)})
    assert "对得上" in good.content.decode()
    bad = client.post("/v/draw", published | {"drawn": "\n".join(reversed(drawn))})
    assert "对不上" in bad.content.decode()
