"""The database is stopped while a person hands in a page: what they typed is not lost."""

import json
import os
import subprocess
import sys

from conftest import ROOT


def run(home, *words):
    environment = os.environ | {"TONGBAN_HOME": str(home)}
    command = [sys.executable, "-m", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_what_was_typed_while_the_database_was_stopped_is_handed_in_again_by_one_button(own_server):
    told = json.loads(run(own_server, "tests.faults.portal"))
    assert told["stopped"] == told["reading"] == 503
    assert told["kept"] == "19900000001"
    assert told["again"] == 302 or told["answers"]
    assert told["answers"]["applicant.mobile"] == "19900000001"
