"""How django-allauth keeps and names what belongs to our people (适配)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tongban.people import sealed

SECRET = "second-factor"  # noqa: S105 - the purpose secrets are sealed for


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts (账号): they are opened by our people room alone, and no mail goes out."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Whether a stranger may open an account by themselves: never."""
        return False

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Send no mail: notices go by the city's own ways."""


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Factors (认证要素): secrets are sealed at rest, keys name nobody."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return sealed.seal(SECRET, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return sealed.opened(SECRET, encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Name the account in an app of codes: an officer's username, a resident's name."""
        return str(user.get_username() if getattr(user, "is_staff", False) else user.name)  # type: ignore[attr-defined]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Say whom a passkey is for: this host, whatever its port."""
        host = context.request.get_host().partition(":")[0]
        return {"id": host, "name": "通办"}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Say whose a passkey is: an opaque handle, and the name its holder knows."""
        label = self.get_totp_label(user)
        return {"id": handle(user.pk).encode(), "name": label, "display_name": label}


def handle(account: int) -> str:
    """Return the handle of an account inside a passkey: its id with a seal, nothing personal."""
    return f"{account}.{_mark(account)}"


def account_of(text: str) -> int | None:
    """Return whose handle it is, None where it is none of ours."""
    number, _, mark = text.partition(".")
    if not number.isascii() or not number.isdigit() or _mark(int(number)) != mark:
        return None
    return int(number)


def _mark(account: int) -> str:
    made = salted_hmac("tongban.people.passkey", str(account), algorithm="sha256")
    return made.hexdigest()[:16]
