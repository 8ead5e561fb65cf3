"""Where a person stands in clear, and that it is nowhere else: every table of the database is read."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests import staffing
from tongban.cases import api as cases
from tongban.facts import api as facts
from tongban.kernel.actors import Purpose
from tongban.kernel.time import now
from tongban.ledger import api as ledger
from tongban.oversight.log.integrating import integrate
from tongban.voice import api as voice

PHONE, STREET, SAID = "13812345678", "榕荫路 1 号", "楼上每天半夜装修吵得孩子睡不着"
MOBILE = staffing.ANSWERS["mobile"]
OWN = Purpose("own", "", "本人查看", "查看自己的信息")
HOLD_PEOPLE = {
    "people_party", "people_account", "licences_licence",
    "voice_demand", "voice_said", "voice_rating", "voice_like",
}  # fmt: skip
"""Tables that hold what a person is and said, each under its room's own rules of who reads it."""
SAY_WHO = {
    "ledger_event", "facts_statement", "facts_read", "facts_act", "cases_draft", "cases_attachment"
}  # fmt: skip
"""Tables that say who did something: a name, and nothing else of anybody."""
DEMO = "catalogue_definition"  # the pilot city tells its invented cast


def tables():
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        return [name for (name,) in cursor.fetchall()]


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f'select t::text from "{table}" t')  # noqa: S608 - a name the database gave
        return "\n".join(said for (said,) in cursor.fetchall())


@pytest.fixture
def lived(resident, settings, tmp_path):
    """A resident who filed, was looked up by officers, rated badly and complained."""
    settings.HOME = tmp_path
    number = staffing.hand_in(resident)
    case = cases.case(number, actor=resident.actor)
    words = voice.Words(text=SAID, place=STREET, contact=PHONE)
    voice.file(words, channel="web", actor=resident.actor, party=resident.party.id)
    voice.rate(case.id, level=5, moment="file", words=SAID, actor=resident.actor)
    facts.known(resident.party.id, ["name", "idno"], purpose=OWN, actor=resident.actor)
    while ledger.drain():
        pass
    integrate(now() + timedelta(minutes=1))
    return resident


def test_a_person_stands_in_the_tables_of_persons_and_in_no_other(lived):
    name = lived.party.name
    telling = (name, lived.number, PHONE, STREET, SAID, MOBILE)
    kept = {table: rows(table) for table in tables() if table != DEMO}
    found = {table: {one for one in telling if one in said} for table, said in kept.items()}
    assert {SAID, STREET, PHONE} <= found["voice_demand"]
    assert kept["ledger_stream"]
    assert kept["oversight_log_entry"]
    for table in SAY_WHO:
        found[table] -= {name}
    assert {one: what for one, what in found.items() if what and one not in HOLD_PEOPLE} == {}


def test_the_files_of_the_log_tell_nothing_of_anybody(lived, settings):
    kept = b"".join(
        one.read_bytes() for one in Path(settings.HOME).glob("log/**/*") if one.is_file()
    )
    assert kept.count(b'"kind"') > 2
    for telling in (lived.party.name, lived.number, str(lived.party.id), PHONE, STREET, MOBILE):
        assert telling.encode() not in kept
