"""What phrases say (常用语): only variables there are."""

from collections.abc import Iterator

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context
from tongban.catalogue.domain.phrases import VARIABLES, unknown


def words(context: Context) -> Iterator[Finding]:
    """Find variables that no case fills."""
    for one in context.of("phrases"):
        for no, saying in enumerate(one.value["sayings"]):
            given = saying["words"]
            texts = given.values() if isinstance(given, dict) else [given]
            for name in sorted({name for text in texts if text for name in unknown(text)}):
                said = f"没有变量 {name}(unknown variable);可以用 {'、'.join(VARIABLES)}"
                yield one.finding(("sayings", no, "words"), "phrases.unknown-variable", said)


RULES = (words,)
