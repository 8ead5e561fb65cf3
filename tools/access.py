"""Write who may open each address (入口权限表) to tests/house/access.tsv, for a person to read.

The table is what the house's matrix test holds every address to; a change of it is read in the
difference of a commit. Run it after a new address: `.venv/bin/python tools/access.py`.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "house" / "access.tsv"


def addresses(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address with its view."""
    from django.urls import URLPattern, URLResolver, get_resolver

    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def rows() -> dict[str, str]:
    """Return the rule of every address as the code has it."""
    from tongban.doors.shared.access import rule_of

    return {f"/{route}": str(rule_of(view) or "?") for route, view in addresses()}


def stated() -> dict[str, str]:
    """Return the rules as the table states them."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line)


def main() -> int:
    """Write the table; say what is new in it."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    os.environ.setdefault("TONGBAN_MODE", "test")
    os.environ.setdefault("TONGBAN_HOME", str(ROOT / ".cache" / "test-home"))
    import django

    django.setup()
    before, found = stated() if TABLE.exists() else {}, rows()
    for route in sorted(found.keys() ^ before.keys()):
        print("+" if route in found else "-", route, found.get(route, ""))
    TABLE.write_text(
        "".join(f"{route}\t{rule}\n" for route, rule in sorted(found.items())), encoding="utf-8"
    )
    return int("?" in found.values())


if __name__ == "__main__":
    sys.exit(main())
