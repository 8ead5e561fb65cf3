"""The only file that knows both sides of a port: what a room needs, and who provides it."""


def join() -> None:
    """Join every port with its implementation; raises when one stays unfilled."""
