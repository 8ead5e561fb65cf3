"""Demands: how well they are routed, what repeats is found, and how quickly; in parts."""

from tongban.cli.commands.bench import Row


def run(*, full: bool = False) -> list[Row]:
    """Measure every part, and return the rows."""
    from bench.voice import accuracy, repeats, speed

    return [*accuracy.run(), *repeats.run(), *speed.run(full=full)]
