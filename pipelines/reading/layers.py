"""Optional content: which layers are switched off, told to an engine that doesn't ask.

PDFium's text page lists the text of every layer. It does give the property list of a marked-content section, so what
is switched off gets a name there that can't occur otherwise; forms and images that name their layer themselves are
emptied. The file on disk is not touched.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf

HIDDEN_LAYER = "(broadsheet: this layer is switched off)"  # ASCII, for PDFium gives bytes back as characters
MAX_LAYERS = 10_000


def has_hidden_layers(pdf: pikepdf.Pdf) -> bool:
    """Whether the default configuration switches any layer off."""
    return bool(_switched_off(pdf))


def without_hidden_layers(pdf: pikepdf.Pdf) -> bytes:
    """The document with everything marked that the default configuration doesn't show; changes `pdf`."""
    off = _switched_off(pdf)
    for item in list(pdf.objects):
        if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        kind = item.get("/Type")
        if (kind == "/OCG" and item.objgen in off) or (kind == "/OCMD" and _membership_hidden(item, off)):
            item["/Name"] = pikepdf.String(HIDDEN_LAYER)
        elif isinstance(item, pikepdf.Stream) and "/OC" in item and _is_hidden(item["/OC"], off):
            item.write(b"")
            item["/Subtype"] = pikepdf.Name.Form
            item["/BBox"] = pikepdf.Array([0, 0, 0, 0])
    target = io.BytesIO()
    pdf.save(target, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return target.getvalue()


def _switched_off(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Object numbers of the layers that are off when the document is opened to be read."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return set()
    default = _dictionary(properties.get("/D"))
    layers = [layer for layer in _array(properties.get("/OCGs"))[:MAX_LAYERS] if isinstance(layer, pikepdf.Dictionary)]
    off = {layer.objgen for layer in layers} if default.get("/BaseState") == "/OFF" else set()
    off |= _numbers(default.get("/OFF"))
    off -= _numbers(default.get("/ON"))
    watched = set[tuple[int, int]]()
    for usage in _array(default.get("/AS")):
        if isinstance(usage, pikepdf.Dictionary) and usage.get("/Event") == "/View":
            watched |= _numbers(usage.get("/OCGs"))
    for layer in layers:
        if layer.objgen in watched:
            view = _dictionary(_dictionary(layer.get("/Usage")).get("/View"))
            off = off | {layer.objgen} if view.get("/ViewState") == "/OFF" else off - {layer.objgen}
    return off


def _array(value: Any) -> list[Any]:
    return list(value) if isinstance(value, pikepdf.Array) else []


def _dictionary(value: Any) -> Any:
    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()


def _numbers(value: Any) -> set[tuple[int, int]]:
    return {layer.objgen for layer in _array(value) if isinstance(layer, pikepdf.Dictionary)}


def _is_hidden(group: Any, off: set[tuple[int, int]]) -> bool:
    if not isinstance(group, pikepdf.Dictionary):
        return False
    return _membership_hidden(group, off) if group.get("/Type") == "/OCMD" else group.objgen in off


def _membership_hidden(membership: Any, off: set[tuple[int, int]]) -> bool:
    """A membership dictionary shows its content by the policy over its layers (visibility expressions are not read)."""
    listed = membership.get("/OCGs")
    layers = [listed] if isinstance(listed, pikepdf.Dictionary) else _array(listed)
    states = [layer.objgen not in off for layer in layers if isinstance(layer, pikepdf.Dictionary)]
    if not states:
        return False
    policy = str(membership.get("/P", "/AnyOn"))
    shown = {
        "/AllOn": all(states),
        "/AnyOn": any(states),
        "/AnyOff": not all(states),
        "/AllOff": not any(states),
    }
    return not shown.get(policy, True)
