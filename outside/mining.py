"""The event log of the sample city for the judge of process mining, with what is expected in it."""

import json
from collections import Counter
from pathlib import Path


def write(out: Path) -> None:
    """Write the log in every form, and count it in another way than the export does."""
    from django.db import connection

    from tongban.kernel.actors import SYSTEM
    from tongban.oversight import api as oversight

    out.mkdir(parents=True)
    told = {
        name: oversight.export(form, out / name, actor=SYSTEM)
        for form, name in (("ocel", "log.json"), ("ocel", "log.sqlite"), ("xes", "log.xes"))
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(*) filter (where type like 'cases.%%' and stream in "
            "(select stream from ledger_event where type = 'cases.Filed')), "
            "count(distinct stream) filter (where type = 'cases.Filed') from ledger_event "
            "where split_part(type, '.', 1) in ('cases', 'licences', 'voice') "
            "and type not like 'cases.Errand%%'"
        )
        events, of_cases, cases = cursor.fetchone()
        cursor.execute(
            "select split_part(type, '.', 2), count(*) from ledger_event "
            "where type like 'cases.%%' group by 1"
        )
        kinds = Counter(dict(cursor.fetchall()))
    expected = {
        "events": events,
        "case_events": of_cases,
        "cases": cases,
        "objects": told["log.json"].objects,
        "relations": told["log.json"].relations,
        "types": told["log.json"].types,
        "filed": kinds["Filed"],
    }
    (out / "expected.json").write_text(json.dumps(expected))
