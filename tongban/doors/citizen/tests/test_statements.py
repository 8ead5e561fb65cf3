"""How often a page that everybody opens asks the database: a bound that holds it where it is."""

import re

import pytest

from tongban.doors.citizen.tests.browsing import text

# Savepoints stand for the transactions that a served page begins.
MOST = {"mine": 7, "licences": 9, "licence": 14, "application": 5, "case": 8, "readers": 22}


@pytest.fixture
def pages(me, resident, case):
    """The addresses of a resident's pages, by name."""
    application = re.search(r'href="(/application/[^"]+)"', text(me.get("/mine")))[1]
    licence = re.search(r'href="(/licence/[^"]+)"', text(me.get("/licences")))[1]
    return {
        "mine": "/mine",
        "licences": "/licences",
        "licence": licence,
        "application": application,
        "case": f"/case/{case}",
        "readers": "/readers",
    }


@pytest.mark.parametrize("name", MOST)
def test_a_page_asks_the_database_few_times(
    me, pages, name, settings, django_assert_max_num_queries
):
    settings.TESTING = False  # what is kept for a moment is kept, as where it is served
    assert me.get(pages[name]).status_code == 200
    with django_assert_max_num_queries(MOST[name]):
        assert me.get(pages[name]).status_code == 200
