"""The face of notices (通知): telling people, their inbox, what became of each way."""

from tongban.catalogue.domain.notices import BadNotice
from tongban.exchange.notices.domain.problems import NoSuchNotice, NotYourDesk
from tongban.exchange.notices.inbox import (
    Notice,
    inbox,
    open_notice,
    read_to,
    told,
    unread,
)
from tongban.exchange.notices.letters import letter
from tongban.exchange.notices.parcels import MOVED, send_parcel
from tongban.exchange.notices.reports import receive_report
from tongban.exchange.notices.serving import (
    SERVED,
    Delivery,
    Undelivered,
    deliveries,
    let_go,
    letter_came,
    post_letter,
    publish,
    send_again,
    undelivered,
)
from tongban.exchange.notices.telling import notify, pretend

__all__ = [
    "MOVED",
    "SERVED",
    "BadNotice",
    "Delivery",
    "NoSuchNotice",
    "NotYourDesk",
    "Notice",
    "Undelivered",
    "deliveries",
    "inbox",
    "let_go",
    "letter",
    "letter_came",
    "notify",
    "open_notice",
    "post_letter",
    "pretend",
    "publish",
    "read_to",
    "receive_report",
    "send_again",
    "send_parcel",
    "told",
    "undelivered",
    "unread",
]
