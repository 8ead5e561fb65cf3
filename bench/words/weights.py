"""The weights fitted anew to everything that may be tuned on, beside those that are shipped."""

from bench.words import fitting
from tongban.catalogue.words import meaning, weighing
from tongban.cli.commands.bench import Row, row

NAMES = (
    "words",
    "alone",
    "notions",
    "heard",
    "covered",
    "fit",
    "no service",
    "near",
    "nearest",
    "bias",
)


def run() -> list[Row]:
    """Fit, and return a row for each weight."""
    rows = []
    for model in (False, True) if meaning.offered() else (False,):
        shipped = weighing.MEANING if model else weighing.WORDS
        fitted = fitting.fit(fitting.samples(model=model))
        names = [*NAMES[: len(shipped.each)], NAMES[-1]]
        pairs = zip(names, (*fitted.each, fitted.bias), (*shipped.each, shipped.bias), strict=True)
        which = "with the model" if model else "words"
        rows += [
            row(f"{which}: {name}", ours, other, goal=None, unit="weight")
            for name, ours, other in pairs
        ]
    return rows
