"""One application through its procedure, event-sourced (办件)."""
