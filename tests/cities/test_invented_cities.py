"""Any directory of the format imports, checks, publishes, plans and can be asked about.

TONGBAN_CITIES says how many cities are invented (8 in the suite; hundreds now and then).
"""

import json
import os
from datetime import date

import pytest

from tests.cities.invented import BREAKS, City, broken
from tongban.catalogue.domain.importer import import_directory
from tongban.cli import main

CITIES = int(os.environ.get("TONGBAN_CITIES", "8"))
TODAY = date(2026, 11, 23)


def written(files, folder):
    folder.mkdir(parents=True)
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return folder


def imported(city, tmp_path, capsys):
    source = written(city.files(), tmp_path / "items")
    assert main(["import", str(source), "--out", str(tmp_path / "definitions"), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(CITIES))
def test_a_city_nobody_has_seen_arrives_and_works(seed, tmp_path, capsys):
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM
    from tongban.policy import api as policy

    city = City(seed)
    told = imported(city, tmp_path, capsys)
    assert [told[name] for name in ("services", "licences", "life_events", "policies")] == [
        len(each) for each in (city.services, city.licences, city.events, city.policies)
    ]
    assert catalogue.check(tmp_path / "definitions").errors == ()
    assert catalogue.preview_path(tmp_path / "definitions").findings.errors == ()
    catalogue.publish(tmp_path / "definitions", actor=SYSTEM)
    book = catalogue.book()
    for event in book.events.values():
        goals = policy.Goals.of_event(event, book)
        plan = policy.plan(goals, book, holdings=policy.ANONYMOUS, today=TODAY)
        wanted = {item.service for item in event.items if item.required}
        assert wanted <= {each.service for each in plan.services}
    for service in book.services.values():
        guide = catalogue.guide(service.id)
        assert str(guide.name) == service.name.zh
    for agency in book.agencies:
        assert catalogue.manual(agency).agency.id == agency
    first = next(iter(book.services.values()))
    found = [each.id for wish in catalogue.ask(first.name.zh).wishes for each in wish.found]
    assert first.id in found


def texts(value):
    if isinstance(value, dict):
        for key, each in value.items():
            # Names of agencies stand in the agencies' file, numbers of lists in their order.
            if key not in ("no", "name_en", "is_government_held"):
                yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("seed", range(CITIES))
def test_nothing_a_city_says_is_lost_on_the_way(seed):
    city = City(seed)
    made = import_directory(city.files(), version="2026-01-01")
    kept = json.dumps(list(made.definitions.values()), ensure_ascii=False)
    for record in (*city.services, *city.licences, *city.events, *city.policies):
        lost = [
            said for said in texts(record) if json.dumps(said, ensure_ascii=False)[1:-1] not in kept
        ]
        assert lost == []


@pytest.mark.django_db
@pytest.mark.parametrize("which", BREAKS, ids="-".join)
def test_one_thing_wrong_is_told_by_file_line_and_field_and_nothing_is_written(
    which, tmp_path, capsys
):
    files, file, key = broken(3, which)
    source, out = written(files, tmp_path / "items"), tmp_path / "definitions"
    assert main(["import", str(source), "--out", str(out), "--json"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert {error["file"] for error in errors} == {file}
    assert any(error["field"].startswith(key) and error["line"] > 0 for error in errors)
    assert not out.exists()
    assert errors[0].keys() == {"file", "line", "field", "message"}
