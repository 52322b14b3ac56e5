r"""Text in which nothing can act, for each format that rows are exported to.

What acts: a formula at the beginning of a spreadsheet's cell, a script or a link in HTML and Markdown, an escape
sequence in a terminal, and bidirectional or invisible characters that show a reader something else than is there.
A newspaper's text holds none of this by intent; a hostile PDF may hold all of it. Controls, format characters and lone
surrogates are shown as escapes (`\u202e`), the rest is made harmless in the way of the format.
"""

from __future__ import annotations

import html
import json
import re
import string

from pipelines.warehouse.storable_text import acts, for_terminal

_FORMULA = "=+\\-@|%＝＋－＠"
_FORMULA_START = re.compile(rf"\s*[{_FORMULA}]")
#: A spreadsheet that takes another character than the comma for the separator begins a cell behind it.
_AFTER_SEPARATOR = re.compile(rf"([;\t\n]\s*)(?=[{_FORMULA}])")
_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
#: Everything but what is surely harmless in JSON; of these, what acts is told by its category.
_JSON_SUSPECT = re.compile(r"[^ !#-%'-;=?-\[\]-~\u3000-\u303f\u4e00-\u9fff]")


def visible(text: str) -> str:
    """The text with everything that acts or hides shown as an escape; tabs and line feeds stay."""
    return re.sub(r"[^\t\n]+", lambda run: for_terminal(run[0]), text.replace("\r\n", "\n"))


def for_spreadsheet(text: str) -> str:
    """A cell of CSV or XLSX that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    shown = _AFTER_SEPARATOR.sub(r"\1'", visible(text))
    return f"'{shown}" if _FORMULA_START.match(shown) else shown


def for_html(text: str) -> str:
    """Text between tags or in a quoted attribute of HTML."""
    return html.escape(visible(text), quote=True).replace("\n", "<br>")


def for_markdown(text: str) -> str:
    """Text in a cell of a Markdown table: no emphasis, link, autolink, image, tag, entity or end of the cell."""
    escaped = _PUNCTUATION.sub(r"\\\1", visible(text).replace("\t", " "))
    return escaped.replace("\\&", "&amp;").replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\n", "<br>")


def for_json(value: object) -> str:
    """JSON in one line that may stand in a page or a log: what could act there is written as an escape."""
    return _JSON_SUSPECT.sub(_json_escape, json.dumps(value, ensure_ascii=False))


def _json_escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in "<>&":
        return f"\\u{ord(character):04x}"
    return json.dumps(character)[1:-1] if acts(character) else character
