"""Staff, residents and their papers for the tests of the staff surfaces, over the real definitions.

Plain functions; the fixtures that call them are in `tests.staff_fixtures`, which may be imported
before Django is ready.
"""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.cast import CAST
from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date, now
from tongban.people import api as people

DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"
PASSWORD = "a-desk-of-oak"
SERVICE = "GA-IDCARD-REISSUE"  # decided by the agency of the first reviewer
AGENCY, OTHER = "GA-HJ", "SJ"


def publish():
    """Publish the definitions and return the book."""
    catalogue.publish(DEFINITIONS, actor=SYSTEM)
    return catalogue.book()


def forget():
    """Take the definitions and what came with them away again."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("catalogue_", "agencies_"))
    ]
    with connection.cursor() as cursor:
        cursor.execute("truncate " + ", ".join(tables) + " cascade")
        # What publishing announced is in the ledger: whoever comes next begins with an empty one.
        cursor.execute("delete from ledger_outbox")
        cursor.execute("delete from ledger_event")
        cursor.execute("delete from ledger_stream")


@dataclass
class Staffed:
    """The officers of the cast at their posts, and a second one at the first desk."""

    clerk: people.Account
    reviewer: people.Account
    colleague: people.Account
    elsewhere: people.Account
    supervisor: people.Account


def officer(username, name, duty, agency=None, place=""):
    """Open an officer's account and appoint them."""
    account = people.open_staff_account(
        username=username, password=PASSWORD, name=name, actor=SYSTEM
    )
    agencies.appoint(account=account.pk, agency=agency, duty=duty, place=place, actor=SYSTEM)
    return account


def staff():
    """Open the accounts of the cast's officers."""
    return Staffed(
        clerk=officer("wangmin", CAST.clerk.name, "clerk", place="3 号窗口"),
        reviewer=officer("chenli", CAST.reviewer_a.name, "reviewer", AGENCY),
        colleague=officer("hejing", CAST.designer.name, "reviewer", AGENCY),
        elsewhere=officer("zhengshuheng", CAST.reviewer_b.name, "reviewer", OTHER),
        supervisor=officer("huangjianping", CAST.supervisor.name, "supervisor"),
    )


@dataclass
class Resident:
    """A resident who lives here, with their papers."""

    party: people.Party
    number: str
    actor: object


def settle(player, book, seed=7):
    """Register a resident of the cast with an identity card and a household register."""
    from tongban.cli.simulation.residents import Town

    party = people.register(number=player.number, name=player.name, actor=SYSTEM)
    town = Town(book, seed, now())
    for licence in ("L-IDCARD", "L-HUKOU"):
        town.give(party, licence, {"name": player.name})
    town.flush()
    account = people.open_account(party.id, actor=SYSTEM)
    return Resident(party, player.number, people.actor_of(account))


ANSWERS = {"mobile": "19900000001", "reason": "遗失", "mail": "自取"}


def hand_in(resident, service=SERVICE, *, at=None, **special):
    """Fill in the form of a service with plausible answers and hand it in; returns its case."""
    from tongban.cli.simulation.values import PICTURE, Values

    values = Values(catalogue.book(), 3)
    draft = cases.start(goal=[service], applicant=resident.party.id, actor=resident.actor, at=at)
    for _ in range(4):
        form = cases.form(draft.id, actor=resident.actor, at=at)
        if form.ready:
            break
        asked = [*form.deciding, *(q for group in form.groups for q in group.questions)]
        answers = {
            q.ref: special.get(q.kind.id, _answer(q, values))
            for q in asked
            if q.kind.type != "file" and q.answer is None
        }
        cases.fill(draft.id, answers, actor=resident.actor, at=at)
        for q in asked:
            if q.kind.type == "file" and q.attachment is None:
                cases.attach(
                    draft.id, name="照片.png", content=PICTURE, actor=resident.actor, ref=q.ref
                )
    done = cases.submit(draft.id, actor=resident.actor, at=at)
    return done.matters[0].number


def _answer(question, values):
    options = [option.zh for option in question.kind.options]
    wanted = ANSWERS.get(question.kind.id)
    if options:
        return wanted if wanted in options else options[0]
    return wanted or values.of(question.kind, city_date(now()))
