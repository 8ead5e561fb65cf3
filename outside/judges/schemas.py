"""The reference implementation of JSON Schema accepts the schema and every definition file."""

import json
import os
import sys
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

root = Path(os.environ["TONGBAN_ROOT"])


class Strings(yaml.SafeLoader):
    """YAML as 1.2 reads it: dates and yes/no stay text."""


Strings.yaml_implicit_resolvers = {
    first: [
        (tag, regex)
        for tag, regex in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
import re  # noqa: E402 - beside its one use

Strings.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))

schemas = sorted((root / "tongban/catalogue/schema").glob("*.json"))
wrong, checked = [], 0
for path in schemas:
    Draft202012Validator.check_schema(json.loads(path.read_text()))
by_kind = {
    path.name.split(".")[0]: Draft202012Validator(json.loads(path.read_text())) for path in schemas
}
for path in sorted((root / "definitions").rglob("*.yaml")):
    value = yaml.load(path.read_text(), Loader=Strings)  # noqa: S506 - a SafeLoader with fewer rules
    kind = next(iter(value))
    validator = by_kind.get(kind) or by_kind.get("definition")
    checked += 1
    if validator is None:
        wrong.append(f"{path.name}: no schema for {kind}")
        continue
    wrong += [
        f"{path.name}: {error.json_path} {error.message[:120]}"
        for error in validator.iter_errors(value)
    ]
print(f"    {checked} files, {len(schemas)} schemas")
for line in wrong[:20]:
    print(f"    {line}")
sys.exit(bool(wrong) or not checked)
