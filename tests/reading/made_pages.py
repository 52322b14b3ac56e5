"""PDFs written by hand, so that a test can say exactly what lies on the page and how.

`page(...)` writes a one-page PDF around a content stream; `show` writes characters in SimSun, named and not embedded,
coded in UCS-2. Coordinates are the PDF's own: origin at the bottom left.
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

WIDTH, HEIGHT = 400, 300
SENTENCE = "株洲市渌口区经济开发区集中签约六个产业项目，合同引资一百亿元。"


def show(text, x, y, size=10, *, before="", after="", font="F0", encoding="utf-16-be"):
    """Operators that print `text` at a place; `before` sets colour, render mode and the like, inside `q … Q`."""
    codes = text.encode(encoding, "surrogatepass").hex()
    return f"q {before} BT /{font} {size} Tf {x} {y} Td <{codes}> Tj ET {after} Q\n"


def block(text, x=40, y=200, size=10, *, per_line=12, **how):
    """Lines of text under one another."""
    lines = [text[i : i + per_line] for i in range(0, len(text), per_line)]
    return "".join(show(line, x, y - 1.4 * size * number, size, **how) for number, line in enumerate(lines))


def simsun(pdf, encoding="UniGB-UCS2-H", to_unicode=None, widths=()):
    """A font that the PDF names and doesn't carry."""
    entries = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.SimSun,
        Encoding=Name("/" + encoding),
        DescendantFonts=Array(
            [
                Dictionary(
                    Type=Name.Font,
                    Subtype=Name.CIDFontType0,
                    BaseFont=Name.SimSun,
                    CIDSystemInfo=Dictionary(
                        Registry="Adobe", Ordering="Identity" if "Identity" in encoding else "GB1", Supplement=4
                    ),
                    FontDescriptor=Dictionary(
                        Type=Name.FontDescriptor,
                        FontName=Name.SimSun,
                        Flags=4,
                        FontBBox=[0, -120, 1000, 880],
                        ItalicAngle=0,
                        Ascent=880,
                        Descent=-120,
                        CapHeight=700,
                        StemV=80,
                    ),
                    DW=1000,
                    W=Array(widths),
                )
            ]
        ),
    )
    if to_unicode is not None:
        entries.ToUnicode = Stream(pdf, to_unicode)
    return pdf.make_indirect(entries)


def identity_font(pdf, characters):
    """A font with Identity-H whose codes 1, 2, … stand for `characters`, by its ToUnicode map (None: it has no map)."""
    if characters is None:
        return simsun(pdf, "Identity-H")
    narrow = [[code, [300]] for code, character in enumerate(characters, 1) if character.isascii()]
    rows = "\n".join(
        f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for code, character in enumerate(characters, 1)
    )
    cmap = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <ffff> endcodespacerange
{len(characters)} beginbfchar
{rows}
endbfchar endcmap CMapName currentdict /CMap defineresource pop end end"""
    return simsun(pdf, "Identity-H", cmap.encode(), [part for pair in narrow for part in pair])


def image(pdf, gray=128, **entries):
    """A grey image of one pixel."""
    return Stream(
        pdf,
        bytes([gray]),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        **entries,
    )


def page(content, *, pdf=None, fonts=None, xobjects=None, properties=None, **entries):
    """A PDF with one page more than `pdf` has; returns the document."""
    pdf = pdf if pdf is not None else Pdf.new()
    resources = Dictionary(Font=Dictionary(F0=simsun(pdf)))
    for name, font in (fonts or {}).items():
        resources.Font["/" + name] = font
    if xobjects:
        resources.XObject = Dictionary({"/" + name: pdf.make_indirect(item) for name, item in xobjects.items()})
    if properties:
        resources.Properties = Dictionary({"/" + name: item for name, item in properties.items()})
    contents = pdf.make_indirect(Stream(pdf, content.encode() if isinstance(content, str) else content))
    entries = {"MediaBox": Array([0, 0, WIDTH, HEIGHT]), **entries}
    pdf.pages.append(
        pikepdf.Page(pdf.make_indirect(Dictionary(Type=Name.Page, Resources=resources, Contents=contents, **entries)))
    )
    return pdf


def saved(pdf, **how):
    """The document's bytes; streams deflated."""
    target = io.BytesIO()
    pdf.save(target, compress_streams=True, **how)
    return target.getvalue()


def read(pdf, number=0, **how):
    """One page of a document as the fast engine reads it, quality included."""
    from pipelines.reading import Limits, reader

    data = pdf if isinstance(pdf, bytes) else saved(pdf)
    structure = reader.examine(data, Limits())
    assert structure.verdict == "ok", structure.problems
    return list(reader.read_pages(structure, Limits(**how)))[number]
