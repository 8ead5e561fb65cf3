"""The tables every room shares (账本): events, outbox, open tasks, counters."""
