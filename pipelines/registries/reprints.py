"""Near-duplicates: articles whose text an earlier article already printed.

Method: every sequence of eight Han characters and digits is hashed; a fixed sample of the hashes (those below a bound,
one of `_SAMPLE`, and the smallest one) are an article's fingerprints (Manber 1994, Broder 1997). Articles that share
fingerprints are compared in full. Fingerprints of many articles (standing phrases) propose no pairs, so the cost
grows with the number of characters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_SHINGLE = 8
_SAMPLE = 48
_SAMPLED = np.uint32(0xFFFFFFFF // _SAMPLE)
_COMMON = 24  # a fingerprint of more articles than this proposes no pairs
_MIN_SHINGLES = 40
_SAME = 0.97
_REPRINT = 0.70  # share of the shorter article's sequences
_PROPOSED = 0.35
_MAX_LENGTH_RATIO = 1.6
_PLACES = 25  # bits of the numbers by which marks are looked up
_CHUNK = 1_000_000  # characters hashed at a time: the arrays stay in the processor's cache

Hashes = NDArray[np.uint32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reprint:
    """A row of `reprint_links`."""

    article_id: str
    reprint_of: str
    similarity: float
    method: str


class Fingerprints:
    """Fingerprints of texts, a batch at a time: no text needs to stay."""

    def __init__(self) -> None:
        self._marks: list[Hashes] = []
        self._owners: list[Numbers] = []
        self._sizes: list[Numbers] = []
        self._count = 0

    def add(self, texts: pa.StringArray) -> None:
        """Take in the next texts."""
        lengths = pc.fill_null(pc.utf8_length(texts), 0).to_numpy().astype(np.int64)
        offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset :][: len(texts) + 1]
        written = memoryview(texts.buffers()[2] or b"")
        chunk_of = np.cumsum(lengths) // _CHUNK
        starts = np.flatnonzero(np.diff(chunk_of, prepend=-1)).tolist()
        for start, end in pairwise([*starts, len(texts)]):
            codes = _codes(str(written[offsets[start] : offsets[end]], "utf-8"))
            marks, owners, sizes = _fingerprints(codes, lengths[start:end])
            self._marks.append(marks)
            self._owners.append((owners + self._count).astype(np.int32))
            self._sizes.append(sizes)
            self._count += end - start

    def proposed(self, order: Numbers) -> list[tuple[int, int]]:
        """Pairs of texts that share enough fingerprints, as (earlier, later) of their numbers, in order of the later.

        order: place in time of each text; negative for what is left out (notices, ads)
        """
        if order.max(initial=-1) < 0:
            return []
        marks, owners, size = np.concatenate(self._marks), np.concatenate(self._owners), np.concatenate(self._sizes)
        self._marks, self._owners, self._sizes = [marks], [owners], [size]
        several = _seen_again(marks)
        place = order[owners[several]]
        keys = marks[several].astype(np.uint64) << np.uint64(32) | place.clip(0).astype(np.uint64)
        keys = np.sort(keys[place >= 0])
        keys = keys[np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))] if len(keys) else keys
        mark, placed = (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        starts = np.flatnonzero(np.diff(mark, prepend=-1))
        counts = np.diff([*starts, len(mark)])
        shared = (counts > 1) & (counts <= _COMMON)
        text_at = np.full(order.max(initial=-1) + 1, -1)  # text by its place in time; places of others are left out
        text_at[order[order >= 0]] = np.flatnonzero(order >= 0)
        early, late, times = _pairs(text_at[placed], starts[shared], counts[shared])
        long, short = np.maximum(size[early], size[late]), np.minimum(size[early], size[late])
        # a reprint shares most of the shorter text's sample; half of that is enough to look closer. A sample may be
        # smaller than expected by chance, and no two texts share more than the smaller sample
        sample = np.minimum(size / _SAMPLE, np.bincount(owners, minlength=self._count))
        enough = times >= np.minimum(sample[early], sample[late]) * _PROPOSED
        enough &= long <= short * _MAX_LENGTH_RATIO
        early, late = early[enough], late[enough]
        by_time = np.lexsort((order[early], order[late]))
        return list(zip(early[by_time].tolist(), late[by_time].tolist(), strict=True))


def _pairs(members: Numbers, starts: Numbers, counts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Pairs of members of a group, the earlier first, and how many groups they share; groups are runs of `members`."""
    keys = [np.zeros(0, np.int64)]
    for count in np.unique(counts).tolist():
        at = starts[counts == count]
        keys += [
            members[at + early] << 32 | members[at + late] for early in range(count) for late in range(early + 1, count)
        ]
    pairs, times = np.unique(np.concatenate(keys), return_counts=True)
    return pairs >> 32, pairs & 0xFFFFFFFF, times


