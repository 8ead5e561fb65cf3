"""Own words: how well and how quickly services are found, with the sentence model and without."""

from tongban.cli.commands.bench import Row


def run() -> list[Row]:
    """Measure both, and return the rows."""
    from bench.words import accuracy, speed

    return [*accuracy.run(), *speed.run()]
