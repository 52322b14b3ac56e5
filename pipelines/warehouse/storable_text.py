"""Characters that a table can hold, and characters that a terminal can show.

In tables, lone surrogates, NUL and other controls are replaced, one for one (offsets into the text must stay true),
and counted. Tab and line feed stay; everything else that Unicode calls a control (C0, DEL, C1) and the noncharacters
U+FFFE and U+FFFF become U+FFFD. Bidirectional and other format characters are kept: they may be meant. Terminals and
exports show them as escapes.
"""

from __future__ import annotations

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

REPLACEMENT = "\ufffd"
_UNSTORABLE = "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x{9f}\\x{fffe}\\x{ffff}]"
_SURROGATE = re.compile("[\ud800-\udfff]")


def replace_surrogates(text: str) -> tuple[str, int]:
    """The text with lone surrogates replaced, and their number."""
    return _SURROGATE.subn(REPLACEMENT, text)


def storable(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, int]:
    """A column of strings (or lists of them) without controls, and how many were replaced; others are unchanged."""
    if pa.types.is_list(column.type) and pa.types.is_string(column.type.value_type):
        chunks = [_storable_list(chunk) for chunk in column.chunks]
        return pa.chunked_array([chunk for chunk, _ in chunks], column.type), sum(count for _, count in chunks)
    if not pa.types.is_string(column.type):
        return column, 0
    count = pc.sum(pc.count_substring_regex(column, _UNSTORABLE)).as_py() or 0
    return (pc.replace_substring_regex(column, _UNSTORABLE, REPLACEMENT), count) if count else (column, 0)


def _storable_list(lists: pa.ListArray) -> tuple[pa.ListArray, int]:
    values, count = storable(pa.chunked_array([lists.flatten()], pa.string()))
    if not count:
        return lists, 0
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    mask = lists.is_null() if lists.null_count else None
    return pa.ListArray.from_arrays(offsets, values.combine_chunks(), mask=mask), count


def for_terminal(text: str) -> str:
    r"""The text in one line in which nothing can act on a terminal.

    Escape sequences, controls, line ends, bidirectional and invisible format characters and lone surrogates
    appear as `\\x1b`, `\\n`, `\\u202e`.
    """
    return "".join(_shown(character) if acts(character) else character for character in text)


def acts(character: str) -> bool:
    """True for controls, format characters, lone surrogates and the separators of lines and paragraphs."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _shown(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
