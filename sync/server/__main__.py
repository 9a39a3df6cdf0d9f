"""The hub as a program: serve, and backup and restore of its folder."""

from __future__ import annotations

import argparse
import hashlib
import ipaddress
import json
import os
import signal
import socket
import ssl
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import uvicorn

from app import answer
from app.model import ids
from app.model.errors import Refused, Unavailable
from app.model.verb import Answer, say
from app.sql.open import open_engine
from sync.server import keep, lock, log, routes
from sync.server.service import Service
from sync.server.shelf import Shelf
from sync.server.watch import Access

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
KEEP_S = 65
"""Seconds. A window asks every 20; a connection that was closed is a TLS greeting more."""
ANYWHERE = {"0.0.0.0", "::"}


def build() -> argparse.ArgumentParser:
    """The command line."""
    shared = answer.shared_options()
    parser = answer.Parser(prog="fairway", parents=[shared])
    words = parser.add_subparsers(dest="verb", required=True)
    serve = words.add_parser("serve", parents=[shared])
    serve.add_argument("--data", required=True)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=0)
    serve.add_argument("--tls-cert")
    serve.add_argument("--tls-key")
    serve.add_argument("--behind-proxy", action="store_true")
    serve.add_argument("--database")
    serve.add_argument("--blobs")
    serve.add_argument("--owner-code-file")
    serve.add_argument("--metrics-token-file", help="who shows this token may read /metrics")
    serve.add_argument("--log-level", choices=log.LEVELS)
    serve.add_argument("--name", action="append", default=[], help="another host name")
    serve.add_argument("--establish", action="store_true", help=argparse.SUPPRESS)
    hub = words.add_parser("hub", parents=[shared])
    hub.add_argument("action", choices=["backup", "restore"])
    hub.add_argument("folder")
    hub.add_argument("file")
    hub.add_argument("--database", help="a PostgreSQL URL, where the hub does not live in DIR")
    return parser


def run(argv: Sequence[str]) -> Answer:
    """Do what the command line says."""
    args = build().parse_args(argv)
    if args.verb == "hub":
        return _backup(args) if args.action == "backup" else _restore(args)
    return _serve(args)


def _serve(args: Namespace) -> Answer:
    is_tls = bool(args.tls_cert and args.tls_key)
    if args.host not in LOOPBACK and not is_tls and not args.behind_proxy:
        raise Refused(
            "usage",
            "A hub on the network needs a certificate",
            hint="Give --tls-cert and --tls-key, or --behind-proxy",
        )
    for file in (args.tls_cert, args.tls_key, args.metrics_token_file):
        if file and not Path(file).is_file():
            raise Refused("usage", "There is no file {file}", file=file)
    folder = Path(args.data)
    folder.mkdir(parents=True, exist_ok=True)
    # The hub of a desktop says on its terminal only what went wrong.
    log.begin(args.log_level or ("warning" if args.establish else "info"))
    with lock.held(folder):
        engine = open_engine(args.database or folder / "hub.db")
        try:
            service = Service(engine, ids.wall_ms, os.urandom)
            service.shelf = Shelf(Path(args.blobs) if args.blobs else folder / "files")
            _until_end(args, service, is_tls=is_tls)
        finally:
            engine.dispose()
    return Answer({})


def _until_end(args: Namespace, service: Service, *, is_tls: bool) -> None:
    with _bound(args.host, args.port) as listener:
        port = int(listener.getsockname()[1])
        config = uvicorn.Config(
            routes.app(service, Names(args, port), _access(args)),
            log_config=None,
            access_log=False,
            ssl_certfile=args.tls_cert,
            ssl_keyfile=args.tls_key,
            timeout_graceful_shutdown=5,
            timeout_keep_alive=KEEP_S,
            server_header=False,
            proxy_headers=args.behind_proxy,
            lifespan="off",
            ws="none",
            h11_max_incomplete_event_size=64 * 1024,
        )
        ready: dict[str, object] = {"ok": True, "url": _url(args, port, is_tls=is_tls)}
        ready.update({"epoch": service.epoch, **_secret(args, service)})
        server = Hub(config, service, lambda: answer.put(json.dumps(ready)))
        threading.Thread(target=service.follow, daemon=True).start()
        if args.establish:
            threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
        for number in (signal.SIGTERM, signal.SIGINT):
            # uvicorn raises it again when it has ended in order; that is the end, no fault.
            signal.signal(number, server.end)
        server.run(sockets=[listener])


