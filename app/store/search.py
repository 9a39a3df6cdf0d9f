"""Trailing full text: rows are noted as they change and indexed in slices afterwards.

Words are found by the tokenizer that splits Chinese by character (libraries.md Q14), titles
also by pinyin and its initials, with every reading of a character (Q16).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, select, text

from app.model import registry
from app.model.change import Value
from app.model.sound import sounds_of
from app.sql.conn import Conn
from app.store.replica import Replica
from app.store.tables import DIRTY, SYNCED

SLICE = 500
TOKENIZER = "simplify casefold 1 strip 1 unicodewords"
DDL = (
    "CREATE TABLE IF NOT EXISTS search_doc("
    "doc INTEGER PRIMARY KEY, tbl INTEGER NOT NULL, row BLOB NOT NULL, UNIQUE(tbl, row))",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5("
    f"title, body, tokenize='{TOKENIZER}')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_sound USING fts5("
    "sounds, tokenize='ascii', detail='none', content='', contentless_delete=1)",
)
_LATIN = re.compile(r"[a-z]{1,40}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found."""

    table: str
    row: bytes
    title: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first; `complete` is false while the index trails."""

    hits: tuple[Hit, ...]
    complete: bool


def index(replica: Replica, limit: int = SLICE) -> int:
    """Index up to `limit` noted rows; the answer is how many are left."""
    conn = replica.conn
    with replica.maintain():
        noted = conn.run(
            conn.prepare(select(DIRTY.c.tbl, DIRTY.c.row).limit(bindparam("limit_"))),
            {"limit_": limit},
        )
        _index(conn, [(int(t or 0), bytes(r)) for t, r in noted])  # pyright: ignore
        conn.many(
            conn.prepare(
                delete(DIRTY).where(
                    DIRTY.c.tbl == bindparam("tbl_"), DIRTY.c.row == bindparam("row_")
                )
            ),
            [{"tbl_": t, "row_": r} for t, r in noted],
        )
    return pending(replica)


def pending(replica: Replica) -> int:
    """How many rows the index trails behind."""
    conn = replica.reader()
    count = conn.run(conn.prepare(select(func.count()).select_from(DIRTY)))[0][0]
    return count if isinstance(count, int) else 0


def _index(conn: Conn, keys: Iterable[tuple[int, bytes]]) -> None:
    find = conn.prepare(text("SELECT doc FROM search_doc WHERE tbl = :tbl AND row = :row"))
    number = conn.prepare(
        text("INSERT INTO search_doc(tbl, row) VALUES (:tbl, :row) RETURNING doc")
    )
    forget = conn.prepare(text("DELETE FROM search_doc WHERE doc = :doc"))
    drop = [
        conn.prepare(text(f"DELETE FROM {name} WHERE rowid = :doc"))
        for name in ("search_text", "search_sound")
    ]
    put = conn.prepare(
        text("INSERT INTO search_text(rowid, title, body) VALUES (:doc, :title, :body)")
    )
    sound = conn.prepare(text("INSERT INTO search_sound(rowid, sounds) VALUES (:doc, :sounds)"))
    for tbl, row in keys:
        table = registry.BY_NO.get(tbl)
        words = _words(conn, table, row) if table is not None else None
        known = conn.run(find, {"tbl": tbl, "row": row})
        if known:
            for statement in drop:
                conn.run(statement, {"doc": known[0][0]})
        if words is None:
            if known:
                conn.run(forget, {"doc": known[0][0]})
            continue
        doc = known[0][0] if known else conn.run(number, {"tbl": tbl, "row": row})[0][0]
        conn.run(put, {"doc": doc, "title": words[0], "body": words[1]})
        conn.run(sound, {"doc": doc, "sounds": sounds_of(words[0])})


def _words(conn: Conn, table: registry.Table, row: bytes) -> tuple[str, str] | None:
    t = SYNCED[table.name]
    columns = [t.c[name] for name in table.searched]
    found = conn.run(conn.prepare(select(*columns).where(t.c.id == bindparam("id_"))), {"id_": row})
    if not found:
        return None
    texts = [str(v) for v in found[0] if v is not None]
    return (texts[0] if texts else ""), "\n".join(texts[1:])


def search(replica: Replica, words: str, limit: int = 50) -> Found:
    """Rows whose text has every word, or whose title sounds like it; best first."""
    terms = [t for t in words.split() if any(c.isalnum() for c in t)][:12]
    if not terms:
        return Found((), pending(replica) == 0)
    conn = replica.reader()
    quoted = " AND ".join('"' + t.replace('"', '""') + '" *' for t in terms)
    ranked: dict[int, tuple[float, str]] = {}
    by_text = conn.prepare(
        text(
            "SELECT rowid, bm25(search_text, 8.0, 1.0),"
            " snippet(search_text, -1, '', '', '…', 24)"
            " FROM search_text WHERE search_text MATCH :q"
            " ORDER BY 2 LIMIT :n"
        )
    )
    for doc, rank, snippet in conn.run(by_text, {"q": quoted, "n": limit}):
        ranked[int(doc or 0)] = float(str(rank)), str(snippet)
    sound = "".join(terms).lower()
    if _LATIN.fullmatch(sound):
        by_sound = conn.prepare(
            text("SELECT rowid FROM search_sound WHERE search_sound MATCH :q LIMIT :n")
        )
        for (doc,) in conn.run(by_sound, {"q": f"{sound}*", "n": limit}):
            ranked.setdefault(int(doc or 0), (0.0, ""))  # pyright: ignore
    order = sorted(ranked, key=lambda doc: ranked[doc][0])[:limit]
    hits = tuple(h for h in (_hit(conn, doc, ranked[doc][1]) for doc in order) if h is not None)
    return Found(hits, pending(replica) == 0)


def _hit(conn: Conn, doc: int, snippet: str) -> Hit | None:
    find = conn.prepare(
        text(
            "SELECT d.tbl, d.row, t.title, t.body FROM search_doc d"
            " JOIN search_text t ON t.rowid = d.doc WHERE d.doc = :doc"
        )
    )
    rows: list[tuple[Value, ...]] = conn.run(find, {"doc": doc})
    if not rows:
        return None
    tbl, row, title, body = rows[0]
    table = registry.BY_NO.get(tbl if isinstance(tbl, int) else 0)
    if table is None or not isinstance(row, bytes):
        return None
    return Hit(table.name, row, str(title or ""), snippet or str(body or "")[:60])
