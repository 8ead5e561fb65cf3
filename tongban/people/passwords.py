"""Passwords of officers (口令规则): long, not common, nobody's name, and chosen by who uses them.

GB/T 22239-2019 8.1.4.1 asks for rules of complexity; length counts for more than odd characters.
"""

from string import digits, punctuation

from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from tongban.kernel import time
from tongban.people.domain.problems import BadPassword
from tongban.people.models import Account, AccountStateRow


def check(password: str, account: Account | None = None) -> None:
    """Raise BadPassword for one that the rules do not let be chosen."""
    if account is not None and account.username.lower() in password.lower():
        raise BadPassword
    try:
        validate_password(password, account)
        # A common word is common with a year behind it too.
        CommonPasswordValidator().validate(password.rstrip(digits + punctuation))
    except ValidationError:
        raise BadPassword from None


def choose(account_id: int, password: str, *, must_change: bool = False) -> None:
    """Set a password that keeps to the rules."""
    account = Account.objects.get(pk=account_id, is_staff=True)
    check(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    AccountStateRow.objects.update_or_create(
        account=account_id,
        defaults={"password_at": time.now(), "must_change": must_change},
    )


def must_change(account_id: int) -> bool:
    """Whether somebody else chose it."""
    return AccountStateRow.objects.filter(account=account_id, must_change=True).exists()
