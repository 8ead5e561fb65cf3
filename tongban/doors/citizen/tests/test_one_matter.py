"""A mandate for one matter opens that matter, and nothing else of the principal's life."""

import pytest

from tongban.doors.citizen.tests.browsing import text
from tongban.doors.citizen.urls import urlpatterns
from tongban.people import api as people

MATTER = "GA-IDCARD-REISSUE"
KEPT_OUT = (
    "/mine", "/licences", "/licences/authorisations", "/ratings", "/messages/how",
    "/me", "/payments", "/benefits", "/visits", "/readers", "/licences/uses", "/messages",
    "/data", "/data/export.json", "/data/erase",
)  # fmt: skip


@pytest.fixture
def agent(other, resident, stranger):
    """The stranger's browser, acting for the resident in one matter alone."""
    made = people.mandate(
        holder=stranger.party.id, principal=resident.party.id, scope=MATTER, actor=resident.actor
    )
    other.post("/sign-in/for-whom", {"mandate": made.id})
    return other


@pytest.mark.parametrize("page", KEPT_OUT)
def test_what_is_beside_the_matter_stays_closed(agent, page):
    assert agent.get(page).status_code in (403, 404)


def test_no_page_of_the_agents_names_what_the_principal_holds(agent, resident):
    """Every address without a number in it is opened; none shows the principal's own number."""
    for one in urlpatterns:
        address = f"/{one.pattern}"
        if "<" not in address:
            page = agent.get(address)
            assert page.status_code != 500, address
            assert page.streaming or resident.number not in text(page), address


def test_the_page_of_the_mandate_itself_says_why(agent):
    page = agent.get("/payments")
    assert "只办一件事" in text(page)
