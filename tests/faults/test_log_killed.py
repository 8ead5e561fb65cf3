"""A sequencer that is killed leaves no gap and gives no row two places."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.sequencer import rows
from tongban.kernel import ids
from tongban.kernel.time import now
from tongban.oversight.log import api as log
from tongban.oversight.log import sources
from tongban.oversight.log.models import EntryRow

ROOT = Path(__file__).parents[2]
ROWS = 650


def sequencer(path, *, pause):
    """Start a real process on the test's own database."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sequencer", str(path), str(pause)],
        cwd=ROOT,
        env=os.environ | {"TONGBAN_TEST_NAME": connection.settings_dict["NAME"]},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_a_killed_sequencer_leaves_no_gap_and_no_double(tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(sources, "_sources", {})
    path = tmp_path / "rows"
    path.write_text("\n".join(str(ids.new(n % 1024)) for n in range(ROWS)))
    log.join_source("room", rows(path))
    with sequencer(path, pause=0.02) as killed:
        assert [killed.stdout.readline() for _ in range(3)] == ["written\n"] * 3
        killed.send_signal(signal.SIGKILL)
    assert EntryRow.objects.count() < ROWS
    log.integrate(at=now() + timedelta(seconds=1), margin=timedelta(0))
    found = log.verify()
    assert (found.size, found.findings) == (ROWS, [])
    assert sorted(EntryRow.objects.values_list("place", flat=True)) == list(range(ROWS))
