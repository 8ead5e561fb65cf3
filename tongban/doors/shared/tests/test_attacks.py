"""What an attacker sends to the front doors, and what comes back: never a mistake of ours."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.filling import PICTURE
from tests.staff_fixtures import *  # noqa: F403 - officers and residents
from tongban.cases import api as cases
from tongban.doors.shared import papers
from tongban.exchange.notices import carrying
from tongban.kernel.time import now
from tongban.people import api as people

SERVICE = "GA-IDCARD-REISSUE"
NEXT = [
    "foo", "home", "//example.org/", "https://example.org/", "javascript:alert(1)",
    "/\\example.org", "\\\\example.org", "citizen:home", "http:///example.org", "",
]  # fmt: skip


@pytest.fixture
def me(client, resident):
    client.force_login(people.open_account(resident.party.id, actor=resident.actor))
    return client


@pytest.mark.parametrize("there", NEXT)
def test_the_page_to_go_to_next_is_ours_or_the_first(client, staffed, there):
    answer = client.post("/preferences", {"big": "1", "next": there})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/staff/sign-in", {"username": "a\x00b", "password": "x"}),
        ("/staff/sign-in", {"username": "a", "password": "x\x00"}),
        ("/preferences", {"next": "/\x00"}),
        ("/sign-in", {"number": "\x00"}),
        ("/sign-in", {"num\x00ber": "1"}),
    ],
)
def test_a_character_that_no_text_has_is_told(client, staffed, path, sent):
    page = client.post(path, sent)
    assert page.status_code == 400
    assert "不能显示的字符" in page.content.decode()


@pytest.mark.parametrize("path", ["/case/a%00b", "/service/%00", "/v/%00", "/start/%00"])
def test_nor_does_an_address_have_it(me, path):
    assert me.get(path).status_code == 400


def test_what_announces_to_be_huge_is_not_read(client, staffed, settings):
    settings.LARGEST_REQUEST = 1000
    file = SimpleUploadedFile("a.png", b"x" * 2000)
    page = client.post("/sign-in", {"number": "1", "file": file})
    assert page.status_code == 413
    assert "10 MB" in page.content.decode()


def test_ten_thousand_fields_are_told_to_be_too_many(client, staffed):
    page = client.post("/sign-in", {f"f{n}": "1" for n in range(10_000)})
    assert page.status_code == 413


def test_no_more_of_a_file_is_read_than_may_be_kept(monkeypatch):
    monkeypatch.setattr(papers, "LARGEST", 10)
    assert len(papers.content_of(SimpleUploadedFile("a.png", b"x" * 1000))) == 11


def messages():
    with connection.cursor() as cursor:
        cursor.execute("select sealed from exchange_sending where secret")
        return cursor.fetchall()


def test_a_known_and_an_unknown_number_cost_the_same_end_to_end(
    resident, cast, django_capture_on_commit_callbacks
):
    asked, kept = [], []
    for number in (resident.number, cast.shop_owner.number):
        with (
            CaptureQueriesContext(connection) as queries,
            django_capture_on_commit_callbacks(execute=True),
        ):
            Client().post("/sign-in", {"number": number})
        asked.append(
            # What is published is looked at once a second, whoever asks.
            [
                sql.split()[0]
                for sql in (query["sql"] for query in queries)
                if "SAVEPOINT" not in sql and "catalogue_revision" not in sql
            ]
        )
        kept.append(len(messages()))
    assert len(asked[0]) == len(asked[1])
    assert kept == [1, 1]


def test_a_code_that_was_sent_stands_nowhere_once_it_is_carried(
    resident, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-in", {"number": resident.number})
    assert [kept for (kept,) in messages()] != [None]
    carrying.work_off(now())
    assert messages() == [(None,)]


# Files


@pytest.fixture
def draft(resident):
    return cases.start(goal=SERVICE, applicant=resident.party.id, actor=resident.actor)


def hang(resident, draft, name="照片.png", content=PICTURE):
    form = cases.form(draft.id, actor=resident.actor)
    asked = [*form.deciding, *(q for group in form.groups for q in group.questions)]
    ref = next(q.ref for q in asked if q.kind.type == "file")
    return cases.attach(draft.id, name=name, content=content, actor=resident.actor, ref=ref)


def test_a_file_is_shown_by_what_it_is_and_nothing_in_it_runs(me, resident, draft):
    from django.urls import reverse

    polyglot = PICTURE + b"<script>alert(1)</script>"
    kept = hang(resident, draft, name='x".html\r\nSet-Cookie: a=b', content=polyglot)
    page = me.get(reverse("citizen:file", kwargs={"file": kept.id}))
    assert page["Content-Type"] == "image/png"
    assert page["Content-Disposition"] == f'inline; filename="file-{kept.id}.png"'
    assert "sandbox" in page["Content-Security-Policy"]
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in page


@pytest.mark.parametrize("type_", ["image/svg+xml", "text/html", "application/xhtml+xml"])
def test_what_is_no_paper_is_saved_and_never_shown(type_):
    page = papers.shown(b"<svg/>", type_, name="x")
    assert page["Content-Type"] == "application/octet-stream"
    assert page["Content-Disposition"].startswith("attachment")


def test_a_file_of_another_address_than_its_case_gets_no_name_of_it(client, staffed, case):
    client.force_login(staffed.reviewer)
    shown = cases.case(case, actor=people.actor_of(staffed.reviewer, capacity="reviewer"))
    file = shown.attachments[0].id
    from django.utils.http import int_to_base36

    bad = client.get(f'/desk/case/x";y="%0d%0aA:b/file/{int_to_base36(file)}')
    good = client.get(f"/desk/case/{case}/file/{int_to_base36(file)}")
    assert bad.status_code in (403, 404)
    assert good["Content-Disposition"] == f'inline; filename="{case}-{file}.png"'


@pytest.mark.parametrize("name", ["material:abc", "material:", "material:99999999999999999999"])
def test_a_file_for_what_nobody_asked_is_left_alone(me, client, staffed, case, name):
    reviewer = people.actor_of(staffed.reviewer, capacity="reviewer", agency="GA-HJ")
    page = cases.page(case, actor=reviewer)
    key = next(
        fact.ref for fact in page.facts if fact.source == "person" and fact.kind.type != "file"
    )
    cases.request_supplement(case, gaps={key: "写清楚"}, actor=reviewer)
    answer = me.post(f"/case/{case}/supplement", {name: SimpleUploadedFile("a.png", PICTURE)})
    assert answer.status_code in (200, 302, 400)


ODD = ["9" * 5000, "9" * 19, "²", "٣", "-1", ""]


@pytest.mark.parametrize("odd", ODD)
def test_a_number_that_is_none_is_no_mistake_of_ours(me, odd):
    for address in ("/messages?after=", "/visits/book?move=", "/data?of="):
        assert me.get(address + odd).status_code < 500, address
    for address, name in (
        ("/sign-in/for-whom", "mandate"), ("/ways/remove", "factor"), ("/data", "statement"),
        ("/consents", "withdraw"),
    ):  # fmt: skip
        assert me.post(address, {name: odd}).status_code < 500, address


@pytest.mark.parametrize("odd", ODD)
def test_nor_is_one_of_an_officers(staffed, odd):
    clerk, head = Client(), Client()
    clerk.force_login(staffed.clerk)
    head.force_login(staffed.reviewer)
    sent = {"do": "count", "counted": odd}
    assert clerk.post("/window/till", sent).status_code < 500
    for address in ("/desk/outgoing", "/desk/benefits/1a/take"):
        posted = head.post(address, {"do": "posted", "sending": odd, "said": "x", "no": odd})
        assert posted.status_code < 500, address
