"""A font in which Chinese renders on any machine: Noto Sans CJK SC from the package `noto-cjk-sans-otc`."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_COLLECTION = "NotoSansCJK-Regular.ttc"
_SIMPLIFIED = "Noto Sans CJK SC"


def collection_path() -> Path:
    """The font collection (.ttc) with all regional faces."""
    with resources.as_file(resources.files("noto_cjk_sans_otc").joinpath(_COLLECTION)) as path:
        return Path(path)


@cache
def simplified_face() -> int:
    """Index of the simplified Chinese face in the collection."""
    from fontTools.ttLib import TTCollection

    with TTCollection(str(collection_path()), lazy=True) as collection:
        for index, face in enumerate(collection.fonts):
            if face["name"].getBestFamilyName() == _SIMPLIFIED:
                return index
    raise LookupError(f"{_COLLECTION} has no face {_SIMPLIFIED!r}")


def picture_font(size: int) -> FreeTypeFont:
    """The font for drawing on pictures; `size` in pixels."""
    from PIL import ImageFont

    return ImageFont.truetype(str(collection_path()), size, index=simplified_face())


def use_in_charts() -> None:
    """Let matplotlib set Chinese: registers the simplified face and makes it the default.

    matplotlib reads only the first face of a collection, so the simplified one is written once to the cache folder.
    """
    import matplotlib as mpl
    from fontTools.ttLib import TTCollection
    from matplotlib import font_manager

    target = Path(mpl.get_cachedir()) / "broadsheet-NotoSansCJKsc-Regular.otf"
    if not target.exists():
        with TTCollection(str(collection_path()), lazy=True) as collection:
            handle, temporary = tempfile.mkstemp(dir=target.parent)
            os.close(handle)
            collection.fonts[simplified_face()].save(temporary)
        Path(temporary).replace(target)
    font_manager.fontManager.addfont(str(target))
    mpl.rcParams["font.family"] = [_SIMPLIFIED]
    mpl.rcParams["axes.unicode_minus"] = False
