"""PDFium's C functions as plain Python callables over integers: handles and addresses are `int`.

pypdfium2 declares every pointer type, which costs a conversion object per call; a page needs tens of thousands of
calls. Here a handle is its address and an output parameter is the address of a place inside a numpy array. The
prototypes keep the interpreter lock (`PYFUNCTYPE`): PDFium is not thread-safe, and the calls take less than the
release would.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw

_INT, _UINT, _ULONG, _HANDLE = ctypes.c_int, ctypes.c_uint, ctypes.c_ulong, ctypes.c_size_t


def _bind(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address_of(handle: Any) -> int:
    """The address behind a pypdfium2 handle (a ctypes pointer)."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


# characters: (text page, index) and an address for results
count_chars = _bind(raw.FPDFText_CountChars, _INT, _HANDLE)
char_code = _bind(raw.FPDFText_GetUnicode, _UINT, _HANDLE, _INT)
char_map_error = _bind(raw.FPDFText_HasUnicodeMapError, _INT, _HANDLE, _INT)
char_text_object = _bind(raw.FPDFText_GetTextObject, _HANDLE, _HANDLE, _INT)
char_loose_box = _bind(raw.FPDFText_GetLooseCharBox, _INT, _HANDLE, _INT, _HANDLE)  # 4 float: left top right bottom
char_matrix = _bind(raw.FPDFText_GetMatrix, _INT, _HANDLE, _INT, _HANDLE)  # 6 float: a b c d e f

# text objects and fonts
text_font_size = _bind(raw.FPDFTextObj_GetFontSize, _INT, _HANDLE, _HANDLE)  # 1 float
text_render_mode = _bind(raw.FPDFTextObj_GetTextRenderMode, _INT, _HANDLE)
text_font = _bind(raw.FPDFTextObj_GetFont, _HANDLE, _HANDLE)
font_base_name = _bind(raw.FPDFFont_GetBaseFontName, _ULONG, _HANDLE, _HANDLE, _ULONG)

# page objects
count_objects = _bind(raw.FPDFPage_CountObjects, _INT, _HANDLE)
page_object = _bind(raw.FPDFPage_GetObject, _HANDLE, _HANDLE, _INT)
count_form_objects = _bind(raw.FPDFFormObj_CountObjects, _INT, _HANDLE)
form_object = _bind(raw.FPDFFormObj_GetObject, _HANDLE, _HANDLE, _ULONG)
object_type = _bind(raw.FPDFPageObj_GetType, _INT, _HANDLE)
object_bounds = _bind(raw.FPDFPageObj_GetBounds, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)  # l b r t
object_matrix = _bind(raw.FPDFPageObj_GetMatrix, _INT, _HANDLE, _HANDLE)
object_fill = _bind(raw.FPDFPageObj_GetFillColor, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)  # r g b a
object_stroke = _bind(raw.FPDFPageObj_GetStrokeColor, _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
object_stroke_width = _bind(raw.FPDFPageObj_GetStrokeWidth, _INT, _HANDLE, _HANDLE)
object_has_transparency = _bind(raw.FPDFPageObj_HasTransparency, _INT, _HANDLE)
object_clip_path = _bind(raw.FPDFPageObj_GetClipPath, _HANDLE, _HANDLE)
object_count_marks = _bind(raw.FPDFPageObj_CountMarks, _INT, _HANDLE)
object_mark = _bind(raw.FPDFPageObj_GetMark, _HANDLE, _HANDLE, _ULONG)
mark_string = _bind(raw.FPDFPageObjMark_GetParamStringValue, _INT, _HANDLE, ctypes.c_char_p, _HANDLE, _ULONG, _HANDLE)
set_object_active = _bind(raw.FPDFPageObj_SetIsActive, _INT, _HANDLE, _INT)

# paths
path_count_segments = _bind(raw.FPDFPath_CountSegments, _INT, _HANDLE)
path_segment = _bind(raw.FPDFPath_GetPathSegment, _HANDLE, _HANDLE, _INT)
path_draw_mode = _bind(raw.FPDFPath_GetDrawMode, _INT, _HANDLE, _HANDLE, _HANDLE)  # fill mode, stroke
segment_type = _bind(raw.FPDFPathSegment_GetType, _INT, _HANDLE)
segment_point = _bind(raw.FPDFPathSegment_GetPoint, _INT, _HANDLE, _HANDLE, _HANDLE)
segment_closes = _bind(raw.FPDFPathSegment_GetClose, _INT, _HANDLE)
clip_count_paths = _bind(raw.FPDFClipPath_CountPaths, _INT, _HANDLE)
clip_count_segments = _bind(raw.FPDFClipPath_CountPathSegments, _INT, _HANDLE, _INT)
clip_segment = _bind(raw.FPDFClipPath_GetPathSegment, _HANDLE, _HANDLE, _INT, _INT)

TEXT, PATH, IMAGE, SHADING, FORM = (
    raw.FPDF_PAGEOBJ_TEXT,
    raw.FPDF_PAGEOBJ_PATH,
    raw.FPDF_PAGEOBJ_IMAGE,
    raw.FPDF_PAGEOBJ_SHADING,
    raw.FPDF_PAGEOBJ_FORM,
)
BEZIER_TO, MOVE_TO = raw.FPDF_SEGMENT_BEZIERTO, raw.FPDF_SEGMENT_MOVETO
INVISIBLE_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
OUTLINED_MODES = (raw.FPDF_TEXTRENDERMODE_FILL_STROKE, raw.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP)
STROKED_MODES = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
