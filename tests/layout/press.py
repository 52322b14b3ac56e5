"""A small press for tests of the cut: sets text in columns and knows which glyph belongs where.

    sheet = Sheet(400, 600)
    with sheet.article("a"):
        sheet.line(20, 20, "困难群众将获新春“福包”", 24, role="headline")
        sheet.flow([(20, 60, 170, 20), (210, 60, 170, 20)], ["冬日暖阳，情暖万家。…"], 10)
    cut = cut_page(sheet.reading(), profile)

A sheet gives a `PageReading` at once, without a PDF, so that these tests see the cut and nothing else; `to_pdf` prints
the same page for tests from file to cut. Glyphs are boxes of one em (Chinese) or half an em (ASCII).
"""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.layout.cut import cut_page
from pipelines.layout.page_cut import PageCut
from pipelines.publications.profile import Profile
from pipelines.reading.page import Glyphs, PageReading, Panel, Picture, Rule

NEVER_FIRST = "，。、；：！？”’）》」"
NEVER_LAST = "“‘（《「"
FONTS = ("Song", "Hei", "Kai")
Frame = tuple[float, float, float, int]  # left, top, width, number of lines


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed glyph and where it belongs: article (None: furniture, notice, ad), role, paragraph."""

    char: str
    x: float
    y: float
    size: float
    font: int
    article: str | None
    role: str
    paragraph: int
    upright: bool = False

    @property
    def width(self) -> float:
        """Advance: one em, half of it for ASCII."""
        return self.size * (0.5 if self.char.isascii() and not self.upright else 1.0)


@dataclass(slots=True)
class Sheet:
    """A page under the press."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    _article: str | None = None
    _paragraph: int = 0

    @contextlib.contextmanager
    def article(self, name: str | None) -> Iterator[None]:
        """What is set inside belongs to this article."""
        before, self._article = self._article, name
        yield
        self._article = before

    def line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        font: str = "Song",
        role: str = "body",
        spacing: float = 0.0,
    ) -> float:
        """One line from (x, y), its top left; returns its right edge. A blank is a gap of one em, less in Latin."""
        for char in text:
            glyph = Glyph(char, x, y, size, FONTS.index(font), self._article, role, self._paragraph)
            if char not in " \u3000":
                self.glyphs.append(glyph)
            x += (glyph.width if char not in " \u3000" else size * (0.3 if text.isascii() else 1.0)) + spacing
        return x - spacing

    def centred(self, x0: float, x1: float, y: float, text: str, size: float, **options: object) -> None:
        """One line centred between x0 and x1."""
        spacing = float(options.get("spacing", 0.0))  # type: ignore[arg-type]
        width = sum(size * (0.5 if c.isascii() and c != " " else 1.0) for c in text) + spacing * (len(text) - 1)
        self.line((x0 + x1 - width) / 2, y, text, size, **options)  # type: ignore[arg-type]

    def upright(self, x: float, y: float, text: str, size: float, *, role: str = "headline", font: str = "Hei") -> None:
        """A line from the top downwards."""
        for char in text:
            if char not in " \u3000":
                self.glyphs.append(
                    Glyph(char, x, y, size, FONTS.index(font), self._article, role, self._paragraph, upright=True)
                )
            y += size * 1.03

    def flow(
        self,
        frames: Sequence[Frame],
        paragraphs: Sequence[str],
        size: float,
        *,
        pitch: float = 1.3,
        indent: float = 2.0,
        font: str = "Song",
        subheads: Sequence[int] = (),
    ) -> list[str]:
        """Sets paragraphs, justified, through the frames in turn; returns what did not fit.

        subheads: numbers of the paragraphs that are subheads (one line, in Hei, centred)
        """
        slots = [(x, y + k * size * pitch, width) for x, y, width, lines in frames for k in range(lines)]
        for number, paragraph in enumerate(paragraphs):
            rest, first = paragraph, True
            self._paragraph += 1
            while rest:
                if not slots:
                    return [rest, *paragraphs[number + 1 :]]
                x, y, width = slots.pop(0)
                if number in subheads:
                    self.centred(x, x + width, y, rest, size, font="Hei", role="subhead")
                    break
                inset = indent * size if first else 0.0
                text, rest = _break(rest, width - inset, size)
                self._set(x + inset, y, text, width - inset, size, font, justify=bool(rest))
                first = False
        return []

    def _set(self, x: float, y: float, text: str, width: float, size: float, font: str, *, justify: bool) -> None:
        natural = sum(size * (0.5 if c.isascii() else 1.0) for c in text)
        spacing = (width - natural) / (len(text) - 1) if justify and len(text) > 1 else 0.0
        self.line(x, y, text, size, font=font, spacing=spacing)

    def level(self, x0: float, x1: float, y: float, width: float = 0.5) -> None:
        """A level rule."""
        self.rules.append(Rule(x0, y, x1, y, width, "#000000"))

    def plumb(self, x: float, y0: float, y1: float, width: float = 0.5) -> None:
        """An upright rule."""
        self.rules.append(Rule(x, y0, x, y1, width, "#000000"))

    def panel(self, x0: float, y0: float, x1: float, y1: float, fill: str | None = None) -> None:
        """A frame, or a tint with `fill`."""
        self.panels.append(Panel(x0, y0, x1, y1, fill, None if fill else "#000000"))

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A photograph."""
        self.pictures.append(Picture(x0, y0, x1, y1, "image"))

    def reading(
        self, *, seed: int | None = None, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0)
    ) -> PageReading:
        """The page as read. seed: shuffles the content stream; scale, shift: the same page larger, elsewhere."""
        order = self.stream(seed)
        dx, dy = shift
        glyphs = [self.glyphs[k] for k in order]

        def numbers(values: Sequence[float], offset: float) -> np.ndarray:
            return np.array([value * scale + offset for value in values], np.float32)

        n = len(glyphs)
        columns = Glyphs(
            char="".join(g.char for g in glyphs),
            x0=numbers([g.x for g in glyphs], dx),
            top=numbers([g.y for g in glyphs], dy),
            x1=numbers([g.x + g.width for g in glyphs], dx),
            bottom=numbers([g.y + g.size for g in glyphs], dy),
            size=numbers([g.size for g in glyphs], 0.0),
            font=np.array([g.font for g in glyphs], np.int32),
            color=np.zeros(n, np.int32),
            vertical=np.zeros(n, np.bool_),
            fonts=FONTS,
            colors=("#000000",),
        )

        def box(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
            return x0 * scale + dx, y0 * scale + dy, x1 * scale + dx, y1 * scale + dy

        return PageReading(
            source_page=0,
            width=self.width * scale + dx,
            height=self.height * scale + dy,
            glyphs=columns,
            rules=tuple(Rule(*box(r.x0, r.top, r.x1, r.bottom), r.width * scale, r.color) for r in self.rules),
            panels=tuple(Panel(*box(p.x0, p.top, p.x1, p.bottom), p.fill, p.stroke) for p in self.panels),
            pictures=tuple(Picture(*box(p.x0, p.top, p.x1, p.bottom), p.kind) for p in self.pictures),
        )

    def stream(self, seed: int | None) -> list[int]:
        """Numbers of the glyphs in the order of the content stream."""
        order = list(range(len(self.glyphs)))
        if seed is not None:
            random.Random(seed).shuffle(order)
        return order

    def to_pdf(self) -> bytes:
        """The page as a PDF (fonts not embedded; all faces in STSong-Light, at the sizes set)."""
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(self.width, self.height), invariant=1)
        for glyph in self.glyphs:
            canvas.setFont("STSong-Light", glyph.size)
            canvas.drawString(glyph.x, self.height - glyph.y - 0.88 * glyph.size, glyph.char)
        for rule in self.rules:
            canvas.setLineWidth(rule.width)
            canvas.line(rule.x0, self.height - rule.top, rule.x1, self.height - rule.bottom)
        canvas.showPage()
        canvas.save()
        return out.getvalue()

    def text_of(self, article: str, *roles: str) -> str:
        """What was set for an article in these roles, in the order it was set."""
        return "".join(g.char for g in self.glyphs if g.article == article and g.role in roles)


def _break(text: str, width: float, size: float) -> tuple[str, str]:
    """The part of a text that fits a line, and the rest; marks that must not start a line are taken back or along."""
    used, cut = 0.0, 0
    for char in text:
        used += size * ((0.3 if char == " " and text.isascii() else 0.5) if char.isascii() else 1.0)
        if used > width + 1e-6:
            break
        cut += 1
    else:
        return text, ""
    while cut > 1 and (text[cut] in NEVER_FIRST or text[cut - 1] in NEVER_LAST):
        cut -= 1
    return text[:cut], text[cut:]


def cut_whole(sheet: Sheet, profile: Profile, seed: int) -> PageCut:
    """Cuts a sheet whose content stream is shuffled, and checks that no glyph is lost or doubled."""
    page = cut_page(sheet.reading(seed=seed), profile)
    assert sorted(glyph for line in page.lines for glyph in line.glyphs) == list(range(len(sheet.glyphs)))
    return page


def read_off(cut: PageCut, *roles: str) -> list[str]:
    """The text of each article in these roles, in reading order, blanks left out; articles without any are left out."""
    texts = []
    for number in range(len(cut.articles)):
        lines = sorted((line for line in cut.lines if line.article == number), key=lambda line: line.reading_order)
        text = "".join(line.text for line in lines if line.role in roles).replace(" ", "")
        if text:
            texts.append(text)
    return texts


def article_of_glyphs(cut: PageCut, order: Sequence[int]) -> dict[int, int | None]:
    """Article of each of the sheet's glyphs; `order` is the content stream's."""
    return {order[glyph]: line.article for line in cut.lines for glyph in line.glyphs}