def _seen_again(marks: Hashes) -> NDArray[np.bool_]:
    """Which marks stand there more than once, and a few others: most texts share none, and are done with here."""
    ordered = np.sort(marks)
    again = np.zeros(1 << _PLACES, np.bool_)
    again[_place(ordered[1:][ordered[1:] == ordered[:-1]])] = True
    return again[_place(marks)]


def _place(marks: Hashes) -> Hashes:
    """A number of `_PLACES` bits for a mark: marks themselves are small, or they would be no sample."""
    return (marks * np.uint32(0x9E3779B1)) >> np.uint32(32 - _PLACES)


def find_reprints(
    article_ids: Mapping[int, str], proposed: Sequence[tuple[int, int]], text_of: Callable[[int], str]
) -> list[Reprint]:
    """The proposed pairs that are reprints; each article leads to the first print of its text."""
    first: dict[int, tuple[int, float]] = {}
    for early, late in proposed:
        root = first[early][0] if early in first else early
        if late in first:
            continue  # an earlier print was found already: pairs come in order of time
        similarity = _similarity(text_of(root), text_of(late))
        if similarity >= _REPRINT:
            first[late] = (root, similarity)
    return [
        Reprint(
            article_ids[late],
            article_ids[root],
            round(similarity, 4),
            "same_text" if similarity >= _SAME else "corrected_text",
        )
        for late, (root, similarity) in first.items()
    ]


def _fingerprints(codes: Hashes, lengths: Numbers) -> tuple[Hashes, Numbers, Numbers]:
    """Fingerprints with the index of their text, and the number of sequences of each text."""
    counted = _counted(codes)
    ends = np.cumsum(lengths)
    kept = np.concatenate([[0], np.cumsum(counted, dtype=np.int64)])
    bounds = np.concatenate([[0], kept[ends]])  # of each text among the counted characters
    hashes = _rolled(codes[counted])
    sizes = np.maximum(np.diff(bounds) - _SHINGLE + 1, 0)
    long_enough = np.flatnonzero(sizes >= _MIN_SHINGLES)
    at = np.flatnonzero(hashes < _SAMPLED)
    owner = np.searchsorted(bounds, at, side="right") - 1
    whole = (at + _SHINGLE <= bounds[owner + 1]) & (sizes[owner] >= _MIN_SHINGLES)
    lowest = np.zeros(0, np.uint32)
    if len(long_enough):
        edges = np.stack([bounds[long_enough], bounds[long_enough] + sizes[long_enough]], axis=1).ravel()
        lowest = np.minimum.reduceat(np.append(hashes, np.uint32(0xFFFFFFFF)), edges)[::2]
    return np.concatenate([hashes[at[whole]], lowest]), np.concatenate([owner[whole], long_enough]), sizes


def _counted(codes: Hashes) -> NDArray[np.bool_]:
    """Han characters and digits; punctuation and blanks change between prints."""
    return (codes - np.uint32(0x4E00) < np.uint32(0x5200)) | (codes - np.uint32(0x30) < np.uint32(10))


def _rolled(codes: Hashes) -> Hashes:
    """Hash of each sequence of eight: a polynomial, by doubling (Karp and Rabin 1987), its bits then mixed."""
    if len(codes) < _SHINGLE:
        return np.zeros(0, np.uint32)
    hashes, base = codes, 0x01000193
    for width in (1, 2, 4):
        hashes = hashes[:-width] * np.uint32(base) + hashes[width:]
        base = base * base & 0xFFFFFFFF
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    return hashes


def _similarity(one: str, other: str) -> float:
    """Share of the smaller set of sequences that the other has too."""
    left, right = (np.unique(_rolled(codes[_counted(codes)])) for codes in map(_codes, (one, other)))
    shared = np.intersect1d(left, right, assume_unique=True)
    return len(shared) / max(1, min(len(left), len(right)))


def _codes(text: str) -> Hashes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
