"""Deeds of the administrators (管理操作): who may do one, who has to agree, in plain Python.

The system administrator opens and closes accounts and gives no rights; the security administrator
gives rights and opens no account; the audit administrator reads what both did and does neither
(GB/T 22239-2019 8.1.5). What could let one of them in by the back door takes two.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.agencies.domain.duties import ADMINISTRATORS

OPEN, DISABLE, ENABLE, RESET = "open_account", "disable_account", "enable_account", "reset"
APPOINT, DISMISS, NAME = "appoint", "dismiss", "appoint_administrator"
REGISTER, END, ROTATE = "register_client", "end_client", "rotate_keys"
KEY_ADDED, FACTOR_REMOVED, APP_SET = "passkey_added", "factor_removed", "app_set"
CODES_MADE, PASSWORD_CHANGED, SEEN = "codes_made", "password_changed", "changes_seen"
OWN = frozenset({KEY_ADDED, FACTOR_REMOVED, APP_SET, CODES_MADE, PASSWORD_CHANGED, SEEN})
"""What officers change of how they themselves sign in, and that they saw it (本人变更登录要素)."""
TOLD = (OWN - {SEEN}) | {"reset"}
"""What an officer is told of: whoever had their session or their factors reset may have done it."""
ALONE = {
    OPEN: "open_account",
    DISABLE: "disable_account",
    APPOINT: "appoint",
    DISMISS: "dismiss",
    REGISTER: "register_client",
    END: "register_client",
    ROTATE: "register_client",
}
"""What one administrator does alone (单人操作), with the act their post has to allow."""
BY_TWO = {
    RESET: ("ask_reset", "agree_reset"),
    ENABLE: ("ask_reset", "agree_reset"),
    NAME: ("ask_appointment", "agree_appointment"),
}
"""What takes two (双人操作): the act of who asks, and of who agrees."""
ASKED, DONE, REFUSED = "asked", "done", "refused"


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed of the administrators (管理操作): what, about which account, by whom, agreed by whom."""

    id: int
    what: str
    account: int
    said: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    by_id: int = 0
    at: datetime | None = None
    status: str = DONE
    agreed_by: str = ""


def may_agree(deed: Deed, agreeing: int) -> bool:
    """Whether somebody may be the second: neither who asked nor whom it is about.

    >>> asked = Deed(1, RESET, account=7, by_id=5, status=ASKED)
    >>> [may_agree(asked, who) for who in (5, 6, 7)]
    [False, True, False]
    """
    return deed.status == ASKED and agreeing not in (deed.by_id, deed.account)


def needs_two(duty: str, had: Collection[str] = ()) -> bool:
    """Whether a duty is given, or taken away, by two: an administrator's."""
    return bool({duty, *had} & ADMINISTRATORS)
