"""The designer sees what is shared with whom, signs and revokes, and what was refused."""

import pytest

from tests import staffing
from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.domain.grants import SharingPurpose, Terms
from tongban.exchange.domain.services import Card
from tongban.exchange.registry import members, publishing, snapshot
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.kernel.text import Text

pytestmark = pytest.mark.django_db


def agreed():
    """An agreement the platform offers to the household registry."""
    now = time.now()
    platform = members.enrol_ours(members.PLATFORM, Text("平台"), at=now)
    agency = members.enrol_ours("GA-HJ", Text("户政"), at=now)
    card = Card("HUKOU", 1, "GA-HJ", "户口登记", ("name",), "idno", condition="办件")
    publishing.register(card, member=str(agency), actor=SYSTEM, at=now)
    purpose = SharingPurpose("PU-1", "核对户口", "duty", "户口登记条例 第四条", ("name",))
    since = time.city_date(now).isoformat()
    terms = Terms(str(platform), str(agency), f"{agency}/HUKOU.v1", ("name",), (purpose,), since)
    return exchange.agree(terms, actor=SYSTEM)


@pytest.fixture
def offered(settings, tmp_path, staffed):
    settings.HOME = tmp_path
    snapshot.forget()
    yield agreed()
    snapshot.forget()


@pytest.fixture
def designer(client, offered):
    client.force_login(staffing.officer("hejing2", "何静", "designer"))
    return client


def text(client, address):
    return client.get(address, follow=True).content.decode()


def address(offered):
    from django.urls import reverse

    return reverse("designer:agreement", args=[offered.id])


def test_the_list_names_the_agreement_the_service_and_what_stops_it(designer, offered):
    page = text(designer, "/designer/sharing")
    assert "HUKOU.v1" in page
    assert "待对方签" in page


def test_an_agreement_shows_law_caps_and_whose_signature_holds(designer, offered):
    page = text(designer, address(offered))
    assert "户口登记条例 第四条" in page
    assert page.count("签名有效") == 1


def test_signing_puts_it_in_force_and_revoking_ends_it(designer, offered):
    designer.post(f"{address(offered)}/sign")
    assert exchange.agreement(offered.id).state == "active"
    designer.post(f"{address(offered)}/revoke")
    assert exchange.agreement(offered.id).state == "revoked"
    again = designer.post(f"{address(offered)}/sign")
    assert again.status_code == 409


def test_a_clerk_sees_none_of_it(client, offered):
    client.force_login(staffing.officer("wangmin2", "王敏", "clerk"))
    assert client.get("/designer/sharing").status_code in (403, 404)
    assert CAST.applicant.number not in text(client, address(offered))
