"""What applicants are told at once (告知): a message for what they would otherwise have to look up.

The message says what happened in the words of the timeline, names the case and nothing of its
contents; the paper itself waits in the case.
"""

from tongban.cases import store
from tongban.cases.domain import events, words
from tongban.cases.reading import names_of
from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.people import api as people

TOLD = (
    "SupplementRequested",
    "NotAccepted",
    "ClockStopped",
    "ClockResumed",
    "Extended",
    "DueMoved",
    "HearingOffered",
    "HearingSet",
    "Reminded",
    "Terminated",
    "Overturned",
)


def tell(heard: Heard) -> None:
    """Send the applicant a message about what happened to their case (告知申请人)."""
    state = store.load(heard.stream)
    number = people.party(state.filed.applicant).number if state else None
    if state is None or not number:
        return
    filed = state.filed
    book = catalogue.book(filed.book_on)
    service = catalogue.service(filed.service, filed.version)
    said, _ = words.moment_words(events.read(heard.event), names_of(service, filed.bind, book))
    text = f"【通办】您的办件 {filed.number}（{filed.name}）：{said.zh}。请登录查看详情和文书。"
    exchange.send(to=number, kind="case", text=text, actor=SYSTEM, at=heard.event.at)


for _name in TOLD:
    ledger.listener(f"cases.{_name}", "cases.tell")(tell)
