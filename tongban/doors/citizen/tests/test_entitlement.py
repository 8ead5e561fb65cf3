"""政策能享吗: a conversation with every policy, its answers taken from the worked examples."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tongban.catalogue import api as catalogue
from tongban.doors.citizen.tests.browsing import text
from tongban.doors.shared.words import said
from tongban.policy.api import Conversation, entitled, policies_here
from tongban.policy.tests.books import definitions

BOOK = definitions()
TODAY = date(2026, 11, 23)
POLICIES = sorted(BOOK.policies)
VERDICTS = {True: "可以", False: "不", None: ""}


def kept(page):
    return re.search(r'name="kept" value="([^"]+)"', text(page))[1]


def asked(page):
    return re.findall(r'name="asked" value="([^"]+)"', text(page))


def answers(about, policy, facts, page):
    """Answer a page as the person of an example would; what the example leaves out is not known."""
    html, ids = text(page), asked(page)
    known = [facts.get(about.facts[one].keys[policy]) for one in ids]
    data = {"kept": kept(page), "asked": ids}
    if 'name="ticks"' in html:
        return data | {"ticks": [f"t{at}" for at, value in enumerate(known) if value]}
    (fact,), (value,) = ids, known
    if value is None:
        return data | {"unknown": "1"}
    if about.question(fact).cuts and 'type="radio"' in html:
        bands = about.question(fact).bands()
        exact = Decimal(str(value))
        return data | {"answer": str(next(at for at, one in enumerate(bands) if _in(one, exact)))}
    return data | {"answer": str(int(value)) if isinstance(value, bool) else str(value)}


def _in(band, value):
    return (band.low is None or value >= band.low) and (band.high is None or value <= band.high)


def talk(client, policy, facts):
    """Go from the first page to the result; returns the result and how many pages were asked."""
    about = Conversation([BOOK.policies[policy]], BOOK, TODAY)
    page = client.post(f"/policy/{policy}", {"begin": "1"})
    for number in range(20):
        assert page.status_code == 200
        if not asked(page):
            return page, number
        page = client.post(f"/policy/{policy}", answers(about, policy, facts, page))
    pytest.fail(f"{policy} never ends")


@pytest.mark.parametrize("policy", POLICIES)
def test_everybody_can_talk_a_policy_through_to_its_answer_without_signing_in(
    client, staffed, policy
):
    one = BOOK.policies[policy]
    for example in one.examples:
        facts = example["facts"]
        held_today = [fact["key"] for fact in one.facts if fact.get("held_as") == "today"]
        if held_today and any(facts.get(key) for key in held_today):
            continue  # the page asks for today, the example for its own day
        page, pages = talk(client, policy, facts)
        wanted = entitled(one, facts, book=BOOK, today=TODAY)
        html = text(page)
        assert pages <= len(one.facts)
        if "eligible" in wanted.texts:
            assert re.search(r"<h1>(.*?)</h1>", html)[1] == said(wanted.texts["eligible"])
        for check in wanted.checks:
            assert "核对" in html
            assert said(check.with_) in html
        for service in one.related:
            assert f"/service/{service}" in html


def test_policies_are_listed_by_life_situation(client, staffed):
    page = text(client.get("/policies"))
    assert page.count('href="/policy/') >= len(BOOK.policies)
    assert "看看我能享受什么" in page


def test_the_first_page_leads_there(client, staffed):
    assert 'href="/policies"' in text(client.get("/"))


def test_a_number_is_asked_by_its_threshold_and_never_exactly_where_that_is_enough(client, staffed):
    page = client.post("/policy/P-RESPERMIT", {"begin": "1"})
    html = text(page)
    about = Conversation([BOOK.policies["P-RESPERMIT"]], BOOK, TODAY)
    while "居住月数" not in str(asked(page)):
        page = client.post(
            "/policy/P-RESPERMIT",
            answers(about, "P-RESPERMIT", {"other_city": True, "job": False}, page),
        )
    html = text(page)
    assert "5 个月及以下" in html
    assert "6 个月及以上" in html


def test_nothing_a_person_says_stands_in_an_address_or_is_kept(client, staffed):
    page, _ = talk(client, "P-RESPERMIT", {"other_city": True, "months": 3})
    assert page.request["QUERY_STRING"] == ""
    assert page["Cache-Control"] == "private, no-store"
    assert "sessionid" not in client.cookies


def test_going_back_and_changing_an_answer(client, staffed):
    about = Conversation([BOOK.policies["P-RESPERMIT"]], BOOK, TODAY)
    first = client.post("/policy/P-RESPERMIT", {"begin": "1"})
    second = client.post(
        "/policy/P-RESPERMIT", answers(about, "P-RESPERMIT", {"other_city": True}, first)
    )
    back = client.post("/policy/P-RESPERMIT", {"kept": kept(second), "back": "1"})
    assert asked(back) == asked(first)
    change = client.post("/policy/P-RESPERMIT", {"kept": kept(second), "change": asked(first)[0]})
    assert asked(change) == asked(first)


def test_an_empty_answer_is_an_error_that_says_what_to_do_and_loses_nothing(client, staffed):
    first = client.post("/policy/P-RESPERMIT", {"begin": "1"})
    page = client.post("/policy/P-RESPERMIT", {"kept": kept(first), "asked": asked(first)})
    assert page.status_code == 400
    assert "请回答这一题" in text(page)
    assert asked(page) == asked(first)


def test_what_somebody_else_kept_or_forged_is_not_believed(client, other, staffed):
    first = client.post("/policy/P-RESPERMIT", {"begin": "1"})
    for browser, body in ((other, kept(first)), (client, "forged")):
        page = browser.post("/policy/P-RESPERMIT", {"kept": body, "asked": asked(first)})
        assert "从头来一遍" in text(page)


def test_what_the_government_holds_is_shown_with_its_source_and_not_asked(me, staffed, resident):
    page = me.post("/policy/P-OLDAGE-FJ", {"begin": "1"})
    html = text(page)
    assert "年龄" in html
    assert "推算" in html
    assert "applicant.age" not in asked(page)


def test_reading_what_is_held_leaves_a_row_the_person_can_see(me, staffed):
    me.post("/policy/P-OLDAGE-FJ", {"begin": "1"})
    assert "福建省高龄津贴" in text(me.get("/readers"))


def test_everything_at_once_ends_with_three_lists_and_the_same_answers(client, staffed):
    book = catalogue.book()
    about = Conversation(policies_here(book), book, TODAY)
    page = client.post("/policy/all", {"begin": "1"})
    number = 0
    while asked(page):
        number += 1
        data = {"kept": kept(page), "asked": asked(page)}
        if 'name="ticks"' not in text(page):
            first = re.search(r'type="radio" name="answer" value="([^"]+)"', text(page))
            data |= {"answer": first[1]} if first and number % 3 else {"unknown": "1"}
        page = client.post("/policy/all", data)
        assert page.status_code == 200
    assert number < len(about.facts)
    assert "不符合" in text(page)


@pytest.mark.parametrize("path", ["/policies", "/policy/P-DIBAO-FZ", "/policy/all"])
def test_the_pages_speak_english_and_are_light(client, staffed, path):
    client.post("/preferences", {"language": "en", "next": "/"})
    page = client.get(path)
    html = text(page)
    assert 'lang="en"' in html
    assert "<script>" not in html
    assert len(page.content) < 30 * 1024


def test_a_policy_nobody_published_is_not_there(client, staffed):
    assert client.get("/policy/P-NONE").status_code == 404


def test_the_guide_of_a_service_leads_to_whether_one_qualifies(client, staffed):
    assert 'href="/policy/P-DIBAO-FZ"' in text(client.get("/service/MZ-DIBAO"))


def test_what_is_held_can_be_answered_otherwise_to_see_what_would_be_then(me, staffed):
    page = me.post("/policy/P-FLEX-ENROL", {"begin": "1"})
    while asked(page) and 'name="change" value="applicant.age"' not in text(page):
        page = me.post(
            "/policy/P-FLEX-ENROL", {"kept": kept(page), "asked": asked(page), "unknown": "1"}
        )
    page = me.post("/policy/P-FLEX-ENROL", {"kept": kept(page), "change": "applicant.age"})
    assert asked(page) == ["applicant.age"]
    page = me.post(
        "/policy/P-FLEX-ENROL", {"kept": kept(page), "asked": "applicant.age", "answer": "0"}
    )
    assert "不能以灵活就业身份参保" in text(page)


@pytest.mark.parametrize("facts", [["nothing"], ["年龄", "居住月数"], ["居住月数", "合法稳定就业"]])
def test_a_screen_nobody_showed_is_not_there(client, staffed, facts):
    first = client.post("/policy/P-RESPERMIT", {"begin": "1"})
    page = client.post("/policy/P-RESPERMIT", {"kept": kept(first), "asked": facts})
    assert page.status_code in {400, 404}
