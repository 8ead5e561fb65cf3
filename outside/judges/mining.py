"""PM4Py reads our logs as OCEL 2.0 (JSON, SQLite) and XES, and finds in them what we counted."""

import json
import os
import sys
from pathlib import Path

import pm4py

folder = Path(os.environ["TONGBAN_SAMPLES"]) / "mining"
expected = json.loads((folder / "expected.json").read_text())
wrong: list[str] = []


def same(what, found, wanted):
    """Compare a count."""
    if found != wanted:
        wrong.append(f"{what}: {found}, not {wanted}")


for name, read in (("log.json", pm4py.read_ocel2_json), ("log.sqlite", pm4py.read_ocel2_sqlite)):
    log = read(str(folder / name))
    same(f"{name} events", len(log.events), expected["events"])
    same(f"{name} objects", len(log.objects), expected["objects"])
    same(f"{name} relations", len(log.relations), expected["relations"])
    found = log.objects["ocel:type"].value_counts().to_dict()
    same(f"{name} types", found, expected["types"])
    cases = pm4py.ocel_flattening(log, "case")
    same(f"{name} cases", cases["case:concept:name"].nunique(), expected["types"]["case"])

traces = pm4py.read_xes(str(folder / "log.xes"))
same("log.xes events", len(traces), expected["case_events"])
same("log.xes cases", traces["case:concept:name"].nunique(), expected["cases"])
graph, starts, ends = pm4py.discover_dfg(traces)
same("log.xes starts", starts, {"Filed": expected["filed"]})
if not graph:
    wrong.append("log.xes: nothing follows anything")

print(f"    {expected['events']} events, {expected['objects']} objects, {expected['cases']} traces")
for one in wrong:
    print(f"    {one}")
sys.exit(1 if wrong else 0)
