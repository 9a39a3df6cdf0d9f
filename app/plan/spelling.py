"""How Chinese is spelled: the order of names by pinyin, and words found by it. Pure."""

from __future__ import annotations

from functools import lru_cache

from app.model.sound import sounds_of

MANY = 200_000
"""So many texts are remembered: a plan as large as we promise, and all who work on it."""


class _Spelled(dict[int, str]):
    """A character -> its pinyin and a space, so that 西安 is not 先; the rest without case."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = character.casefold()
        if not character.isascii():
            from pypinyin import lazy_pinyin  # noqa: PLC0415 - it loads in a quarter of a second

            spelled = lazy_pinyin(character)[0]
            found = f"{spelled} " if spelled != character else found
        self[code] = found
        return found


_SPELLED = _Spelled()


@lru_cache(maxsize=MANY)
def order_key(text: str) -> str:
    """How a text is sorted: Chinese character by character in pinyin, the rest without case."""
    return text.casefold() if text.isascii() else text.translate(_SPELLED)


@lru_cache(maxsize=MANY)
def sound(text: str) -> str:
    """A text as one word of letters: 张伟 is zhangwei."""
    return order_key(text).replace(" ", "")


@lru_cache(maxsize=MANY)
def initials(text: str) -> str:
    """The first letter of each character: 张伟 is zw."""
    return "".join(part[0] for part in order_key(text).split())


def contains(text: str, word: str) -> bool:
    """Whether a word stands in a text, as it is or in pinyin or its initials; `word` has no
    capitals."""
    if word in text.casefold():
        return True
    if text.isascii() or not (len(word) > 1 and word.isascii() and word.isalnum()):
        return False
    if word in initials(text):
        return True
    if word not in sound(text):
        return False
    # Only from the beginning of a character: `an` is no 张.
    syllables = order_key(text).split()
    return any("".join(syllables[at:]).startswith(word) for at in range(len(syllables)))


@lru_cache(maxsize=20_000)
def readings(name: str) -> tuple[frozenset[str], str]:
    """All words by which a name may be called, and how it sounds as a whole."""
    return frozenset(sounds_of(name).split()), sound(name)
