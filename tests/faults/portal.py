"""A person fills in a form while the database is stopped: `python -m tests.faults.portal`.

Prints what each page was, as JSON, for the test that runs it in a process of its own.
"""

import json
import re
import sys

from tongban.config import postgres
from tongban.config.boot import boot
from tongban.config.home import home


def main():
    boot(migrated=False)
    from django.db import connection
    from django.test import Client

    from tests import staffing
    from tests.cast import CAST
    from tongban.cases import api as cases
    from tongban.cli.commands.migrate import migrate
    from tongban.people import api as people

    migrate()
    book = staffing.publish()
    resident = staffing.settle(CAST.applicant, book)
    browser = Client(raise_request_exception=False, HTTP_HOST="localhost")
    browser.force_login(people.open_account(resident.party.id, actor=resident.actor))
    draft = cases.start(goal=staffing.SERVICE, applicant=resident.party.id, actor=resident.actor)
    there = re.search(r"/draft/\w+", browser.get("/mine").content.decode())[0] + "/ask"
    typed = {"asked:applicant.mobile": "1", "applicant.mobile": "19900000001"}
    postgres.stop(home())
    stopped = browser.post(there, typed)
    html = stopped.content.decode()
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    action = re.search(r'<form method="post" action="([^"]*/ask)"', html)
    connection.close()  # a server does so between requests; the test client does not
    reading = browser.get("/mine").status_code
    postgres.ensure(home())
    connection.close()
    kept.pop("csrfmiddlewaretoken", None)
    again = browser.post(action[1] if action else "", kept)
    answers = cases.draft(draft.id, actor=resident.actor).answers
    result = {
        "stopped": stopped.status_code,
        "reading": reading,
        "kept": kept.get("applicant.mobile"),
        "again": again.status_code,
        "answers": dict(answers),
    }
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
