"""A machine of our own, without systemd: units are read and run as they are written.

`python machine.py WORKDIR COMMAND…` gives the command a view of the machine in which /etc and /opt
can be written to and nothing outside sees it (a mount namespace), and in which `systemctl` is this
file. It reads the unit files below /etc/systemd/system, runs ExecStart as the unit's user with the
environment and credentials the unit gives, and stops as KillMode=mixed does.
"""

import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS, RUN = Path("/etc/systemd/system"), Path("/run/units-under-test")
PATIENCE = 600.0


def enter(work, command):
    """Make the view and run the command in it; nothing of it is left after."""
    work.mkdir(parents=True, exist_ok=True)
    lines = ["set -e", "mount --make-rprivate /", f"mount -t tmpfs none {work}"]
    for name in ("etc", "opt", "root"):
        lines.append(f"mkdir -p {work}/{name}/upper {work}/{name}/work")
        lines.append(
            f"mount -t overlay overlay /{name} -o "
            f"lowerdir=/{name},upperdir={work}/{name}/upper,workdir={work}/{name}/work"
        )
    lines += [
        "chmod 711 /root",  # a Python may stand there that the city's user has to reach
        f"mkdir -p {RUN} && mount -t tmpfs none {RUN} && chmod 755 {RUN}",
        f"cp {Path(__file__).resolve()} {work}/systemctl && chmod 755 {work}/systemctl",
        f"sed -i '1i #!{sys.executable}' {work}/systemctl",
        f"mount --bind {work}/systemctl /usr/bin/systemctl",
        f"cd / && exec {shlex.join(command)}",
    ]
    os.execvp("unshare", [  # noqa: S606 - it is the shell that is wanted
        "unshare", "-m", "-p", "-f", "--mount-proc", "--kill-child", "bash", "-c", "\n".join(lines)])  # fmt: skip


def read(service):
    """Return what the [Service] part of a unit says: name and values, with %i filled in."""
    name, _, which = service.removesuffix(".service").partition("@")
    file = UNITS / (f"{name}@.service" if which else f"{name}.service")
    said, inside = {}, False
    for line in file.read_text().splitlines():
        if line.startswith("["):
            inside = line == "[Service]"
        elif inside and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            said.setdefault(key, []).append(value.replace("%i", which))
    return said


def environment(service, said):
    """Return what the unit gives, and nothing of ours."""
    user = pwd.getpwnam(said["User"][0])
    env = {"PATH": "/usr/bin:/bin", "HOME": user.pw_dir, "LANG": "C.UTF-8", "USER": user.pw_name}
    for pair in said.get("Environment", []):
        key, _, value = pair.partition("=")
        env[key] = value
    given = RUN / f"{service}.credentials"
    shutil.rmtree(given, ignore_errors=True)
    given.mkdir(mode=0o500)
    for one in said.get("LoadCredential", []):
        name, _, source = one.partition(":")
        for file in Path(source).iterdir():
            shutil.copy(file, given / f"{name}_{file.name}")
    for each in (given, *given.iterdir()):
        os.chown(each, user.pw_uid, user.pw_gid)
    return env | {"CREDENTIALS_DIRECTORY": str(given)}, user


def run(service, line, *, wait):
    """Run a line of a unit as systemd would; returns the process."""
    said = read(service)
    env, user = environment(service, said)
    log = (RUN / f"{service}.log").open("ab")
    process = subprocess.Popen(
        shlex.split(line), env=env, user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/",
        umask=int(said["UMask"][0], 8), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    if wait and process.wait(PATIENCE):
        raise SystemExit(f"{service}: {line} ended with {process.returncode}\n{(RUN / f'{service}.log').read_text()[-2000:]}")  # fmt: skip
    return process


def start(service):
    """Start a service; one that runs is left alone."""
    said = read(service)
    if alive(service):
        return
    kind = said["Type"][0]
    process = run(service, said["ExecStart"][0], wait=kind in ("forking", "oneshot"))
    if kind == "exec":
        (RUN / f"{service}.pid").write_text(str(process.pid))


def alive(service):
    """Return the main process of a service, 0 for none."""
    kept = RUN / f"{service}.pid"
    pid = int(kept.read_text()) if kept.exists() else 0
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return 0
    return 0 if status == "Z" else pid


def stop(service):
    """Tell the main process to stop and wait until it has."""
    said = read(service)
    if "ExecStop" in said:
        run(service, said["ExecStop"][0], wait=True)
        return
    if pid := alive(service):
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while alive(service) and time.monotonic() < until:
            time.sleep(0.05)


def wanted(name):
    """Return the services of a target in their order, else the service itself."""
    if not name.endswith(".target"):
        return [name if name.endswith(".service") else f"{name}.service"]
    lines = (UNITS / name).read_text().splitlines()
    return next(line for line in lines if line.startswith("Wants=")).removeprefix("Wants=").split()


def systemctl(words):
    """Do what systemctl is asked for here."""
    act, *names = [word for word in words if word != "--now"]
    for name in names:
        if name.endswith(".timer"):
            continue
        for service in wanted(name):
            if act in ("stop", "restart"):
                stop(service)
            if act in ("start", "restart", "enable"):
                start(service)


if __name__ == "__main__":
    if Path(sys.argv[0]).name == "systemctl":
        systemctl(sys.argv[1:])
    else:
        enter(Path(sys.argv[1]), sys.argv[2:])
