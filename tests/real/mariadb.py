"""Debian's MariaDB for tests: started once, reached over a unix socket, gone afterwards.

It knows nothing of schemas or migrations, only of a server and its databases. It is no system service: the
server has a data directory and a socket of its own and listens on no network.
"""

import contextlib
import itertools
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

_PACKAGES = "mariadb-server-core mariadb-client-core"
_SECONDS_TO_START = 30
_SECONDS_TO_STOP = 10

# A server that lives for one test session need not survive a power cut.
_UNSAFE_BUT_FAST = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-fast-shutdown=2",
    "--innodb-use-native-aio=0",
    "--sync-binlog=0",
    "--skip-log-bin",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, known by its socket."""

    socket: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @contextlib.contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The SQLAlchemy address of an empty database that is dropped again afterwards."""
        name = f"test_{next(self._numbers)}"
        self._administrate(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield self._url(name)
        finally:
            self._administrate(f"DROP DATABASE {name}")

    def _url(self, database: str) -> str:
        return f"mariadb+pymysql://root@localhost/{database}?unix_socket={self.socket}&charset=utf8mb4"

    def _administrate(self, statement: str) -> None:
        engine = sa.create_engine(self._url(""), poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def answers(self) -> bool:
        """Whether a client gets through."""
        try:
            self._administrate("SELECT 1")
        except sa.exc.OperationalError:
            return False
        return True


def _program(name: str) -> str:
    # Debian keeps servers where the path of an ordinary user does not look.
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert found, f"{name} is not installed: apt-get install {_PACKAGES}"
    return found


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """A server with an empty data directory, stopped and removed at the end."""
    server_program = _program("mariadbd")
    # The path stays short: a socket's whole path must fit into about a hundred bytes.
    with tempfile.TemporaryDirectory(prefix="my", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data, socket, log = folder / "data", folder / "s", folder / "log"
        _install(data)
        where = (f"--datadir={data}", f"--socket={socket}", "--skip-networking", "--skip-grant-tables", "--user=root")
        with log.open("w") as output:
            command = [server_program, "--no-defaults", *where, *_UNSAFE_BUT_FAST]
            process = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            yield _reached(Server(socket), process, log)
        finally:
            _stop(process)


def _install(data: Path) -> None:
    command = [
        _program("mariadb-install-db"),
        "--no-defaults",
        f"--datadir={data}",
        "--user=root",
        "--skip-test-db",
        "--innodb-use-native-aio=0",
        "--auth-root-authentication-method=normal",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _reached(server: Server, process: subprocess.Popen[bytes], log: Path) -> Server:
    last = time.monotonic() + _SECONDS_TO_START
    while not (server.socket.exists() and server.answers()):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < last, log.read_text()
        time.sleep(0.05)
    return server


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
