"""Continuous safekeeping (持续备份): base backups and every change after them, sealed, tried out."""
