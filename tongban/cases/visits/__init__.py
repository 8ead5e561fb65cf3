"""Visits (到厅办事): appointments and the queue, shared by the hall, the telephone and the web."""
