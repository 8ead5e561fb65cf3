"""Credentials: what is disclosed and nothing else; whatever is wrong with one is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel.signing import make_signer
from tongban.licences.domain.credentials import jws, sdjwt, status_lists
from tongban.licences.domain.problems import BadCredential, CredentialOver, WrongHolder

NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
ISSUER, HOLDER, OTHER = (make_signer("ES256") for _ in range(3))
VERIFIER = "https://cinema.example"
HIDDEN = {"name": "林晓舟", "birth": "1995-06-18", "over_60": False, "over_18": True}


def credential(signer=ISSUER, **claims):
    said = {
        "iss": "https://city.example",
        "iat": int(NOON.timestamp()),
        "exp": int((NOON + timedelta(days=1)).timestamp()),
        "cnf": {"jwk": HOLDER.public.jwk()},
    }
    return sdjwt.make(said | claims, HIDDEN, header={"kid": signer.key_id}, signer=signer)


GOOD = credential()


def shown(names=("over_18",), text=GOOD, signer=HOLDER, nonce="n", at=NOON):
    kept = sdjwt.select(text, names)
    return sdjwt.bind(kept, nonce=nonce, audience=VERIFIER, at=at, signer=signer)


def verify(text, at=NOON, nonce="n"):
    return sdjwt.verify(text, issuer=lambda _: ISSUER.public, at=at, audience=VERIFIER, nonce=nonce)


@given(st.sets(st.sampled_from(sorted(HIDDEN))))
@settings(max_examples=16, deadline=None)
def test_whoever_verifies_sees_what_was_disclosed_and_nothing_else(names):
    found = verify(shown(names))
    assert set(found.disclosed) == names
    assert {name: found.claims.get(name) for name in HIDDEN} == {
        name: value if name in names else None for name, value in HIDDEN.items()
    }
    assert "林晓舟" not in jws.unpacked(GOOD.split(".")[1]).__str__()


@given(st.integers(0, len(shown()) - 1), st.sampled_from("AZaz09~._-"))
@settings(max_examples=150, deadline=None)
def test_one_changed_letter_is_always_refused(at, letter):
    text = shown()
    changed = text[:at] + letter + text[at + 1 :]
    if changed == text:
        return
    with pytest.raises((BadCredential, WrongHolder, CredentialOver)):
        verify(changed)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (shown(text=credential(signer=OTHER)), BadCredential),
        (shown(signer=OTHER), WrongHolder),
        (shown(nonce="another"), WrongHolder),
        (shown(at=NOON - timedelta(minutes=10)), WrongHolder),
        (sdjwt.select(GOOD, ["name"]), WrongHolder),
        (shown(text=credential(exp=int(NOON.timestamp()) - 61)), CredentialOver),
        (shown(text=credential(nbf=int(NOON.timestamp()) + 3600)), BadCredential),
        (shown().replace("~", "~" + GOOD.split("~")[1] + "~", 1), WrongHolder),
        ("", BadCredential),
        ("~~~", BadCredential),
        ("🙂.🙂.🙂~", BadCredential),
    ],
)
def test_forged_stolen_stale_and_garbled_ones_are_refused(text, problem):
    with pytest.raises(problem):
        verify(text)


def test_the_algorithm_is_the_keys_and_never_the_tokens():
    head, rest = GOOD.split(".", 1)
    for alg in ("none", "HS256", "EdDSA"):
        forged = jws.packed({**jws.unpacked(head), "alg": alg})
        with pytest.raises(BadCredential):
            verify(f"{forged}.{rest}")


def test_places_in_a_list_are_taken_once_and_tell_no_order():
    places = [status_lists.place(number, secret=b"s") for number in range(status_lists.SIZE)]
    assert len({place for _, place in places}) == status_lists.SIZE
    assert {page for page, _ in places} == {0}
    assert [place for _, place in places[:50]] != sorted(place for _, place in places[:50])


def test_a_list_says_of_each_place_how_it_stands():
    packed = status_lists.pack(status_lists.SIZE, {7: 1, 8: 2})
    assert [status_lists.status_in(packed, at) for at in (6, 7, 8, 9)] == [0, 1, 2, 0]
    with pytest.raises(BadCredential):
        status_lists.status_in(packed, status_lists.SIZE)
