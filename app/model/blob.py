"""A file as an answer or a row keeps it: the hash of its bytes, its size, its name."""

from __future__ import annotations

from dataclasses import dataclass

DIGEST = 64
"""BLAKE3 as hex digits."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file by its content. Its text ends with the name, so that checks of endings hold."""

    digest: str
    size: int
    name: str

    @classmethod
    def read(cls, text: str) -> Blob:
        """The file that a text names; a text that is none is a name without bytes."""
        digest, _, rest = text.partition("/")
        size, _, name = rest.partition("/")
        if not is_digest(digest) or not (size.isascii() and size.isdigit()) or not name:
            return cls("", 0, text)
        return cls(digest, int(size), name)

    def text(self) -> str:
        """As it is kept: `digest/size/name`."""
        return f"{self.digest}/{self.size}/{self.name}" if self.digest else self.name


def is_digest(text: str) -> bool:
    """Whether this can be the hash of a file."""
    return len(text) == DIGEST and all(one in "0123456789abcdef" for one in text)
