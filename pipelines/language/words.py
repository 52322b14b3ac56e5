"""A text with its words: what the finders of places, organisations, persons and titles read."""

from __future__ import annotations

from pipelines.language.lac import Token, read_words
from pipelines.language.name_readings import NameReadings

PROPER = frozenset({"PER", "LOC", "ORG", "nr", "ns", "nt"})


class Words:
    """A text, its words, and for each character the word it stands in.

    tokens: in order, without white space
    names: what the network thinks of a person's name at a place
    """

    def __init__(self, text: str) -> None:
        reading = read_words(text)
        self.text = text
        self.tokens = reading.tokens
        self.names = NameReadings(reading)
        self._index = [-1] * (len(text) + 1)
        for number, token in enumerate(self.tokens):
            for place in range(token.start, token.end):
                self._index[place] = number

    def at(self, place: int) -> Token | None:
        """The word that holds a character; None for white space and beyond the text."""
        number = self._index[place] if 0 <= place < len(self._index) else -1
        return self.tokens[number] if number >= 0 else None

    def starts_at(self, place: int) -> bool:
        """Whether a word starts at a character."""
        token = self.at(place)
        return token is not None and token.start == place

    def ends_at(self, place: int) -> bool:
        """Whether a word ends before a character."""
        token = self.at(place - 1) if place else None
        return token is not None and token.end == place

    def tag_at(self, place: int) -> str:
        """The tag of the word that holds a character, or an empty string."""
        token = self.at(place)
        return token.tag if token else ""

    def within(self, start: int, end: int) -> list[Token]:
        """The words that have a character in a span."""
        found: list[Token] = []
        place = start
        while place < end:
            token = self.at(place)
            if token is None:
                place += 1
                continue
            found.append(token)
            place = token.end
        return found

    def read(self, token: Token) -> str:
        """The characters of a word."""
        return self.text[token.start : token.end]
