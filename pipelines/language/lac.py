"""Runs the small tagging network that jieba's wheel carries: words, parts of speech and names of a text.

`jieba/lac_small` holds the weights of a character-level tagger (Apache 2.0; Jiao, Sun and Sun 2018, "Chinese
Lexical Analysis with Deep Bi-GRU-CRF Network"): an embedding, two bidirectional GRU layers, a linear layer and
a CRF over 57 tags. Its framework is not needed to run it: this module is the whole network in numpy. It knows
nothing of newspapers; what its tags are worth is decided by the modules that read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import util
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipelines.language.matrix_threads import one_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Integers = NDArray[np.int64]

HIDDEN = 128
LONGEST_PIECE = 96
LONGEST_BATCH = 128
# The network was trained on half-width punctuation: one to one, so that offsets stay.
_HALF_WIDTH = str.maketrans("，：；！？（）“”‘’［］｛｝＜＞／％＋－．～　", ",:;!?()\"\"''[]{}<>/%+-.~ ")
_SENTENCE = re.compile(r"[^。！？；\n\r]*[。！？；\n\r]+|[^。！？；\n\r]+")


class Token(NamedTuple):
    """A word with its tag: offsets into the text, `tag` as in the network's list (`n`, `v`, `PER`, `LOC` …)."""

    start: int
    end: int
    tag: str


class Reading(NamedTuple):
    """What the network says of a text.

    tokens: the words of its best reading
    votes: for each character what speaks for each tag (characters, tags), before the tags around it are weighed
    pieces: the spans that were read by themselves, in order
    """

    tokens: list[Token]
    votes: Floats
    pieces: list[tuple[int, int]]


@dataclass(frozen=True)
class _Direction:
    """One direction of one GRU layer: input weights (n, 384), bias (384), gates (128, 256), candidate (128, 128)."""

    inputs: Floats
    bias: Floats
    gates: Floats
    candidate: Floats


@dataclass(frozen=True)
class _Network:
    characters: dict[str, int]
    unknown: int
    embedding: Floats
    layers: tuple[tuple[_Direction, _Direction], tuple[_Direction, _Direction]]
    emission: Floats
    emission_bias: Floats
    begin: Floats
    end: Floats
    transition: Floats
    tags: tuple[str, ...]


def tag_words(text: str) -> list[Token]:
    """The words of a text with their tags, in order; white space belongs to no word.

    Linear in the length of the text: it is read in pieces of at most `LONGEST_PIECE` characters that end
    where a sentence or, in longer ones, a clause ends.
    """
    return read_words(text).tokens


def read_words(text: str) -> Reading:
    """The words of a text, and what the network says for other readings of it."""
    ready = _ahead.get(text)
    return _read_alone(text) if ready is None else ready


def read_ahead(texts: Iterable[str]) -> None:
    """Tags the texts of an edition at once, so that `tag_words` has their words ready until the next call.

    The network's cost lies in its steps, one for each character of the longest piece of a batch: the pieces of
    many texts packed into full batches share them.
    """
    once = list(dict.fromkeys(texts))
    _ahead.clear()
    _ahead.update(zip(once, _read(once), strict=True))


_ahead: dict[str, Reading] = {}


@lru_cache(maxsize=8)
def _read_alone(text: str) -> Reading:
    (reading,) = _read([text])
    return reading


def _read(texts: Sequence[str]) -> list[Reading]:
    """The reading of each text; the pieces of all are tagged together, the longest first."""
    import numpy as np

    network = _network()
    offsets = list(accumulate((len(text) for text in texts), initial=0))
    spans = [_pieces(text) for text in texts]
    pieces = [
        (start + offset, end + offset)
        for text_pieces, offset in zip(spans, offsets, strict=False)
        for start, end in text_pieces
    ]
    prepared = "".join(texts).translate(_HALF_WIDTH)
    unknown, characters = network.unknown, network.characters
    codes = np.array([characters.get(character, unknown) for character in prepared], dtype=np.int64)
    labels = np.zeros(len(prepared), dtype=np.int64)
    votes = np.zeros((len(prepared), len(network.tags)), dtype=np.float32)
    pieces.sort(key=lambda piece: piece[1] - piece[0], reverse=True)
    with one_thread():
        for first in range(0, len(pieces), LONGEST_BATCH):
            _tag_batch(network, codes, pieces[first : first + LONGEST_BATCH], labels, votes)
    found: list[Reading] = []
    for text, offset, text_pieces in zip(texts, offsets, spans, strict=False):
        here = labels[offset : offset + len(text)]
        tokens = [token for start, end in text_pieces for token in _tokens(text, here, start, end, network.tags)]
        found.append(Reading(tokens, votes[offset : offset + len(text)], text_pieces))
    return found


