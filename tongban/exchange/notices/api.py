"""The face of notices (通知): telling people, their inbox, what became of each way."""

from tongban.catalogue.domain.notices import BadNotice
from tongban.exchange.notices.inbox import (
    NoSuchNotice,
    Notice,
    inbox,
    open_notice,
    told,
    unread,
)
from tongban.exchange.notices.telling import notify, pretend

__all__ = [
    "BadNotice",
    "NoSuchNotice",
    "Notice",
    "inbox",
    "notify",
    "open_notice",
    "pretend",
    "told",
    "unread",
]
