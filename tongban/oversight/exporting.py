"""The face of exports for process mining (导出): OCEL 2.0 or XES, nobody's name in it."""

from pathlib import Path

from tongban.kernel.actors import Actor
from tongban.oversight.measuring import ensure
from tongban.oversight.mining import anonymous, ocel, xes
from tongban.oversight.mining.ocel import Written


def export(form: str, out: Path, *, actor: Actor) -> Written:
    """Write the log as "ocel" (JSON, or SQLite for `.sqlite`) or "xes", and say what is in it.

    Every object has a name of its own in this file; the key to them is kept nowhere. Raises
    NotASupervisor.
    """
    ensure(actor, None)
    out.parent.mkdir(parents=True, exist_ok=True)
    if form == "xes":
        return xes.write(anonymous.log(), out)
    write = ocel.write_sqlite if out.suffix == ".sqlite" else ocel.write_json
    return write(anonymous.log(), out)
