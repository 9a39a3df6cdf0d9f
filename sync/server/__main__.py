"""The hub as a program: serve, and backup and restore of its folder."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import socket
import ssl
import sys
import threading
from argparse import Namespace
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from app import answer
from app.model import ids
from app.model.errors import Refused
from app.model.verb import Answer, say
from app.sql.backup import check_file, place, write_backup
from app.sql.open import open_conn, open_engine
from sync.server import lock, routes
from sync.server.service import Service

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


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
    serve.add_argument("--name", action="append", default=[], help="another host name")
    serve.add_argument("--establish", action="store_true", help=argparse.SUPPRESS)
    hub = words.add_parser("hub", parents=[shared])
    hub.add_argument("action", choices=["backup", "restore"])
    hub.add_argument("folder")
    hub.add_argument("file")
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
    folder = Path(args.data)
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder):
        engine = open_engine(args.database or folder / "hub.db")
        service = Service(engine, ids.wall_ms, os.urandom)
        try:
            _until_end(args, service, is_tls=is_tls)
        finally:
            service.bell.close()
            engine.dispose()
    return Answer({})


def _until_end(args: Namespace, service: Service, *, is_tls: bool) -> None:
    config = uvicorn.Config(
        "",
        log_level="warning",
        access_log=False,
        ssl_certfile=args.tls_cert,
        ssl_keyfile=args.tls_key,
        timeout_graceful_shutdown=5,
        server_header=False,
        proxy_headers=args.behind_proxy,
        lifespan="off",
        h11_max_incomplete_event_size=64 * 1024,
    )
    config.host, config.port = args.host, args.port
    with _socket(config) as bound:
        port = bound.getsockname()[1]
        config.app = routes.app(service, _hosts(args, port))
        server = Hub(config, service)
        ready = {"ok": True, "url": _url(args, port, is_tls=is_tls), "epoch": service.epoch}
        ready.update(_secret(args, service))
        server.ready = lambda: answer.put(json.dumps(ready))
        if args.establish:
            threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
        # uvicorn raises the signal again when it has ended in order; that is the end, no fault.
        signal.signal(signal.SIGTERM, lambda *_: None)
        server.run(sockets=[bound])


class Hub(uvicorn.Server):
    """Says that it is ready only when it is."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service
        self.ready = lambda: None

    async def startup(self, sockets=None) -> None:  # pyright: ignore
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets=None) -> None:  # pyright: ignore
        self._service.bell.close()
        await super().shutdown(sockets)


@contextmanager
def _socket(config: uvicorn.Config) -> Generator:  # pyright: ignore
    bound = config.bind_socket()
    # asyncio sets this only where the protocol was named; without it every answer waits 40 ms.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        yield bound
    finally:
        bound.close()


def _secret(args: Namespace, service: Service) -> dict[str, object]:
    """The owner's code, or the token of the desktop that started us, by pipe alone."""
    if args.establish:
        told = json.loads(sys.stdin.buffer.readline() or b"{}")
        workspace = bytes.fromhex(told["workspace"])
        person = bytes.fromhex(told["person"])
        return {"token": service.establish(workspace, person, str(told["device"]))}
    code = service.owner_code()
    if code is None:
        return {}
    if args.owner_code_file:
        file = Path(args.owner_code_file)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(code + "\n")
    return {"owner_code": code}


def _end_with_parent(server: Hub) -> None:
    """The embedded hub lives as long as whoever holds its standard input open."""
    # Not through sys.stdin: a reader that waits there at the end would stop the program hard.
    while os.read(0, 1024):
        pass
    server.should_exit = True


def _hosts(args: Namespace, port: int) -> frozenset[str]:
    names = {args.host, *args.name}
    if args.host in LOOPBACK or args.host in {"0.0.0.0", "::"}:
        names |= {"127.0.0.1", "localhost"}
    return frozenset({f"{name}:{port}" for name in names} | set(args.name))


def _url(args: Namespace, port: int, *, is_tls: bool) -> str:
    scheme = "https" if is_tls else "http"
    pin = ""
    if is_tls:
        pem = Path(args.tls_cert).read_text(encoding="ascii")
        first = pem[: pem.index("-----END CERTIFICATE-----") + 25]
        der = ssl.PEM_cert_to_DER_cert(first[first.index("-----BEGIN") :])
        pin = "#sha256=" + hashlib.sha256(der).hexdigest()
    name = args.name[0] if args.name else args.host
    return f"{scheme}://{name}:{port}{pin}"


def _backup(args: Namespace) -> Answer:
    source = Path(args.folder) / "hub.db"
    if not source.exists():
        raise Refused("not_found", "There is no hub in {folder}", folder=args.folder)
    conn = open_conn(source, read_only=True)
    try:
        write_backup(conn, Path(args.file))
    finally:
        conn.close()
    return Answer({"file": args.file}, [say("Backup written and verified: {file}", file=args.file)])


def _restore(args: Namespace) -> Answer:
    source = Path(args.file)
    if not source.exists():
        raise Refused("not_found", "There is no file {file}", file=source)
    check_file(source)
    folder = Path(args.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder):
        copy = folder / "hub.restore"
        copy.write_bytes(source.read_bytes())
        place(copy, folder / "hub.db")
        engine = open_engine(folder / "hub.db")
        try:
            epoch = Service(engine, ids.wall_ms, os.urandom).new_epoch()
        finally:
            engine.dispose()
    return Answer({"epoch": epoch}, [say("Restored from {file}", file=args.file)])


def lang_of(_: Path) -> str:
    """A hub speaks the language of its machine."""
    return ""


if __name__ == "__main__":
    sys.exit(answer.main(sys.argv[1:], run, lang_of))
