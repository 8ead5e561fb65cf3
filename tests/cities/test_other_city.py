"""Another city's item directory imports, checks, publishes, plans and runs, with no Python changed."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "field-data"
FILES = ("services.jsonl", "life-events.json", "licences.json", "policies.json")


def renamed(source: Path, out: Path) -> Path:
    """Write the directory under other ids, as a city we have never seen would."""
    text = {name: (source / name).read_text() for name in FILES}
    ids = sorted(set(re.findall(r'"id": ?"([A-Z0-9-]+)"', "".join(text.values()))), key=len)
    agencies = set(
        re.findall(r'"(?:code|held_by|holder)": ?"([A-Z][A-Z-]*)"', "".join(text.values()))
    )
    new = {old: f"Q{at}-{old[::-1].replace('-', '')}" for at, old in enumerate(ids)}
    new |= {old: f"OFF{at}" for at, old in enumerate(sorted(agencies))}
    for name in FILES:
        written = re.sub(r'"([A-Z][A-Z0-9-]*)"', lambda m: f'"{new.get(m[1], m[1])}"', text[name])
        (out / name).write_text(written.replace('"law_zh": "', '"law_zh": "远地'))
    return out


@pytest.fixture(scope="module")
def other(tmp_path_factory, django_db_setup, django_db_blocker):
    """Another city, imported and published."""
    from tests import staffing
    from tongban.catalogue import api as catalogue
    from tongban.cli import main
    from tongban.kernel.actors import SYSTEM

    folder = renamed(SOURCE, tmp_path_factory.mktemp("items"))
    out = tmp_path_factory.mktemp("made") / "definitions"
    assert main(["import", str(folder), "--out", str(out), "--json"]) == 0
    with django_db_blocker.unblock():
        catalogue.publish(out, actor=SYSTEM)
        yield catalogue.book()
        staffing.forget()


@pytest.mark.django_db
def test_everything_arrives_under_its_own_names(other):
    services = [json.loads(line) for line in (SOURCE / "services.jsonl").read_text().splitlines()]
    assert len(other.services) == len(services)
    assert not [name for name in other.services if not name.startswith("Q")]


@pytest.mark.django_db
def test_every_page_of_the_portal_opens(other, client):
    paths = [f"/service/{name}" for name in other.services]
    paths += [f"/event/{name}" for name in other.events]
    paths += [f"/policy/{name}" for name in other.policies]
    paths += ["/", "/agencies", "/policies", "/find?q=登记"]
    assert [path for path in paths if client.get(path).status_code != 200] == []


@pytest.mark.django_db
def test_every_life_event_plans_and_runs_to_its_end(other):
    from tongban.cli.simulation.story import NotReady, tell_story

    ended = {}
    for event in sorted(other.events):
        try:
            told = tell_story(other, [event], today=date(2026, 11, 20))
            ended[event] = {matter.status for matter in told.application.matters}
        except NotReady as left:
            ended[event] = str(left)
    assert ended == {event: {"granted"} for event in sorted(other.events)}