def _pieces(text: str) -> list[tuple[int, int]]:
    """Spans that are tagged by themselves, each without white space at its ends."""
    pieces: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST_PIECE:
            cut = max(text.rfind(mark, start, start + LONGEST_PIECE) for mark in "，,、：: ") + 1
            cut = cut if cut > start else start + LONGEST_PIECE
            _add_piece(pieces, text, start, cut)
            start = cut
        _add_piece(pieces, text, start, end)
    return pieces


def _add_piece(pieces: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        pieces.append((start, end))


def _tag_batch(
    network: _Network, codes: Integers, batch: Sequence[tuple[int, int]], labels: Integers, votes: Floats
) -> None:
    """Tags pieces, longest first, into `labels`, and what speaks for each tag into `votes`.

    Steps are packed: row `first[t] + b` of a packed array is character t of piece b, and only pieces that
    are still running have rows. The backward direction reads the same rows of each piece from its end.
    """
    import numpy as np

    lengths = np.array([end - start for start, end in batch])
    steps = int(lengths[0])
    running = np.array([int(np.count_nonzero(lengths > t)) for t in range(steps)])
    first = np.concatenate(([0], np.cumsum(running)[:-1]))
    rows = int(running.sum())
    forward = np.empty(rows, dtype=np.int64)
    backward = np.empty(rows, dtype=np.int64)
    starts = np.array([start for start, _ in batch])
    for t in range(steps):
        count = int(running[t])
        place = slice(int(first[t]), int(first[t]) + count)
        forward[place] = starts[:count] + t
        # the packed row that holds the t-th character from the end
        backward[place] = first[lengths[:count] - 1 - t] + np.arange(count)

    unique, inverse = np.unique(codes[forward], return_inverse=True)
    vectors = network.embedding[unique]
    one, two = network.layers
    hidden = _layer(one, vectors, inverse, backward, first, running)
    hidden = _layer(two, hidden, None, backward, first, running)
    scores = hidden @ network.emission + network.emission_bias
    votes[forward] = scores
    _decode(network, scores, first, running, lengths, starts, labels)


def _layer(
    layer: tuple[_Direction, _Direction],
    vectors: Floats,
    rows: Integers | None,
    backward: Integers,
    first: Integers,
    running: Integers,
) -> Floats:
    """Both directions of a layer over packed rows: (rows, 256). `rows` picks from `vectors` when given."""
    import numpy as np

    total = len(backward)
    result = np.empty((total, 2 * HIDDEN), dtype=np.float32)
    for number, direction in enumerate(layer):
        projected = vectors @ direction.inputs
        projected += direction.bias
        order = backward if number else None
        if rows is not None:
            projected = projected[rows if order is None else rows[order]]
        elif order is not None:
            projected = projected[order]
        states = _recur(direction, projected, first, running)
        if order is None:
            result[:, :HIDDEN] = states
        else:
            result[order, HIDDEN:] = states
    return result


def _recur(direction: _Direction, projected: Floats, first: Integers, running: Integers) -> Floats:
    """The GRU's recurrence over packed rows; update gate, reset gate, candidate, in the order of the weights."""
    import numpy as np

    states = np.empty((len(projected), HIDDEN), dtype=np.float32)
    state: Floats = np.zeros((int(running[0]), HIDDEN), dtype=np.float32)
    for begin, count in zip(first.tolist(), running.tolist(), strict=True):
        state = state[:count]
        step = projected[begin : begin + count]
        gates = state @ direction.gates
        gates += step[:, : 2 * HIDDEN]
        # the logistic function as a hyperbolic tangent, which numpy computes several times faster
        gates *= 0.5
        np.tanh(gates, out=gates)
        gates *= 0.5
        gates += 0.5
        candidate = np.asarray((gates[:, HIDDEN:] * state) @ direction.candidate, dtype=np.float32)
        candidate += step[:, 2 * HIDDEN :]
        np.tanh(candidate, out=candidate)
        candidate -= state
        candidate *= gates[:, :HIDDEN]
        candidate += state
        states[begin : begin + count] = candidate
        state = candidate
    return states


def _decode(
    network: _Network,
    scores: Floats,
    first: Integers,
    running: Integers,
    lengths: Integers,
    starts: Integers,
    labels: Integers,
) -> None:
    """Viterbi over packed rows: scores forward, and the best predecessor looked up on the way back."""
    import numpy as np

    steps, count = len(running), int(running[0])
    ends = [np.flatnonzero(lengths == t + 1) for t in range(steps)]
    final = np.empty((count, len(network.tags)), dtype=np.float32)
    best = scores[:count] + network.begin
    track = [best]
    for t in range(steps):
        if t:
            count = int(running[t])
            sums: Floats = best[:count, :, None] + network.transition
            best = sums.max(axis=1) + scores[int(first[t]) : int(first[t]) + count]
            track.append(best)
        final[ends[t]] = best[ends[t]] + network.end
    label = final.argmax(axis=1)
    into = np.ascontiguousarray(network.transition.T)
    for t in range(steps - 1, -1, -1):
        count = int(running[t])
        labels[starts[:count] + t] = label[:count]
        if t:
            label[:count] = (track[t - 1][:count] + into[label[:count]]).argmax(axis=1)


def _tokens(text: str, labels: Integers, start: int, end: int, tags: tuple[str, ...]) -> list[Token]:
    tokens: list[Token] = []
    begin, current = start, ""
    for index in range(start, end):
        name, _, position = tags[int(labels[index])].partition("-")
        if text[index].isspace():
            if current:
                tokens.append(Token(begin, index, current))
            current = ""
        elif not current or position != "I" or name != current:
            if current:
                tokens.append(Token(begin, index, current))
            begin, current = index, name
    if current:
        tokens.append(Token(begin, end, current))
    return tokens


def tag_grammar() -> tuple[tuple[str, ...], Floats, Floats, Floats]:
    """The tags with their positions (`PER-B`), and what speaks for each at the begin, at the end, behind another."""
    network = _network()
    return network.tags, network.begin, network.end, network.transition


@cache
def _network() -> _Network:
    """The network, read once a process (about 15 MB)."""
    import numpy as np

    spec = util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise RuntimeError("jieba is not installed; its wheel holds the tagging network (`pip install jieba`)")
    folder = Path(spec.origin).parent / "lac_small"
    characters = _dictionary(folder / "word.dic")
    tags = {code: tag for tag, code in _dictionary(folder / "tag.dic").items()}
    directions = [_direction(folder / "model_baseline", number) for number in range(4)]
    crf = _weights(folder / "model_baseline" / "crfw")
    return _Network(
        characters=characters,
        unknown=characters["OOV"],
        embedding=_weights(folder / "model_baseline" / "word_emb"),
        layers=((directions[0], directions[1]), (directions[2], directions[3])),
        emission=_weights(folder / "model_baseline" / "fc_4.w_0"),
        emission_bias=_weights(folder / "model_baseline" / "fc_4.b_0").astype(np.float32),
        begin=crf[0],
        end=crf[1],
        transition=crf[2:],
        tags=tuple(tags[code] for code in range(len(tags))),
    )


def _direction(folder: Path, number: int) -> _Direction:
    weights = _weights(folder / f"gru_{number}.w_0").reshape(-1)
    cut = HIDDEN * 2 * HIDDEN
    return _Direction(
        inputs=_weights(folder / f"fc_{number}.w_0"),
        bias=(_weights(folder / f"fc_{number}.b_0") + _weights(folder / f"gru_{number}.b_0")).reshape(-1),
        gates=weights[:cut].reshape(HIDDEN, 2 * HIDDEN).copy(),
        candidate=weights[cut:].reshape(HIDDEN, HIDDEN).copy(),
    )


def _dictionary(path: Path) -> dict[str, int]:
    entries = (line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8").split("\n"))
    return {entry[1]: int(entry[0]) for entry in entries if len(entry) == 2}


def _weights(path: Path) -> Floats:
    """A tensor as the framework saved it: versions, a length-prefixed protobuf with the shape, raw float32."""
    import numpy as np

    data = path.read_bytes()
    length = int.from_bytes(data[16:20], "little")
    shape = _shape(data[20 : 20 + length])
    return np.frombuffer(data, dtype="<f4", offset=20 + length).reshape(shape).astype(np.float32)


def _shape(message: bytes) -> list[int]:
    """Field 2 (repeated varint) of the tensor's protobuf; the first two bytes are field 1, the data type."""
    shape, index = [], 2
    while index < len(message):
        index += 1
        value, shift = 0, 0
        while True:
            byte = message[index]
            index += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        shape.append(value)
    return shape
