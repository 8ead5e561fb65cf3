"""What another provider says is believed only where it says it to us, now, of this sign-in."""

from datetime import UTC, datetime

import pytest

from tongban.exchange.vouching import api, domain
from tongban.exchange.vouching.api import _is_safe, _read, trusted
from tongban.exchange.vouching.domain import NotVouched, Trusted

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
PROVIDER = Trusted("nation", {"zh": "国家平台"}, "https://id.example", "us", level=3)
GOING = domain.Going("nation", "state", "nonce", "v" * 43)
RIGHT = {
    "iss": "https://id.example", "aud": "us", "sub": "person", "nonce": "nonce",
    "exp": NOW.timestamp() + 300, "iat": NOW.timestamp(),
}  # fmt: skip


def test_what_is_right_is_believed():
    assert domain.check(RIGHT, trusted=PROVIDER, going=GOING, now=NOW) == "person"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["us", "another"]},
        {"nonce": "yesterday's"},
        {"exp": NOW.timestamp() - 120},
        {"exp": "soon"},
        {"iat": NOW.timestamp() + 600},
        {"sub": ""},
        {"sub": 7},
    ],
)
def test_what_is_said_to_another_of_another_or_too_late_is_not(wrong):
    with pytest.raises(NotVouched):
        domain.check(RIGHT | wrong, trusted=PROVIDER, going=GOING, now=NOW)


@pytest.mark.parametrize("header", ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"])
def test_a_token_nobody_signed_or_signed_by_a_shared_secret_is_not_read(header):
    with pytest.raises(NotVouched):
        _read(
            f"{header}.e30.",
            {"keys": [{"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]},
        )


def test_an_address_without_a_lock_is_not_asked():
    assert not _is_safe("http://id.example/token")
    assert _is_safe("https://id.example/token")


@pytest.mark.parametrize("inside", ["http://127.0.0.1:5432/", "https://localhost/keys"])
def test_a_provider_elsewhere_sends_us_to_nothing_of_this_machine(monkeypatch, inside):
    said = dict.fromkeys(
        ("authorization_endpoint", "token_endpoint", "userinfo_endpoint"), "https://id.example/o"
    )
    found = said | {"issuer": PROVIDER.issuer, "jwks_uri": inside}
    monkeypatch.setattr(api, "_fetched", lambda *_, **__: found)
    with pytest.raises(NotVouched):
        api.leave(PROVIDER, back="https://city.example/back")


def test_a_city_names_whom_it_trusts_and_how_far():
    said = {"identity": {"providers": [{"key": "p", "title": {"zh": "省"}, "issuer": "https://p", "client": "c"}]}}  # fmt: skip
    assert trusted(said)["p"].level == 2
    assert trusted({}) == {}
