"""A hub over HTTP: messages packed, compressed, bounded; failures by their names."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urldefrag

import msgspec
import requests
import truststore
import zstandard
from requests.adapters import HTTPAdapter
from sseclient import SSEClient
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as LateError

from app.model import codec
from app.model.errors import Fault, Refused, Unavailable
from sync import protocol
from sync.protocol import Hint, Problem

T = TypeVar("T")
CONNECT_S = 5
READ_S = 60
COMPRESS_FROM = 512
BYTES = "application/octet-stream"
CHUNK = 1 << 18
UNAVAILABLE = frozenset({"busy", "offline", "timeout", "too_new", "disk_full"})


@dataclass(frozen=True, slots=True)
class Way:
    """How a company's network is passed: a proxy's address, a PEM file of its own authority."""

    proxy: str = ""
    authority: str = ""


class PinnedAdapter(HTTPAdapter):
    """Trusts exactly the certificate whose fingerprint came with the code."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        super().__init__()

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Requests makes its pool here."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        super().init_poolmanager(  # pyright: ignore[reportUnknownMemberType]
            *args,  # pyright: ignore[reportArgumentType]
            **kwargs,  # pyright: ignore[reportArgumentType]
            ssl_context=context,
            assert_fingerprint=self._fingerprint,
        )


