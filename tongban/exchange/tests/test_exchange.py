import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_platform_s_role_opens_the_days_it_may_not_make_itself():
    """A worker's beat prepares the coming days' tables; its role owns none."""
    with connection.cursor() as cursor:
        cursor.execute("create role lesser nologin")
        cursor.execute("grant execute on function exchange_open_day_v1(date) to lesser")
        cursor.execute("set local role lesser")
        cursor.execute("select exchange_open_day_v1('2031-02-03')")
        cursor.execute("reset role")
        cursor.execute("select to_regclass('exchange_call_20310203') is not null")
        assert cursor.fetchone() == (True,)
