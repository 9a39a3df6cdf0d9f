"""Nouns and the rules every floor shares; standard library and msgspec only."""
