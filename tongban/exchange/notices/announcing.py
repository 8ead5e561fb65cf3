"""Telling what the rooms beneath announce (主动告知): a dispute answered, a licence changed.

Facts and licences cannot call upwards; they write events, and each is told once, in the transaction
that notes that it was heard.
"""

from tongban.catalogue import api as catalogue
from tongban.exchange.notices.domain import announcing
from tongban.exchange.notices.telling import notify
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard

DISPUTED, CHANGED = "data-disputed", "licence-changed"


@ledger.listener("facts.DisputeAnswered", "exchange.tell-disputant")
def tell_of_dispute(heard: Heard) -> None:
    """Tell a person how the dispute about their data was answered (异议答复告知)."""
    said = heard.event.data
    kind = catalogue.book(time.city_date(heard.event.at)).kinds.get(said["kind"])
    notify(
        person=said["subject"],
        template=DISPUTED,
        values={
            "fact": kind.name if kind else Text(said["kind"]),
            "said": announcing.DISPUTE[said["state"]],
        },
        about=("data", ""),
        actor=SYSTEM,
        at=heard.event.at,
    )


def tell_of_licence(heard: Heard) -> None:
    """Tell its holder what an authority did to a licence, and why (证照变更告知)."""
    head, event = ledger.head(heard.stream), heard.event
    if head is None or head.subject is None:
        return
    kind = catalogue.book(time.city_date(event.at)).licences.get(head.attrs["kind"])
    notify(
        person=head.subject,
        template=CHANGED,
        values={
            "licence": kind.name if kind else Text(head.label),
            "said": announcing.of_licence(event.type, event.data.get("reason", "")),
        },
        about=("licence", str(heard.stream)),
        actor=SYSTEM,
        at=event.at,
    )


for _type in announcing.LICENCE:
    ledger.listener(_type, "exchange.tell-holder")(tell_of_licence)
