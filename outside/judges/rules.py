"""Google's CEL and Tencent's DMN answer as our rules do, for every set of facts."""

import json
import os
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from bkflow_dmn.api import decide_single_table
from cel_expr_python import cel

TYPES = {
    "truth": cel.Type.BOOL,
    "number": cel.Type.INT,
    "day": cel.Type.INT,
    "text": cel.Type.STRING,
}
SPACE = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
samples = json.loads((Path(os.environ["TONGBAN_SAMPLES"]) / "rules.json").read_text())
different: list[str] = []
compared: list[bool] = []


def judge(said, row, expected):
    """Count an answer, and keep what differs."""
    compared.append(said == expected)
    if said != expected:
        different.append(f"{row}: {said!r}, not {expected!r}")


for one in samples["cel"]:
    names = {key: TYPES[kind] for key, kind in one["kinds"].items()}
    program = cel.NewEnv(variables=names).compile(one["cel"])
    for row in one["rows"]:
        judge(
            program.eval(data=row["facts"]).value(),
            f"{one['cel'][:80]} {row['facts']}",
            row["expected"],
        )


def cells(place, name):
    """Return the texts of the cells of a rule."""
    return [entry.find(f"{SPACE}text").text for entry in place.findall(f"{SPACE}{name}")]


for one in samples["dmn"]:
    table = ET.fromstring(one["dmn"]).find(f".//{SPACE}decisionTable")  # noqa: S314 - our own
    rules = table.findall(f"{SPACE}rule")
    asked = [
        place.find(f"{SPACE}inputExpression/{SPACE}text").text
        for place in table.findall(f"{SPACE}input")
    ]
    given = {
        "title": "d",
        "hit_policy": "Unique",
        "inputs": {
            "cols": [{"id": name} for name in asked],
            "rows": [cells(rule, "inputEntry") for rule in rules],
        },
        "outputs": {"cols": [{"id": "n"}], "rows": [cells(rule, "outputEntry") for rule in rules]},
    }
    for row in one["rows"]:
        (found,) = decide_single_table(given, row["facts"], strict_mode=True)
        judge(found["n"], row["facts"], row["expected"])

print(
    f"    {len(compared)} answers compared, of {len(samples['cel'])} results and {len(samples['dmn'])} tables"
)
for one in different[:10]:
    print(one)
sys.exit(bool(different) or not compared)
