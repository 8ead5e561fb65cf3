"""Officers at their posts, and two designers."""

import pytest

from tests.staff_fixtures import *  # noqa: F403 - the fixtures of the staff surfaces


@pytest.fixture
def drafter(staffed, client):
    """何静 designs services for the whole city; she is signed in."""
    from tongban.people import api as people

    account = appointed(people.account("hejing"))
    client.force_login(account)
    return people.actor_of(account, capacity="designer")


@pytest.fixture
def second(staffed):
    """郑书衡 designs too, and approves what 何静 wrote; gives a browser of their own."""
    from django.test import Client

    browser = Client()
    browser.force_login(appointed(staffed.elsewhere))
    return browser


def appointed(account):
    """Appoint an officer to design services for the whole city."""
    from tongban.agencies import api as agencies
    from tongban.kernel.actors import SYSTEM

    agencies.appoint(account=account.pk, agency=None, duty="designer", actor=SYSTEM)
    return account
