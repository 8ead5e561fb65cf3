"""Independent systems of agencies (部门业务系统): small programs that Tongban talks to, and no more.

Each is a process of its own with a register of its own, in one of the shapes found in the field:
`rest` (an HTTP interface over its own SQLite database), `database` (a PostgreSQL or MariaDB
database that others may read), `files` (a CSV or Excel file dropped each night into a folder or
fetched by SFTP) and `stream` (every change published to NATS, or as a CloudEvents feed). They
know nothing of Tongban: their tables and columns are what a `system.json` says, in the agency's
own words. `python -m tongban.exchange.agency_systems PLACE` runs one.
"""
