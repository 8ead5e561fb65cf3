"""What an administrator does, one after the other, on a machine of our own; prints what was seen.

`python -m tests.running.sequence FORMER NEXT HOME DEFINITIONS PORT PORT`, inside `machine.py`: FORMER and NEXT
are environments in which the wheel is installed.
"""

import asyncio
import json
import os
import pwd
import subprocess
import sys
import threading
from pathlib import Path

from bench.running import restart
from bench.running.harness import Seen
from tests.running import machine

CURRENT = Path("/opt/tongban/current")


class Machine:
    """The machine, as its administrator speaks to it."""

    def __init__(self, former, following, home, ports):
        self.former, self.following, self.home, self.ports = former, following, home, ports

    def run(self, program, *words, codes=(0,)):
        """Run a program of the city as root, with no more than a shell of root's has."""
        done = subprocess.run(
            [program, *map(str, words)], capture_output=True, text=True, check=False, cwd="/",
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"},
        )  # fmt: skip
        logs = "".join(one.read_text()[-600:] for one in sorted(machine.RUN.glob("*.log")))
        assert done.returncode in codes, (
            f"{words}: {done.stderr[-1500:]}{done.stdout[-500:]}\n{logs}"
        )
        return done.stdout

    def tongban(self, *words, prefix=CURRENT, codes=(0,)):
        """Run a command of the city and read its JSON."""
        return json.loads(self.run(prefix / "bin" / "tongban", *words, "--json", codes=codes))

    def directories(self):
        """Do what systemd-tmpfiles does with the file that install wrote."""
        for line in Path("/etc/tmpfiles.d/tongban.conf").read_text().splitlines():
            _, place, mode, user, _, _ = line.split()
            Path(place).mkdir(parents=True, exist_ok=True)
            os.chown(place, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
            Path(place).chmod(int(mode, 8))

    def systemctl(self, *words):
        """Ask for it by the name an administrator uses."""
        self.run("/usr/bin/systemctl", *words)

    def install(self, definitions):
        """Install and follow the list that install prints, to the letter where it can be."""
        words = ("--host", "localhost", "--home", self.home, "--proxy", "none", "--workers", "2")
        made = self.tongban(
            "install", *words, "--servers", ",".join(map(str, self.ports)), prefix=self.former
        )
        self.directories()
        done = []
        for line in made["next"]:
            given = line.replace("DEFINITIONS", str(definitions))
            for step in given.replace("PRIVATE", str(self.home.parent / "private.pem")).split(
                " && "
            ):
                words = step.split()
                if words[0].startswith("systemd-") or words[1:] == ["daemon-reload"]:
                    continue
                done.append(step)
                codes = (0, 1) if words[-1] == "doctor" else (0,)
                self.run("/usr/bin/systemctl" if words[0] == "systemctl" else words[0], *words[1:], codes=codes)  # fmt: skip
        return done


def asked_meanwhile(machine_, do):
    """Do something while people ask both servers; returns what they saw and what was done."""
    seen, over = Seen(), threading.Event()
    load = threading.Thread(
        target=lambda: asyncio.run(
            restart._load(
                seen, machine_.ports, people=2, pause=0.1, path="/health/ready", over=over
            )
        )
    )
    load.start()
    try:
        made = do()
    finally:
        over.set()
        load.join()
    return made, seen


def main(former, following, home, definitions, *ports):
    """Go through it."""
    here = Machine(Path(former), Path(following), Path(home), [int(one) for one in ports])
    made = {"installed": here.install(definitions)}
    made["services"] = {
        service: bool(machine.alive(service))
        for service in machine.wanted("tongban.target")
        if "database" not in service
    }
    here.systemctl("start", "tongban-backup.service")
    rounds = []
    for words, prefix in (
        ((), here.following),
        (("--back",), here.following),
        ((), here.following),
    ):
        said, seen = asked_meanwhile(
            here, lambda w=words, p=prefix: here.tongban("upgrade", "--patience", 600, *w, prefix=p)
        )
        rounds.append(
            {"restarted": said["restarted"], "current": str(CURRENT.readlink()),
             "statuses": seen.statuses, "failed": seen.failed}
        )  # fmt: skip
    made["rounds"] = rounds
    made["drill"] = here.tongban("drill")
    made["doctor"] = [one["what"] for one in here.tongban("doctor", codes=(0, 1))["findings"]]
    here.systemctl("stop", "tongban.target")
    sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
