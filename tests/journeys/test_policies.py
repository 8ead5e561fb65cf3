"""What am I entitled to: from the list to the answer, in a browser without signing in, by axe too."""

import pytest


@pytest.fixture
def published(transactional_db, settings):
    from tests import staffing

    settings.TONGBAN_DEMO = True
    return staffing.publish()


def answer(page):
    """Answer a page: the first choice, nothing ticked, or "I do not know"."""
    if page.locator("main input[name=ticks]").count():
        page.click("main .btn")
    elif page.locator("main input[type=radio]").count():
        page.locator("main input[type=radio]").first.check()
        page.click("main .btn")
    else:
        page.click("main button[name=unknown]")


@pytest.mark.browser
def test_from_the_list_to_the_answer_and_back(page, published, accessible, pictures):
    def look(name):
        accessible(page)
        pictures(page, name)

    page.goto("/policies")
    look("policies")
    page.click('main a[href="/policy/P-DIBAO-FZ"]')
    look("policy")
    page.click("main .btn")
    look("policy-ask")
    while page.locator("main input[name=asked]").count():
        answer(page)
    look("policy-result")
    page.locator("main summary").last.click()
    page.locator("main button[name=change]:visible").first.click()
    assert page.locator("main input[name=asked]").count() == 1
    page.goto("/policies")
    page.click("main form .btn")
    assert page.locator("main input[name=ticks]").count()
    look("policies-ticks")
    while page.locator("main input[name=asked]").count():
        answer(page)
    look("policies-result")
