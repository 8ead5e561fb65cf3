import pytest

from tests.staff_fixtures import *  # noqa: F403 - officers, residents, published definitions


@pytest.fixture
def me(client, resident):
    """The applicant's browser, signed in."""
    from tongban.people import api as people

    account = people.open_account(resident.party.id, actor=resident.actor)
    client.force_login(account)
    return client


@pytest.fixture
def other(stranger):
    """The stranger's browser, signed in."""
    from django.test import Client

    from tongban.people import api as people

    browser = Client()
    browser.force_login(people.open_account(stranger.party.id, actor=stranger.actor))
    return browser
