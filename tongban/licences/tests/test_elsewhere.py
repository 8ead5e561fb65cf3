"""Licences of another city: its own keys, its own lists, and nothing once it is not in force."""

from datetime import timedelta

import pytest

from tongban.kernel.signing import PublicKey, keyring
from tongban.kernel.signing.keys import ES256, SM2
from tongban.licences import api as licences
from tongban.licences import credentials, documents, elsewhere, sheets, store
from tongban.licences.domain.credentials import sdjwt
from tongban.licences.sealing import ofd_sheet
from tongban.licences.tests.household import (  # noqa: F401 - fixtures
    NOON,
    _family,
    _kind,
    _two_officers,
)
from tongban.licences.tests.test_sealing import CONTENTS, URL

pytestmark = pytest.mark.django_db

OTHER, HERE = "https://other.example", "https://here.example"


class Neighbour:
    """Another city as its statement describes it; its line can be cut."""

    def __init__(self):
        self.keys = {one["kid"]: one for one in licences.jwks()["keys"]}
        self.certificates = [licences.seal_certificate(each) for each in (ES256, SM2)]
        self.signer = credentials.signer()
        self.away, self.until, self.lists = False, NOON + timedelta(days=1), ""

    def credential_key(self, issuer, key_id, *, at):
        good = issuer == OTHER and key_id in self.keys and at < self.until
        return ("XM", PublicKey.of_jwk(self.keys[key_id])) if good else None

    def status_list(self, city, address):
        assert (city, address) == ("XM", f"{OTHER}/v/status/0")
        return None if self.away else self.lists

    def seals(self, *, at):
        return {"XM": self.certificates} if at < self.until else {}

    def publish(self, at):
        self.lists = credentials.status_lists.sign(
            f"{OTHER}/v/status/0", credentials.statuses.statuses(0),
            at=at, header={"kid": self.signer.key_id}, signer=self.signer,
        )  # fmt: skip


@pytest.fixture
def neighbour(family, settings, tmp_path, monkeypatch):
    """The other city with the father's card in his wallet; this city has other keys."""
    settings.HOME = tmp_path / "other"
    found = Neighbour()
    wallet = keyring(tmp_path / "wallet").signer("wallet")
    found.card, found.wallet = family.card, wallet
    made = credentials.make(store.by_id(family.card.id), key=wallet.public, issuer=OTHER, at=NOON)
    found.credential = sdjwt.select(made.text, ["grade"])
    found.publish(NOON)
    monkeypatch.setattr(elsewhere, "_joined", [found])
    monkeypatch.setattr(elsewhere, "_kept", {})
    settings.HOME = tmp_path / "here"
    return found


@pytest.fixture
def sealed(neighbour, settings, tmp_path):
    """What the other city sealed: a PDF and an OFD."""
    settings.HOME = tmp_path / "other"
    plain = documents.document(
        sheets.TEMPLATE, CONTENTS | {"qr": documents.qr_image(URL), "qr_alt": "二维码"}
    )
    pdf = licences.sign(plain, reason="居民卡", location="厦门市")
    ofd = ofd_sheet.make(CONTENTS, url=URL, at=NOON)
    settings.HOME = tmp_path / "here"
    return pdf, ofd


def check(found, at=NOON, **said):
    return licences.check_credential(
        said.get("text", found.credential), issuer=HERE, who="窗口", cause="核验", at=at
    )


def revoke(found, at):
    credentials.statuses.flip(found.card.id, credentials.statuses.INVALID)
    found.publish(at)


def test_another_citys_licence_is_good_here_and_named_as_its_own(neighbour):
    found = check(neighbour)
    assert (found.state, found.city, found.disclosed) == ("valid", "XM", {"grade": "甲"})


def test_revoked_there_it_is_refused_here_as_soon_as_the_kept_list_is_old(neighbour):
    assert check(neighbour).state == "valid"
    revoke(neighbour, NOON + timedelta(seconds=61))
    found = check(neighbour, at=NOON + timedelta(seconds=61))
    assert (found.state, found.disclosed) == ("revoked", {})


def test_an_older_list_does_not_bring_a_licence_back(neighbour):
    old = neighbour.lists
    revoke(neighbour, NOON + timedelta(seconds=30))
    assert check(neighbour, at=NOON + timedelta(seconds=30)).state == "revoked"
    neighbour.lists = old
    assert check(neighbour, at=NOON + timedelta(seconds=120)).state == "not-ours"


def test_while_its_city_is_away_a_kept_list_serves_for_some_hours_and_then_nothing_is_said(
    neighbour,
):
    assert check(neighbour).state == "valid"
    neighbour.away = True
    assert check(neighbour, at=NOON + timedelta(hours=5)).state == "valid"
    assert check(neighbour, at=NOON + timedelta(hours=7)).state == "unknown"


def test_a_city_whose_statement_has_expired_vouches_for_nothing(neighbour):
    assert check(neighbour, at=NOON + timedelta(days=2)).state == "not-ours"


def test_a_key_the_city_never_named_is_nobodys(neighbour, settings, tmp_path):
    settings.HOME = tmp_path / "forger"
    forged = credentials.make(
        store.by_id(neighbour.card.id), key=neighbour.wallet.public, issuer=OTHER, at=NOON
    )
    settings.HOME = tmp_path / "here"
    assert check(neighbour, text=forged.text).state == "not-ours"


def test_a_list_signed_by_somebody_else_proves_nothing(neighbour, settings, tmp_path):
    neighbour.signer = keyring(tmp_path / "forger").signer("licences")
    neighbour.publish(NOON)
    assert check(neighbour).state == "not-ours"


def test_its_sealed_documents_are_trusted_by_its_statement_alone(sealed):
    for one in sealed:
        found = licences.check_document(one, at=NOON)
        assert (found.state, found.ours, found.city) == ("good", False, "XM")


def test_its_seals_are_a_strangers_once_its_statement_has_expired(sealed):
    for one in sealed:
        found = licences.check_document(one, at=NOON + timedelta(days=2))
        assert (found.state, found.city) == ("stranger", "")
