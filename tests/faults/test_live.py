"""A publication is live in another process within two seconds, without a restart; so is going back."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tongban.catalogue import api
from tongban.catalogue.tests import town
from tongban.kernel.actors import SYSTEM

ROOT = Path(__file__).parents[2]


@contextmanager
def another_process(service):
    environment = os.environ | {"TONGBAN_TEST_NAME": connection.settings_dict["NAME"]}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.watcher", service],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def seen(process):
    at, name = process.stdout.readline().split()
    return float(at), name


@pytest.mark.django_db(transaction=True)
def test_another_process_follows_every_publication_within_two_seconds(tmp_path):
    for name, text in town.texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    api.publish(tmp_path, actor=SYSTEM)
    with another_process("INN-OPEN") as other:
        assert seen(other)[1] == "开客栈"
        (tmp_path / "open.yaml").write_text(
            town.OPEN.replace("开客栈", "开客店").lstrip(), encoding="utf-8"
        )
        api.publish(tmp_path, actor=SYSTEM)
        done = time.time()
        at, name = seen(other)
        assert (name, at - done < 2) == ("开客店", True)
        api.roll_back(1, actor=SYSTEM)
        done = time.time()
        at, name = seen(other)
        assert (name, at - done < 2) == ("开客栈", True)