def _access(args: Namespace) -> Access:
    """Who may read the counts."""
    file = args.metrics_token_file
    token = Path(file).read_text(encoding="ascii").strip() if file else ""
    return Access(token, is_proxied=args.behind_proxy)


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket; which port it is, is known before anybody is told."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # asyncio sets this only where the protocol was named; without it every answer waits 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Unavailable("busy", "{why}", why=error.strerror or error) from error
    return listener


class Hub(uvicorn.Server):
    """Says that it is ready only when it is."""

    def __init__(self, config: uvicorn.Config, service: Service, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._service = service
        self._tell = tell

    def end(self, *_: object) -> None:
        """Stop in order."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Uvicorn listens now."""
        await super().startup(sockets)
        log.info("ready", epoch=self._service.epoch, database=self._service.database.told())
        self._tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Those who wait for hints are sent home first."""
        self._service.bell.close()
        await super().shutdown(sockets)
        log.info("ended")


def _secret(args: Namespace, service: Service) -> dict[str, object]:
    """The owner's code, or the token of the desktop that started us, by pipe alone."""
    if args.establish:
        return {"token": service.establish(*_founding(sys.stdin.buffer.readline()))}
    code = service.owner_code()
    if code is None:
        return {}
    if args.owner_code_file:
        _write_secret(Path(args.owner_code_file), code)
    return {"owner_code": code}


def _founding(line: bytes) -> tuple[bytes, bytes, str]:
    """Workspace, person and device of the desktop that started us."""
    try:
        told = msgspec.json.decode(line, type=dict[str, str])
        workspace, person = bytes.fromhex(told["workspace"]), bytes.fromhex(told["person"])
        if len(workspace) != 16 or len(person) != 16:
            raise ValueError("id")
        return workspace, person, told["device"]
    except (msgspec.MsgspecError, ValueError, KeyError) as error:
        raise Refused("usage", "A message could not be read: {why}", why=error) from error


def _write_secret(file: Path, text: str) -> None:
    """A file that only this user reads, whatever was there before."""
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(text + "\n")


def _end_with_parent(server: Hub) -> None:
    """The embedded hub lives as long as whoever holds its standard input open."""
    # Not through sys.stdin: a reader that waits there at the end would stop the program hard.
    while os.read(0, 1024):
        pass
    server.should_exit = True


class Names:
    """The names under which the hub answers: a page of the web that points its own name at this
    computer is not heard (security.md 2)."""

    def __init__(self, args: Namespace, port: int) -> None:
        self._suffix = f":{port}"
        self._is_anywhere = args.host in ANYWHERE
        plain = {args.host, *args.name}
        if args.host in LOOPBACK or self._is_anywhere:
            plain |= {"127.0.0.1", "localhost"}
        if self._is_anywhere:
            plain.add(socket.gethostname())
        self._known = {_bracket(name) + self._suffix for name in plain} | set(args.name)

    def __contains__(self, host: object) -> bool:
        if not isinstance(host, str):
            return False
        if host in self._known:
            return True
        return self._is_anywhere and host.endswith(self._suffix) and _is_address(host)


def _is_address(host: str) -> bool:
    """An address is nobody's to point elsewhere, as a name is."""
    try:
        ipaddress.ip_address(host.rpartition(":")[0].strip("[]"))
    except ValueError:
        return False
    return True


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _url(args: Namespace, port: int, *, is_tls: bool) -> str:
    scheme = "https" if is_tls else "http"
    pin = ""
    if is_tls:
        pem = Path(args.tls_cert).read_text(encoding="ascii")
        first = pem[: pem.index("-----END CERTIFICATE-----") + 25]
        der = ssl.PEM_cert_to_DER_cert(first[first.index("-----BEGIN") :])
        pin = "#sha256=" + hashlib.sha256(der).hexdigest()
    name = socket.gethostname() if args.host in ANYWHERE else args.host
    return f"{scheme}://{_bracket(args.name[0] if args.name else name)}:{port}{pin}"


def _backup(args: Namespace) -> Answer:
    keep.backup(Path(args.folder), Path(args.file), args.database or "")
    return Answer({"file": args.file}, [say("Backup written and verified: {file}", file=args.file)])


def _restore(args: Namespace) -> Answer:
    epoch = keep.restore(Path(args.folder), Path(args.file), args.database or "")
    return Answer({"epoch": epoch}, [say("Restored from {file}", file=args.file)])


def lang_of(_: Path) -> str:
    """A hub speaks the language of its machine."""
    return ""


if __name__ == "__main__":
    sys.exit(answer.main(sys.argv[1:], run, lang_of))
