"""Decision tables as DMN (决策表与 DMN): OMG's XML with S-FEEL cells, written and read.

What S-FEEL cannot say (a value computed from facts) is refused with the row, never bent.
"""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, indent, tostring

from tongban.kernel.text import Text
from tongban.policy.domain.rules import feel
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.problems import BadTable
from tongban.policy.domain.rules.tables import MOST_BYTES, Hit, Table, read

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_HITS: Mapping[str, tuple[str, str | None]] = {
    "U": ("UNIQUE", None),
    "F": ("FIRST", None),
    "C+": ("COLLECT", "SUM"),
}
_TYPES: Mapping[str, str] = {
    "number": "number",
    "truth": "boolean",
    "text": "string",
    "day": "date",
}


def export(table: Table, *, key: str, name: str) -> str:
    """Write a table as a DMN 1.3 document with one decision; raises BadTable.

    Words and names stand as they are, so that another engine shows what a reader knows.
    """
    root = Element(
        "definitions",
        {"xmlns": NAMESPACE, "id": f"{key}-definitions", "name": name, "namespace": "urn:tongban"},
    )
    decision = SubElement(root, "decision", {"id": key, "name": name})
    hit, sums = _HITS[table.hit]
    given = {"id": f"{key}-table", "hitPolicy": hit, **({"aggregation": sums} if sums else {})}
    made = SubElement(decision, "decisionTable", given)
    for no, (column, kind) in enumerate(zip(table.columns, table.kinds, strict=True), 1):
        if not isinstance(column, t.Fact):
            raise BadTable(
                1, no, Text("DMN 的列要是一项信息", "a column of DMN must be a single fact")
            )
        place = SubElement(made, "input", {"id": f"{key}-in{no}", "label": column.key})
        type_ref = _TYPES.get(kind, "string")
        asked = {"id": f"{key}-ex{no}", "typeRef": type_ref}
        SubElement(SubElement(place, "inputExpression", asked), "text").text = column.key
    for no, result in enumerate(table.results, 1):
        SubElement(made, "output", {"id": f"{key}-out{no}", "name": result, "label": result})
    _rules(table, made, key)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _rules(table: Table, made: Element, key: str) -> None:
    for no, row in enumerate(table.rows, 1):
        rule = SubElement(made, "rule", {"id": f"{key}-r{no}"})
        for at, (test, column) in enumerate(zip(row.tests, table.columns, strict=True), 1):
            text = feel.written_cell(test, column)
            if text is None:
                raise _unsayable(no, at)
            entry = SubElement(rule, "inputEntry", {"id": f"{key}-r{no}i{at}"})
            SubElement(entry, "text").text = text
        for at, value in enumerate(row.values, 1):
            text = "null" if value is None else feel.written_value(value)
            if text is None:
                raise _unsayable(no, len(table.columns) + at)
            entry = SubElement(rule, "outputEntry", {"id": f"{key}-r{no}o{at}"})
            SubElement(entry, "text").text = text


def _unsayable(row: int, column: int) -> BadTable:
    return BadTable(
        row + 1,
        column,
        Text("S-FEEL 表达不了这一格，只能写固定的值和区间", "S-FEEL cannot say this cell"),
    )


def load(text: str) -> Table:
    """Read the first decision table of a DMN document; raises BadTable.

    A document that declares types of its own (DOCTYPE, entities) is refused.
    """
    if len(text) > MOST_BYTES or re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise BadTable(1, 1, Text("这份文件太大或带有 DOCTYPE", "too large, or it has a DOCTYPE"))
    try:
        root = fromstring(text)  # noqa: S314 - no DOCTYPE gets here, so no entity can grow
    except ParseError as fault:
        raise BadTable(1, 1, Text(f"不是 XML：{fault}", f"not XML: {fault}")) from None
    space = root.tag.partition("}")[0].strip("{")
    table = root.find(f".//{{{space}}}decisionTable")
    if table is None:
        raise BadTable(1, 1, Text("文件里没有决策表", "there is no decision table in it"))
    return _loaded(table, f"{{{space}}}")


def _loaded(table: Element, space: str) -> Table:
    def text(place: Element | None) -> str:
        found = None if place is None else place.find(f"{space}text")
        return (found.text or "").strip() if found is not None else ""

    inputs = [one.find(f"{space}inputExpression") for one in table.findall(f"{space}input")]
    outputs = table.findall(f"{space}output")
    head = [text(one) for one in inputs]
    head += [f"→{one.get('name') or one.get('label') or '结果'}" for one in outputs]
    rows = [head]
    for rule in table.findall(f"{space}rule"):
        cells = [text(one) for one in rule.findall(f"{space}inputEntry")]
        values = [text(one) for one in rule.findall(f"{space}outputEntry")]
        rows.append([*cells, *("-" if one == "null" else one for one in values)])
    types = {one: key for key, one in _TYPES.items()}
    kinds = {
        text(one): types.get(one.get("typeRef", ""), "text")
        for one in inputs
        if one is not None and one.get("typeRef") in types
    }
    return read(rows, hit=_hit(table), kinds=kinds)


def _hit(table: Element) -> Hit:
    name, sums = table.get("hitPolicy", "UNIQUE"), table.get("aggregation")
    match name, sums:
        case "UNIQUE", _:
            return "U"
        case "FIRST", _:
            return "F"
        case "COLLECT", "SUM":
            return "C+"
    raise BadTable(
        1,
        1,
        Text(
            f"不支持 {name} {sums or ''}；可用 UNIQUE、FIRST、COLLECT SUM",
            f"{name} {sums or ''} is not supported; use UNIQUE, FIRST or COLLECT SUM",
        ),
    )
