"""Every page of data, demands, sharing and supervision once, in a browser, by axe, on a phone."""

import pytest
from django.urls import reverse

from tests.staffing import PASSWORD
from tongban.facts import api as facts
from tongban.kernel.actors import SYSTEM, Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIC = ("/say", "/demand", "/v/", "/log/", "/open/")
OWN = (
    "/data", "/data/consents", "/data/erase", "/data/export", "/readers", "/ratings", "/demands",
    "/licences", "/licences/uses", "/licences/authorisations", "/open/apps",
)  # fmt: skip
STAFF = {
    "wangmin": ("/window/call", "/window/scan"),
    "chenli": ("/desk/disputes", "/desk/looks", "/desk/licences", "/desk/demands", "/desk/ratings"),
    "huangjianping": (
        "/desk/overdue", "/desk/themes", "/supervisor/", "/supervisor/flow", "/supervisor/measures",
        "/supervisor/alarms", "/supervisor/breaches", "/supervisor/structure", "/supervisor/replay",
    ),
    "planner": (
        "/designer/", "/designer/data", "/designer/data/new", "/designer/sharing", "/designer/apps",
    ),
}  # fmt: skip


@pytest.fixture
def disputed(transactional_db, settings, cast):
    """A fact of the applicant's that its agency has to answer for; and everybody at their posts."""
    from tests import staffing

    settings.TONGBAN_DEMO = True
    book = staffing.publish()
    staffing.staff()
    staffing.officer("planner", "何静", "designer")
    her = staffing.settle(cast.applicant, book)
    source = facts.Source("register", holder="GA-HJ")
    made = facts.record(her.party.id, {"address": "达明巷 3 号"}, source=source, actor=SYSTEM)
    asker = Actor("person", her.party.id, her.party.name)
    yield her, facts.dispute(made["address"], reason="门牌早就换了", actor=asker)
    staffing.forget()


def looked_at(page, paths, accessible, pictures):
    for path in paths:
        page.goto(path)
        assert page.url.endswith(path), page.url
        accessible(page)
        pictures(page, path.strip("/").replace("/", "-"))


@pytest.mark.parametrize("page", [390], ids=["phone"], indirect=True)
def test_every_page_of_ones_data_and_demands_is_accessible(page, disputed, accessible, pictures):
    looked_at(page, PUBLIC, accessible, pictures)
    page.goto("/sign-in")
    page.fill("#f-number", disputed[0].number)
    page.click("main .btn")
    page.fill("#f-code", page.locator(".demo b").inner_text())
    page.click("main .btn")
    page.wait_for_url("**/")
    looked_at(page, OWN, accessible, pictures)


@pytest.mark.parametrize("page", [390], ids=["phone"], indirect=True)
def test_every_page_of_the_staff_is_accessible(page, disputed, accessible, pictures):
    own = {"chenli": (reverse("desk:dispute", args=[disputed[1].id]),)}
    for username, paths in STAFF.items():
        page.context.clear_cookies()
        page.goto("/staff/sign-in")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        with page.expect_navigation():
            page.click("main button")
        looked_at(page, (*paths, *own.get(username, ())), accessible, pictures)
