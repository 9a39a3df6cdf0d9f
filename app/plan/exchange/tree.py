"""XML of strangers as plain trees: no entities, no network, bounded, one record at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Protocol, TypeAlias, cast

from lxml import etree  # pyright: ignore[reportMissingTypeStubs, reportAttributeAccessIssue, reportUnknownVariableType]

from app.model.errors import Refused

Tree: TypeAlias = "str | dict[str, Tree] | list[Tree]"
"""A leaf's text, an element's children by name, or the several children of one name."""

MAX_BYTES = 200 << 20
MAX_DEPTH = 40
_PROLOG = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)
_BAD = "This is not a readable XML file: {reason}"


class Element(Protocol):
    """What is used of lxml's elements, which have no types of their own."""

    tag: object
    text: str | None

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Element]: ...
    def __delitem__(self, index: int) -> None: ...
    def clear(self, keep_tail: bool = False) -> None: ...
    def getparent(self) -> Element | None: ...
    def getprevious(self) -> Element | None: ...
    def getroottree(self) -> Document: ...


class Document(Protocol):
    @property
    def docinfo(self) -> Info: ...


class Info(Protocol):
    doctype: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file must be: its root, the start of its namespace, the lists read item by item."""

    root: str
    namespace: str
    lists: Mapping[str, str]
    """The name of a list and that of its items."""


def records(data: bytes, shape: Shape) -> Iterator[tuple[str, str, Tree]]:
    """Each child of the root as ("", name, tree), each item of a list as (list, name, tree)."""
    _check_size(data)
    _check_prolog(data)
    try:
        yield from _walk(data, shape)
    except SyntaxError as error:
        raise Refused("bad_file", _BAD, reason=str(error)[:200]) from error


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise Refused("too_large", "The file is larger than {limit} MB", limit=MAX_BYTES >> 20)
    if not data.strip():
        raise Refused("bad_file", "The file is empty")


def _check_prolog(data: bytes) -> None:
    """Refuse a document type before anything is decoded (NULs out: UTF-16 is seen too)."""
    head = _PROLOG.sub(b"", data[: 1 << 16].replace(b"\0", b""))
    before_root = re.split(rb"<[A-Za-z_]", head, maxsplit=1)[0]
    if b"<!" in before_root:
        raise _doctype()


def _doctype() -> Refused:
    return Refused("bad_file", "XML files with a document type (DOCTYPE) are not read")


def _walk(data: bytes, shape: Shape) -> Iterator[tuple[str, str, Tree]]:
    """Items as they end; then what else the root has, which stayed in memory until then."""
    root: Element | None = None
    for _, element in _events(data, shape):
        parent = element.getparent()
        above = parent.getparent() if parent is not None else None
        if parent is None or above is None or above.getparent() is not None:
            root = element if parent is None else root
            continue
        if root is None:
            _check_root(above, shape)
            root = above
        if shape.lists.get(_local(parent.tag)) != _local(element.tag):
            continue
        yield _local(parent.tag), _local(element.tag), _tree(element)
        _forget(element)
    if root is None:
        raise _stranger()
    _check_root(root, shape)
    yield from _rest(root, shape)


def _rest(root: Element, shape: Shape) -> Iterator[tuple[str, str, Tree]]:
    for child in root:
        name = _local(child.tag)
        if name not in shape.lists:
            yield "", name, _tree(child)
            continue
        for item in child:
            if _local(item.tag) != shape.lists[name]:
                yield name, _local(item.tag), _tree(item)


def _stranger() -> Refused:
    return Refused("bad_file", "This XML file is not of the kind that was expected")


def _events(data: bytes, shape: Shape) -> Iterator[tuple[str, Element]]:
    found: object = etree.iterparse(  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{name}" for name in (shape.root, *shape.lists.values())],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return cast("Iterator[tuple[str, Element]]", found)


def _check_root(element: Element, shape: Shape) -> None:
    if element.getroottree().docinfo.doctype:
        raise _doctype()
    space = str(element.tag).rpartition("}")[0].removeprefix("{")
    if _local(element.tag) != shape.root or (space and not space.startswith(shape.namespace)):
        raise _stranger()


@lru_cache(maxsize=1_000)
def _local(tag: object) -> str:
    if not isinstance(tag, str):
        raise Refused("bad_file", "XML files with entities are not read")
    return tag.rpartition("}")[2]


def _forget(element: Element) -> None:
    """Free what was read, so that a long file needs little memory."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _tree(element: Element, depth: int = 1) -> Tree:
    if len(element) == 0:
        return element.text or ""
    if depth > MAX_DEPTH:
        raise Refused("too_large", "The XML file is nested too deep")
    found: dict[str, Tree] = {}
    for child in element:
        name, value = _local(child.tag), _tree(child, depth + 1)
        before = found.get(name)
        if before is None:
            found[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            found[name] = [before, value]
    return found


def many(tree: Tree, name: str) -> list[dict[str, Tree]]:
    """The children of one name that have children themselves, whether none, one or many."""
    found = tree.get(name) if isinstance(tree, dict) else None
    items = found if isinstance(found, list) else [found]
    return [item for item in items if isinstance(item, dict)]


def text(tree: Tree, name: str) -> str:
    """The text of the first child of one name, without space around it; "" if there is none."""
    found = tree.get(name) if isinstance(tree, dict) else None
    if isinstance(found, list):
        found = found[0]
    return found.strip() if isinstance(found, str) else ""