class SystemAdapter(HTTPAdapter):
    """Trusts what the computer trusts, and the authority of a file beside it."""

    def __init__(self, authority: str) -> None:
        self._authority = authority
        super().__init__()

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Requests makes its pool here."""
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._authority:
            context.load_verify_locations(self._authority)
        super().init_poolmanager(*args, **kwargs, ssl_context=context)  # pyright: ignore


class HttpRemote:
    """One device at one hub; implements `Remote` and `Door` of the protocol."""

    def __init__(self, url: str, token: str = "", way: Way | None = None) -> None:
        base, fragment = urldefrag(url)
        self.url = base.rstrip("/")
        self._token = token
        self._session = requests.Session()
        self._session.trust_env = not _is_loopback(base)
        way = way or Way()
        if way.proxy and not _is_loopback(base):
            self._session.proxies = {"http": way.proxy, "https": way.proxy}
        pin = fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else ""
        self._session.mount("https://", PinnedAdapter(pin) if pin else _system(way))
        if pin:
            # The fingerprint is stricter than an authority; urllib3 checks it in its place.
            self._session.verify = False
        self._packer = zstandard.ZstdCompressor(level=3)

    def meet(self, ask: protocol.Meet) -> protocol.Met:
        return self._ask("meet", ask, protocol.Met)

    def push(self, ask: protocol.Push) -> protocol.Pushed:
        return self._ask("push", ask, protocol.Pushed)

    def hashes(self, ask: protocol.HashesAsk) -> protocol.Hashes:
        return self._ask("hashes", ask, protocol.Hashes)

    def pull(self, ask: protocol.Pull) -> protocol.Pulled:
        return self._ask("pull", ask, protocol.Pulled)

    def rows(self, ask: protocol.RowsAsk) -> protocol.RowsPage:
        return self._ask("rows", ask, protocol.RowsPage)

    def digest(self, ask: protocol.DigestAsk) -> protocol.DigestPage:
        return self._ask("digest", ask, protocol.DigestPage)

    def fetch(self, ask: protocol.FetchAsk) -> protocol.Fetched:
        return self._ask("fetch", ask, protocol.Fetched)

    def invite(self, ask: protocol.InviteAsk) -> protocol.Invited:
        return self._ask("invite", ask, protocol.Invited)

    def revoke(self, ask: protocol.RevokeAsk) -> protocol.Revoked:
        return self._ask("revoke", ask, protocol.Revoked)

    def join(self, code: str, ask: protocol.Join) -> protocol.Joined:
        return self._ask("join", ask, protocol.Joined, f"Code {code}")

    def adopt(self, token: str, hub_file: bytes) -> str:
        """Give an empty hub its workspace; answers the new epoch."""
        return self._send("adopt", hub_file, str, f"Bearer {token}")

    def lack(self, ask: protocol.LackAsk) -> protocol.Lacking:
        return self._ask("lack", ask, protocol.Lacking)

    def send_file(self, digest: str, file: Path) -> None:
        """Bring a file's bytes."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": BYTES}
        try:
            with (
                file.open("rb") as stream,
                self._session.put(
                    f"{self.url}/v1/files/{digest}",
                    data=stream,
                    headers=headers,
                    timeout=(CONNECT_S, READ_S),
                    allow_redirects=False,
                ) as reply,
            ):
                if reply.status_code != requests.codes.no_content:
                    raise _problem(reply.content, reply.status_code)
        except (requests.RequestException, HTTPError) as error:
            raise _offline(error) from error

    def fetch_file(self, digest: str, size: int, file: Path) -> None:
        """Get a file's bytes, from where `file` ends."""
        begun = file.stat().st_size if file.exists() else 0
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Encoding": "identity"}
        if begun:
            headers["Range"] = f"bytes={begun}-"
        try:
            with self._session.get(
                f"{self.url}/v1/files/{digest}",
                headers=headers,
                timeout=(CONNECT_S, READ_S),
                stream=True,
                allow_redirects=False,
            ) as reply:
                if reply.status_code == requests.codes.requested_range_not_satisfiable:
                    file.unlink(missing_ok=True)
                    raise Unavailable("offline", "The hub's answer is not whole; it is read again")
                if reply.status_code not in (requests.codes.ok, requests.codes.partial_content):
                    raise _problem(reply.content, reply.status_code)
                is_more = reply.status_code == requests.codes.partial_content
                _write(reply, file, size - (begun if is_more else 0), is_more=is_more)
        except (requests.RequestException, HTTPError) as error:
            raise _offline(error) from error

    def events(self) -> Iterator[Hint]:
        """Hints as they come; ends when the connection does."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "text/event-stream"}
        try:
            with self._session.get(
                f"{self.url}/v1/events", headers=headers, stream=True, timeout=(CONNECT_S, READ_S)
            ) as reply:
                if reply.status_code != requests.codes.ok:
                    raise _problem(reply.content, reply.status_code)
                for event in SSEClient(reply.iter_content(chunk_size=None)).events():  # pyright: ignore
                    if event.event == "head" and event.data:
                        yield msgspec.json.decode(event.data, type=Hint)
        except requests.RequestException as error:
            raise _offline(error) from error

    def _ask(self, name: str, ask: object, kind: type[T], credential: str = "") -> T:
        return self._send(name, codec.encode(ask), kind, credential or f"Bearer {self._token}")

    def _send(self, name: str, body: bytes, kind: type[T], credential: str) -> T:
        headers = {"Authorization": credential, "Content-Type": "application/msgpack"}
        if len(body) >= COMPRESS_FROM:
            body = self._packer.compress(body)
            headers["Content-Encoding"] = "zstd"
        headers["Accept-Encoding"] = "zstd"
        question = headers[protocol.DIGEST] = protocol.sealed("", body)
        try:
            with self._session.post(
                f"{self.url}/v1/{name}",
                data=body,
                headers=headers,
                timeout=(CONNECT_S, READ_S),
                stream=True,
                allow_redirects=False,
            ) as reply:
                data = _body(reply, question)
        except (requests.RequestException, HTTPError) as error:
            # What breaks while the answer is read leaves urllib3 under its own name.
            raise _offline(error) from error
        if reply.status_code != requests.codes.ok:
            raise _problem(data, reply.status_code)
        return codec.decode_as(kind, data)


def _write(reply: requests.Response, file: Path, most: int, *, is_more: bool) -> None:
    """The bytes of an answer at the end of a file, or in its place; never more than were told."""
    if not reply.headers.get("Content-Type", "").startswith(BYTES):
        raise Unavailable("offline", "Something between here and the hub answered in its place")
    with file.open("ab" if is_more else "wb") as out:
        for chunk in reply.iter_content(CHUNK):
            most -= len(chunk)
            if most < 0:
                raise Unavailable("offline", "The hub's answer is not whole; it is read again")
            out.write(chunk)


def _system(way: Way) -> SystemAdapter:
    try:
        return SystemAdapter(way.authority)
    except (OSError, ssl.SSLError) as error:
        raise Unavailable(
            "offline",
            "The company certificate cannot be read: {file}",
            kept="Your work is kept here",
            hint="Choose another file under Settings, Hub",
            file=way.authority,
        ) from error


def _body(reply: requests.Response, question: str) -> bytes:
    """The answer, unpacked within its bound; what the hub did not say to this question is none."""
    raw = reply.raw.read(protocol.MAX_PAGE_BYTES + 1, decode_content=False)
    if not reply.headers.get("Content-Type", "").startswith("application/msgpack"):
        # A captive portal or a proxy answers in the hub's place.
        if reply.status_code != requests.codes.ok:
            return b""
        raise Unavailable("offline", "Something between here and the hub answered in its place")
    if reply.headers.get(protocol.DIGEST) != protocol.sealed(question, raw):
        # Cut off, changed on the way, or the answer to another question out of a cache.
        raise Unavailable("offline", "The hub's answer is not whole; it is read again")
    if reply.headers.get("Content-Encoding", "") != "zstd":
        return raw
    try:
        size = zstandard.frame_content_size(raw)
        if not 0 <= size <= protocol.MAX_PAGE_BYTES:
            raise Unavailable("offline", "The hub's answer is not whole; it is read again")
        return zstandard.ZstdDecompressor().decompress(raw, protocol.MAX_PAGE_BYTES)
    except zstandard.ZstdError as error:
        raise Unavailable("offline", "The hub's answer is not whole; it is read again") from error


def _problem(data: bytes, status: int) -> Fault:
    try:
        told = msgspec.msgpack.decode(data, type=Problem)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return Unavailable("offline", "The hub answered with an error ({status})", status=status)
    kind = Unavailable if told.code in UNAVAILABLE else Refused
    return kind(told.code, told.message, hint=told.hint, **told.params)


def _offline(error: requests.RequestException | HTTPError) -> Unavailable:
    if isinstance(error, (requests.Timeout, LateError)):
        return Unavailable(
            "timeout", "The hub did not answer in time", kept="Your work is kept here"
        )
    return Unavailable(
        "offline", "The hub cannot be reached", kept="Your work is kept here", why=str(error)[:200]
    )


def _is_loopback(url: str) -> bool:
    host = url.partition("://")[2].partition("/")[0].rpartition(":")[0]
    return host in {"127.0.0.1", "localhost", "[::1]"}
