"""What other systems are told (身份断言): claims by scope, an opaque number for each system.

`acr` says the level of assurance and `amr` by which means, as they were when the person agreed:
both are read from the sign-in that the authorization code was given for (OpenID Connect Core 1.0;
RFC 8176).
"""

from collections.abc import Iterable
from typing import Any

from allauth.core import context
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.models import Client, PrivateKey, Token
from django.contrib.auth.base_user import AbstractBaseUser

from tongban.kernel.actors import Assurance
from tongban.people import store
from tongban.people.models import Account
from tongban.people.provider import clients, keys, logins
from tongban.people.provider.logins import Login

MEANS = {
    Assurance.CODE: ("otp", "sms"),
    Assurance.PASSKEY: ("hwk", "user", "mfa"),
    Assurance.TWO: ("pwd", "otp", "mfa"),
    Assurance.NATIONAL: ("mfa",),
}


def acr(level: int) -> str:
    """Return the name of a level of assurance, as other systems read it."""
    return f"urn:tongban:assurance:{level}"


def level_of(name: str) -> int:
    """Return the level of an `acr`, 0 for one that is none of ours."""
    said = name.removeprefix("urn:tongban:assurance:")
    return int(said) if said in ("1", "2", "3") else 0


class Provider(DefaultOIDCAdapter):  # type: ignore[misc]
    """Our provider (统一身份认证平台)."""

    def list_private_keys(self, **asked: Any) -> list[PrivateKey]:
        """Return the keys of the key set."""
        from allauth.idp.oidc.internal.private_keys import filter_keys

        return list(filter_keys(keys.published(), **asked))

    def get_user_sub(self, client: Client, user: AbstractBaseUser) -> str:
        """Return the number by which this system alone knows the person."""
        return clients.subject(client.id, user.party_id)  # type: ignore[attr-defined]

    def get_user_by_sub(self, client: Client, sub: str) -> AbstractBaseUser | None:
        """Return whose number it is."""
        party = clients.party_of(client.id, sub)
        return Account.objects.filter(party_id=party, is_active=True).first() if party else None

    def get_claims(
        self,
        purpose: str,
        user: AbstractBaseUser,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,  # noqa: ARG002 - allauth's signature; nobody has one here
        **_: Any,
    ) -> dict[str, Any]:
        """Return what this system is told, of what was agreed to."""
        told = set(scopes)
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        party = store.party(user.party_id) if user.party_id else None  # type: ignore[attr-defined]
        if party is not None and "name" in told:
            claims["name"] = party.name
        if party is not None and "number" in told and purpose == "userinfo":
            # Never in a token, which passes through a browser's history and other people's logs.
            claims["citizen_number"] = party.number
        if "mandate" in told:
            login = _login()
            claims |= _mandate(client, login) if login else {}
        return claims

    def populate_id_token(
        self, id_token: dict[str, Any], client: Client, scopes: Iterable[str], **_: Any
    ) -> None:
        """Say how surely, by which means and when the person proved who they are."""
        del scopes
        login = logins.of_code(context.request.POST.get("code", ""))
        if login is None or login.client != client.id:
            return
        id_token["acr"] = acr(login.how.level)
        id_token["amr"] = list(MEANS.get(login.how, ("otp",)))
        id_token["auth_time"] = int((login.proved_at or login.at).timestamp())

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Say what there is here and nothing more."""
        data["scopes_supported"] = list(clients.HANDED)
        data["claims_supported"] = [
            "sub", "name", "citizen_number", "acting_for", "acr", "amr", "auth_time",
        ]  # fmt: skip
        data["acr_values_supported"] = [acr(each) for each in clients.LEVELS]
        data["subject_types_supported"] = ["pairwise"]
        data["response_types_supported"] = ["code"]
        data["grant_types_supported"] = ["authorization_code"]
        data["authorization_response_iss_parameter_supported"] = True
        data.pop("device_authorization_endpoint", None)

    def is_introspection_allowed(self, token: Token, *, caller_client: Client) -> bool:  # noqa: ARG002 - allauth's
        """Whether a system may ask about a token: there is nothing to ask."""
        return False


def _login() -> Login | None:
    """Return the sign-in that is being told of: the code's at the token endpoint, else the token's."""
    code = context.request.POST.get("code", "")
    return logins.of_code(code) if code else logins.of_token(get_validator_context().access_token)


def _mandate(client: Client, login: Login) -> dict[str, Any]:
    """Say for whom somebody acts: by the number this system knows that one by, and the name."""
    if login.acting_for is None:
        return {}
    principal = store.party(login.acting_for)
    said = {"sub": clients.subject(client.id, principal.id), "name": principal.name}
    return {"acting_for": said}
