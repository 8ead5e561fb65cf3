"""A process that takes cases from draft to decision, and says what was acknowledged.

`python -m tests.faults.clerk prepare` makes the tables and the village; `python -m tests.faults.clerk work` goes
on until it is killed. One line on standard output for each command that returned: the case and
the type of event that must be in the log from then on.
"""

import sys
import tempfile
from pathlib import Path

from tongban.config.boot import boot

BANK = "6222021001116245702"


def prepare():
    from tongban.cases.tests import village as v
    from tongban.cli.commands.migrate import migrate

    migrate()
    with tempfile.TemporaryDirectory() as folder:
        v.publish(Path(folder))
    v.settle()


def cast():
    """Find the applicant and the officer whom `prepare` registered."""
    from tests.cast import CAST
    from tongban.kernel.actors import Actor
    from tongban.people import api as people

    party = people.find(CAST.applicant.number)
    account = people.account("officer4")
    return party.id, Actor("person", party.id), Actor("officer", account.pk, "郑书衡", "reviewer")


def one_case(applicant, me, officer):
    """Take one case through; each acknowledged step is told at once."""
    from tongban.cases import api as cases

    draft = cases.start(goal="COIN-GIFT", applicant=applicant, actor=me)
    cases.fill(draft.id, {"applicant.bank": BANK}, actor=me)
    matter = cases.submit(draft.id, actor=me).matters[0]
    tell(matter.case, "cases.Filed")
    cases.take_in(matter.number, actor=officer)
    tell(matter.case, "cases.Accepted")
    cases.decide(matter.number, outcome="granted", actor=officer)
    tell(matter.case, "cases.Decided")


def tell(case, event):
    sys.stdout.write(f"{case} {event}\n")
    sys.stdout.flush()


def work():
    import time

    from django.db import InterfaceError, OperationalError, connection

    from tongban.kernel.problems import Problem

    players = None
    while True:
        try:
            players = players or cast()
            one_case(*players)
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.05)
        except Problem:
            # The database died after it wrote and before it answered: the next case is a new one.
            connection.close()


if __name__ == "__main__":
    boot(migrated=False)
    {"prepare": prepare, "work": work}[sys.argv[1]]()
