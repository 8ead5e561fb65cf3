"""What is written with every resident: no index that nobody asks."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_resident_is_found_whole_and_by_no_beginning():
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname from pg_indexes where tablename in ('people_party', 'people_account')"
            " and indexdef like '%pattern_ops%'"
        )
        assert cursor.fetchall() == []
