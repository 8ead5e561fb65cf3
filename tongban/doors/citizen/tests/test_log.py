"""The log of events, its work and its outbox name no resident: no number, no name, no telephone."""

from django.db import connection

from tongban.cases import api as cases

TABLES = ("ledger_event", "ledger_stream", "ledger_task", "ledger_outbox", "oversight_case")


def logged():
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'select t::text from "{table}" t')  # noqa: S608 - our own constants
            yield table, "\n".join(row for (row,) in cursor.fetchall())


def test_no_resident_is_named_in_the_log(case, resident, cast):
    from tests.staffing import ANSWERS

    for table, rows in logged():
        for secret in (resident.number, cast.applicant.name, ANSWERS["mobile"]):
            assert secret not in rows, table


def test_the_resident_still_reads_their_own_name_in_the_life_of_a_case(case, resident, cast):
    assert cases.timeline(case, actor=resident.actor)[0].who == cast.applicant.name
