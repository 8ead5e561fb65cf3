"""XES (IEEE 1849), written by hand and as it is read: a trace for each case, an event a step.

The file is written while the log is gone through, so that its size is no matter of memory.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tongban.cases.domain.events import TYPES
from tongban.kernel.events import Event
from tongban.oversight.mining.anonymous import Names, attributes
from tongban.oversight.mining.ocel import Written

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value="-"/></global>
<global scope="event"><string key="concept:name" value="-"/><date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def write(pages: Iterable[list[Event]], out: Path, *, names: Names | None = None) -> Written:
    """Write the cases of the log as XES."""
    names, told = names or Names(), Written()
    with out.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for case, events in _cases(pages):
            file.write("<trace>\n" + _text("concept:name", names.of("case", case)))
            service = next((o.id for o in events[0].objects if o.type == "service"), "")
            file.write(_text("service", service))
            for event in events:
                file.write(_event(event))
            file.write("</trace>\n")
            told.events += len(events)
            told.cases += 1
        file.write("</log>\n")
    told.objects = told.cases
    return told


def _cases(pages: Iterable[list[Event]]) -> Iterator[tuple[str, list[Event]]]:
    """Gather the events of each case; the log goes stream by stream, so one is held at a time."""
    current, events = "", list[Event]()
    for page in pages:
        for event in page:
            if event.type not in TYPES:
                continue
            case = next(one.id for one in event.objects if one.role == "case")
            if case != current and events:
                yield current, events
                events = []
            current = case
            events.append(event)
    if events:
        yield current, events


def _event(event: Event) -> str:
    parts = [
        _text("concept:name", event.type.partition(".")[2]),
        f'<date key="time:timestamp" value="{event.at.isoformat(timespec="milliseconds")}"/>',
        _text("org:group", event.actor.agency or event.actor.kind),
        *(_text(name, value) for name, value in attributes(event).items()),
    ]
    return f"<event>{''.join(parts)}</event>\n"


def _text(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"
