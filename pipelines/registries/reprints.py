"""Near-duplicates: articles whose text an earlier article already printed.

Method: every sequence of eight Han characters and digits is hashed; a fixed sample of the hashes (those divisible by
`_SAMPLE`, and the smallest one) are an article's fingerprints (Manber 1994, Broder 1997). Articles that share
fingerprints are compared in full. Fingerprints of many articles (standing phrases) propose no pairs, so the cost
grows with the number of characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SHINGLE = 8
_SAMPLE = 48
_COMMON = 24  # a fingerprint of more articles than this proposes no pairs
_MIN_SHINGLES = 40
_SAME = 0.97
_REPRINT = 0.70  # share of the shorter article's sequences
_PROPOSED = 0.35
_MAX_LENGTH_RATIO = 1.6
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

    def add(self, texts: Sequence[str]) -> None:
        """Take in the next texts."""
        lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
        chunk_of = np.cumsum(lengths) // _CHUNK
        starts = np.flatnonzero(np.diff(chunk_of, prepend=-1)).tolist()
        for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
            marks, owners, sizes = _fingerprints(texts[start:end], lengths[start:end])
            self._marks.append(marks)
            self._owners.append(owners + self._count)
            self._sizes.append(sizes)
            self._count += end - start

    def proposed(self, order: Numbers) -> list[tuple[int, int]]:
        """Pairs of texts that share enough fingerprints, as (earlier, later) of their numbers, in order of the later.

        order: place in time of each text; negative for what is left out (notices, ads)
        """
        if not self._count:
            return []
        owners, size = np.concatenate(self._owners), np.concatenate(self._sizes)
        place = order[owners]
        keys = np.concatenate(self._marks).astype(np.uint64) << np.uint64(32) | place.clip(0).astype(np.uint64)
        keys = np.sort(keys[place >= 0])
        keys = keys[np.flatnonzero(np.diff(keys, prepend=keys[:1] ^ np.uint64(1)))]
        mark, placed = (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        starts = np.flatnonzero(np.diff(mark, prepend=-1))
        counts = np.diff([*starts, len(mark)])
        shared = (counts > 1) & (counts <= _COMMON)
        text_at = np.full(order.max(initial=-1) + 1, -1)  # text by its place in time; places of others are left out
        text_at[order[order >= 0]] = np.flatnonzero(order >= 0)
        pairs: Counter[tuple[int, int]] = Counter()
        for start, count in zip(starts[shared].tolist(), counts[shared].tolist(), strict=True):
            members = text_at[placed[start : start + count]].tolist()
            for at, early in enumerate(members):
                for late in members[at + 1 :]:
                    if max(size[early], size[late]) <= min(size[early], size[late]) * _MAX_LENGTH_RATIO:
                        pairs[early, late] += 1
        # a reprint shares most of the shorter text's sample; half of that is enough to look closer. A sample may be
        # smaller than expected by chance, and no two texts share more than the smaller sample
        sample = np.minimum(size / _SAMPLE, np.bincount(owners, minlength=self._count))
        enough = [pair for pair, times in pairs.items() if times >= min(sample[pair[0]], sample[pair[1]]) * _PROPOSED]
        return sorted(enough, key=lambda pair: (order[pair[1]], order[pair[0]]))


def find_reprints(
    article_ids: Sequence[str], proposed: Sequence[tuple[int, int]], text_of: Callable[[int], str]
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


def _fingerprints(texts: Sequence[str], lengths: Numbers) -> tuple[Hashes, Numbers, Numbers]:
    """Fingerprints with the index of their text, and the number of sequences of each text."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    counted = _counted(codes)
    ends = np.cumsum(lengths)
    kept = np.concatenate([[0], np.cumsum(counted, dtype=np.int64)])
    bounds = np.concatenate([[0], kept[ends]])  # of each text among the counted characters
    hashes = _rolled(codes[counted])
    sizes = np.maximum(np.diff(bounds) - _SHINGLE + 1, 0)
    long_enough = np.flatnonzero(sizes >= _MIN_SHINGLES)
    at = np.flatnonzero(hashes % np.uint32(_SAMPLE) == 0)
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
    """Hash of each sequence of eight, by doubling."""
    if len(codes) < _SHINGLE:
        return np.zeros(0, np.uint32)
    hashes = codes * np.uint32(0x9E3779B1)
    for width in (1, 2, 4):
        hashes = (hashes[:-width] * np.uint32(0x85EBCA77)) ^ hashes[width:]
        hashes *= np.uint32(0xC2B2AE3D)
        hashes ^= hashes >> np.uint32(15)
    return hashes


def _similarity(one: str, other: str) -> float:
    """Share of the smaller set of sequences that the other has too."""
    left, right = (set(_rolled(codes[_counted(codes)]).tolist()) for codes in map(_codes, (one, other)))
    return len(left & right) / max(1, min(len(left), len(right)))


def _codes(text: str) -> Hashes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
