"""Systems that people sign in to here (接入系统): who runs them, what they are told and why.

Each thing handed on is a purpose the agency has to state with its basis in law (个人信息保护法
第六条、第二十三条). A system knows a person by a number made for it alone, so that two systems cannot
put together what they hold by the number.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client, Token
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.utils.crypto import salted_hmac

from tongban.kernel.text import Text
from tongban.people.domain.problems import BadClient

OPENID = "openid"
HANDED = {
    "openid": Text("一个只给这个系统用的编号", "A number made for this system alone"),
    "name": Text("姓名", "Your name"),
    "number": Text("身份证号", "Your ID number"),
    "mandate": Text("您替谁办事", "For whom you act"),
}
"""What a system may be told (授权内容), each a scope of OpenID Connect."""
LEVELS = (1, 2, 3)
NEAR = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class System:
    """A system that people sign in to here (接入系统).

    `agency` runs it, for a `purpose` with its `basis` in law; `level` is the assurance it asks
    for; `ended` says that nobody signs in to it any more.
    """

    id: str
    name: str
    agency: str
    purpose: str
    basis: str
    scopes: tuple[str, ...]
    back: tuple[str, ...]
    level: int = 1
    ended: bool = False


def register(
    *,
    name: str,
    agency: str,
    purpose: str,
    basis: str,
    scopes: Sequence[str],
    back: Sequence[str],
    after: Sequence[str] = (),
    level: int = 1,
    public: bool = False,
) -> tuple[System, str]:
    """Write a system and return it with its secret, which is shown once; raises BadClient."""
    asked = tuple(dict.fromkeys([OPENID, *scopes]))
    said = name.strip() and agency.strip() and purpose.strip() and basis.strip()
    if not said or not back or set(asked) - set(HANDED) or level not in LEVELS:
        raise BadClient
    if not all(_is_place(each) for each in (*back, *after)):
        raise BadClient
    secret = "" if public else secrets.token_urlsafe(32)
    client = Client(
        name=name.strip()[:100],
        type=Client.Type.PUBLIC if public else Client.Type.CONFIDENTIAL,
        grant_types=Client.GrantType.AUTHORIZATION_CODE,
        response_types=Client.ResponseType.CODE,
        data={"agency": agency, "purpose": purpose.strip(), "basis": basis.strip(), "level": level},
    )
    client.set_scopes(list(asked))
    client.set_default_scopes([OPENID])
    client.set_redirect_uris(list(back))
    client.set_post_logout_redirect_uris(list(after))
    client.set_secret(secret or secrets.token_urlsafe(32))
    client.save(force_insert=True)
    return system(client), secret


def end(client_id: str) -> None:
    """Let nobody sign in to a system any more; what it was given ends at once."""
    client = Client.objects.get(pk=client_id)
    client.data = {**(client.data or {}), "ended": True}
    client.set_redirect_uris([])
    client.save()
    Token.objects.filter(client=client).delete()


def registered() -> tuple[System, ...]:
    """Return every system, in the order of their names."""
    return tuple(system(each) for each in Client.objects.order_by("name", "id"))


def find(client_id: str) -> System | None:
    """Return a system, None where there is none."""
    client = Client.objects.filter(pk=client_id).first()
    return system(client) if client else None


def system(client: Client) -> System:
    """Return a client as our words have it."""
    said = client.data or {}
    return System(
        client.id,
        client.name,
        str(said.get("agency", "")),
        str(said.get("purpose", "")),
        str(said.get("basis", "")),
        tuple(client.get_scopes()),
        tuple(client.get_redirect_uris()),
        int(said.get("level", 1)),
        ended=bool(said.get("ended")),
    )


def subject(client_id: str, party: int) -> str:
    """Return the number by which a system knows a party: of use to no other system."""
    return _cipher(client_id).encrypt(party.to_bytes(8, "big"), None).hex()


def party_of(client_id: str, subject: str) -> int | None:
    """Return whose number a system's is, None where it is none."""
    try:
        return int.from_bytes(_cipher(client_id).decrypt(bytes.fromhex(subject), None), "big")
    except (ValueError, InvalidTag):
        return None


def _cipher(client_id: str) -> AESSIV:
    """Return the cipher of one system: the same party is always the same number to it."""
    made = salted_hmac("tongban.people.sub", client_id, algorithm="sha256")
    return AESSIV(made.digest())


def _is_place(address: str) -> bool:
    """Whether an address may be returned to: over https, or on the same machine for trying."""
    parts = urlsplit(address)
    near = parts.scheme == "http" and parts.hostname in NEAR
    return bool(parts.netloc) and (parts.scheme == "https" or near) and not parts.fragment
