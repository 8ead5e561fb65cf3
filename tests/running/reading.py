"""Read a city through the faces: people, what is known of them, their histories and licences.

`python -m tests.running.reading`, in the home of a city that another release made; prints JSON.
"""

import json
import sys

from tongban.config.boot import boot


def main():
    boot()
    from django.db import connection

    from tongban.catalogue import api as catalogue
    from tongban.facts import api as facts
    from tongban.kernel.actors import SYSTEM, Purpose
    from tongban.ledger import api as ledger
    from tongban.licences import api as licences

    made = {"people": 0, "opened": 0, "cases": 0, "licences": 0, "verified": 0}
    purpose = Purpose("plan", "upgrade", "-", "a test reads what the last release wrote")
    kinds = list(catalogue.book().kinds)
    with connection.cursor() as cursor:
        cursor.execute("select id from people_party")
        people = [row[0] for row in cursor.fetchall()]
        cursor.execute("select id from ledger_stream where kind = 'case'")
        cases = [row[0] for row in cursor.fetchall()]
    for person in people:
        known = facts.known(person, kinds, purpose=purpose, actor=SYSTEM)
        made["people"] += 1
        made["opened"] += len(known)
    for case in cases:
        made["cases"] += bool(ledger.events(case))
    for licence in licences.held_by(people, purpose=purpose, actor=SYSTEM):
        made["licences"] += 1
        made["verified"] += licences.verify(licences.token(licence)).state == "valid"
    sys.stdout.write(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()
