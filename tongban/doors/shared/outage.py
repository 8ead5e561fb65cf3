"""What it looks like from here when the database is away (数据库失联)."""

from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolClosed, PoolTimeout

AWAY = (OperationalError, InterfaceError, PoolTimeout, PoolClosed)
