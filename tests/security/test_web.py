"""What a page of the web, another program or a foreign name gets from the hub (security.md 2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from starlette.routing import Route

from sync.server import routes
from tests.sync.server.conftest import Hub


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Hub]:
    made = Hub(tmp_path, over_http=True)
    made.begin()
    yield made
    made.close()


def doors(site: Hub) -> list[tuple[str, str]]:
    """(method, path) of everything that the hub answers to."""
    app = routes.app(site.service, set())
    found = [
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route)
        for method in sorted(route.methods or ())
    ]
    assert len(found) > 12
    return found


def ask(site: Hub, door: tuple[str, str], **headers: str) -> requests.Response:
    usual = {"Authorization": f"Bearer {site.owner_token}", "Content-Type": "application/msgpack"}
    sent = {**usual, **{k.replace("_", "-"): v for k, v in headers.items()}}
    with requests.request(
        door[0], site.url + door[1], headers=sent, timeout=10, stream=True, allow_redirects=False
    ) as reply:
        reply.raw.read(64)
        return reply


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "localhost.evil:{port}"])
def test_no_door_opens_under_a_foreign_name(site: Hub, host: str) -> None:
    """DNS rebinding: the page's name leads to this computer, but it stays the page's name."""
    port = site.url.rpartition(":")[2]
    for door in doors(site):
        assert ask(site, door, Host=host.format(port=port)).status_code == 403, door


def test_no_answer_lets_a_page_read_it_or_leaves_a_cookie(site: Hub) -> None:
    for door in doors(site):
        if door[1] == "/v1/events":
            continue
        for origin in ("https://evil.example", "null", site.url):
            reply = ask(site, door, Origin=origin, Cookie="token=" + site.owner_token)
            names = {name.lower() for name in reply.headers}
            assert not {n for n in names if n.startswith("access-control")}, door
            assert "set-cookie" not in names


def test_a_cookie_or_a_query_is_no_credential(site: Hub) -> None:
    token = site.owner_token
    for door in doors(site):
        if door[1] in ("/v1/health", "/metrics"):
            continue
        named = door[0], f"{door[1]}?token={token}&authorization=Bearer%20{token}"
        reply = ask(site, named, Authorization="", Cookie=f"token={token}; Authorization={token}")
        assert reply.status_code in (401, 403, 405, 422), door
        assert reply.status_code != 200


def test_no_page_may_ask_beforehand(site: Hub) -> None:
    for _, path in doors(site):
        reply = ask(
            site,
            ("OPTIONS", path),
            Origin="https://evil.example",
            Access_Control_Request_Method="POST",
            Access_Control_Request_Headers="authorization,content-type",
        )
        assert reply.status_code == 405
        assert not [n for n in reply.headers if n.lower().startswith("access-control")]
