"""The units of systemd (系统服务): database, servers, workers, backup and examination.

Each runs as the city's own user, may write below the home alone, sees no other process's files,
gains no privilege and makes only ordinary system calls. Secrets reach it as credentials: files of
root's that systemd hands over, which the user cannot read otherwise.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.cli.installing.layout import Wishes

DRAIN = 3  # seconds a stopping server still serves while balancers turn away from it
_HARDENED = """User=tongban
Group=tongban
UMask=0077
Environment=TONGBAN_SETTINGS=/etc/tongban/settings.toml
LoadCredential=tongban:/etc/tongban/secrets
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ReadWritePaths={home}
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
"""


def all_units(wishes: "Wishes") -> dict[str, str]:
    """Return every unit by its file name."""
    made = {
        "tongban.target": _target(wishes),
        "tongban-web@.service": _web(wishes),
        "tongban-worker@.service": _worker(wishes),
        "tongban-backup.service": _once(wishes, "Backup of the city, checked", "backup --daily"),
        "tongban-backup.timer": _timer("Daily backup of the city", "*-*-* 02:30:00"),
        "tongban-doctor.service": _once(wishes, "Examination of the city", "doctor"),
        "tongban-doctor.timer": _timer("Examination of the city", "*-*-* *:00/15:00"),
    }
    if wishes.embedded:
        made["tongban-database.service"] = _database(wishes)
        made["tongban-follow.service"] = _follow(wishes)
    return made


def enabled(wishes: "Wishes") -> list[str]:
    """Return what is enabled, so that it is there after the machine was switched off."""
    timers = ["tongban-backup.timer", "tongban-doctor.timer"]
    return ["tongban.target", *timers, *parts(wishes)]


def parts(wishes: "Wishes") -> list[str]:
    """Return the services of the target in the order they start."""
    database = ["tongban-database.service", "tongban-follow.service"] if wishes.embedded else []
    web = [f"tongban-web@{port}.service" for port in wishes.servers]
    return [*database, *web, *(f"tongban-worker@{n}.service" for n in range(1, wishes.workers + 1))]


def _target(wishes: "Wishes") -> str:
    wants = " ".join(parts(wishes))
    return (
        "[Unit]\nDescription=Tongban, the city's services\n"
        f"Wants={wants}\nAfter=network-online.target\n\n[Install]\nWantedBy=multi-user.target\n"
    )


def _unit(wishes: "Wishes", says: str, service: str, *, after: str = "") -> str:
    hardened = _HARDENED.format(home=wishes.home)
    return (
        f"[Unit]\nDescription=Tongban: {says}\nPartOf=tongban.target\n{after}"
        f"\n[Service]\n{service}{hardened}\n[Install]\nWantedBy=tongban.target\n"
    )


def _after(wishes: "Wishes") -> str:
    if not wishes.embedded:
        return "After=network-online.target\nWants=network-online.target\n"
    return "After=tongban-database.service\nWants=tongban-database.service\n"


def _database(wishes: "Wishes") -> str:
    service = (
        "Type=forking\n"
        f"PIDFile={wishes.home}/postgres/data/postmaster.pid\n"
        f"ExecStart={wishes.prefix}/bin/tongban database start\n"
        f"ExecStop={wishes.prefix}/bin/tongban database stop\n"
        "Restart=on-failure\nTimeoutStartSec=120\nTimeoutStopSec=120\nOOMScoreAdjust=-500\n"
    )
    return _unit(wishes, "the embedded database", service)


def _web(wishes: "Wishes") -> str:
    service = (
        "Type=exec\n"
        f"ExecStart={wishes.prefix}/bin/tongban serve --host 127.0.0.1 --port %i --drain {DRAIN}\n"
        # The main process alone is told to stop: it drains, and then ends the others.
        f"KillMode=mixed\nTimeoutStopSec={DRAIN + 27}\nRestart=always\nRestartSec=1\n"
        "LimitNOFILE=65536\n"
    )
    return _unit(wishes, "application server on port %i", service, after=_after(wishes))


def _worker(wishes: "Wishes") -> str:
    service = (
        f"Type=exec\nExecStart={wishes.prefix}/bin/tongban worker\n"
        "KillMode=mixed\nTimeoutStopSec=60\nRestart=always\nRestartSec=1\n"
    )
    return _unit(wishes, "worker %i", service, after=_after(wishes))


def _follow(wishes: "Wishes") -> str:
    service = (
        f"Type=exec\nExecStart={wishes.prefix}/bin/tongban follow\nRestart=always\nRestartSec=10\n"
    )
    return _unit(wishes, "the database's log beside the backups", service, after=_after(wishes))


def _once(wishes: "Wishes", says: str, command: str) -> str:
    hardened = _HARDENED.format(home=wishes.home)
    return (
        f"[Unit]\nDescription=Tongban: {says}\n{_after(wishes)}\n[Service]\nType=oneshot\n"
        f"ExecStart={wishes.prefix}/bin/tongban {command}\nNice=10\nIOSchedulingClass=idle\n{hardened}"
    )


def _timer(says: str, calendar: str) -> str:
    return (
        f"[Unit]\nDescription=Tongban: {says}\n\n[Timer]\nOnCalendar={calendar}\nPersistent=yes\n"
        "RandomizedDelaySec=60\n\n[Install]\nWantedBy=timers.target\n"
    )
