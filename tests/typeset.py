"""Typesets small newspaper pages as PDF, for tests of everything that starts from files.

    pages = edition("株洲日报", dt.date(2021, 1, 10), issue=22487, labels=["A1", "A2"])
    (folder / "A1.pdf").write_bytes(pages["A1"])

The fonts are not embedded (STSong-Light with UniGB-UCS2-H), as in many real deliveries. The same arguments give the
same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lunar_python import Solar
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 560.0, 780.0
MARGIN = 40.0
BODY, PITCH = 9.0, 14.0
COLUMNS, GUTTER = 2, 20.0
WEEKDAYS = "一二三四五六日"

# Sentences of the seed pages; each story is made of some of them, so that no two pages of a test say the same.
SENTENCES = (
    "1月9日，市委书记、市人大常委会主任毛腾飞深入醴陵市调研村(社区)“两委”换届、基层党建等工作。",
    "他强调，要坚持问题导向，严格工作要求，选配优配强村(社区)“两委”班子，进一步提升凝聚力战斗力。",
    "该集团将先在株洲投资50亿元建设4条耐高温玻璃生产线，并逐步推动重大项目在株落地。",
    "签约以来，双方积极对接，扎实开展前期工作，项目用地、用电、用气等要素保障到位。",
    "1月6日，芦淞区与萍乡市安源区签订合作协议，拉开了两地政务服务“跨省通办”合作序幕。",
    "首批“跨省通办”高频政务服务事项清单，涉及人社、医保、卫健、企业开办等领域。",
    "冬日暖阳，情暖万家，近3000户重残、五保、低保等生活困难群众将收到“福包”。",
    "要系统总结、复制推广小区党建工作的成功经验好做法，不断提升全市基层党建工作水平。",
    "市教育局昨发布通知，全市师生员工不得出境或跨省探亲、旅游、聚会。",
    "临近春节，各企业要严格落实安全生产主体责任，用好科技手段，守牢安全底线。",
)
HEADLINES = (
    "选配强“两委”班子 提升凝聚力战斗力",
    "芦淞安源两地政务服务“跨省通办”",
    "困难群众将获新春“福包”",
    "推动重大项目在株落地",
    "守牢安全生产底线",
    "全力开创全市档案工作新局面",
)


@dataclass(frozen=True)
class Story:
    """A headline and its paragraphs."""

    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Imprint:
    """What masthead and folio print; None is not printed."""

    paper: str | None = "株洲日报"
    date: dt.date | None = dt.date(2021, 1, 10)
    issue: int | None = 22487
    pages: int | None = None
    weekday: str | None = None
    section: str = "要闻"
    has_lunar_date: bool = True

    def day(self) -> str:
        """2021年1月10日 星期日."""
        if self.date is None:
            return ""
        weekday = self.weekday or f"星期{WEEKDAYS[self.date.weekday()]}"
        return f"{self.date.year}年{self.date.month}月{self.date.day}日 {weekday}"

    def lunar_date(self) -> str:
        """农历庚子年十一月廿七."""
        if self.date is None or not self.has_lunar_date:
            return ""
        lunar = Solar.fromYmd(self.date.year, self.date.month, self.date.day).getLunar()
        month = {"冬": "十一", "腊": "十二"}.get(lunar.getMonthInChinese(), lunar.getMonthInChinese())
        return f"农历{lunar.getYearInGanZhi()}年{month}月{lunar.getDayInChinese()}"


def stories(seed: int, count: int = 2, paragraphs: int = 2) -> list[Story]:
    """Stories that differ from seed to seed."""
    found = []
    for number in range(count):
        start = seed * 7 + number * 3
        texts = []
        for paragraph in range(paragraphs):
            sentence = SENTENCES[(start + paragraph) % len(SENTENCES)]
            other = SENTENCES[(start * 3 + paragraph * 2 + 1) % len(SENTENCES)]
            texts.append(f"第{seed * 10 + number}号消息说，{sentence}{other}")
        found.append(Story(HEADLINES[start % len(HEADLINES)], tuple(texts)))
    return found


def page(label: str | None, imprint: Imprint, items: Sequence[Story], *, front: bool) -> bytes:
    """A PDF of one page."""
    return document([(label, imprint, items, front)])


def document(pages: Sequence[tuple[str | None, Imprint, Sequence[Story], bool]]) -> bytes:
    """A PDF of several pages: label, imprint, stories, whether it is a front page."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    for label, imprint, items, front in pages:
        top = _draw_masthead(canvas, label, imprint) if front else _draw_folio(canvas, label, imprint)
        _draw_stories(canvas, items, top)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def edition(
    paper: str,
    date: dt.date,
    *,
    issue: int | None = 22487,
    labels: Sequence[str] = ("A1", "A2"),
    declared: int | None = None,
    seed: int | None = None,
    weekday: str | None = None,
) -> dict[str, bytes]:
    """One PDF for each page of an edition, by label; the first is the front page and declares all of them."""
    imprint = Imprint(paper, date, issue, declared or len(labels), weekday)
    first = date.toordinal() % 1000 * 10 if seed is None else seed
    return {
        label: page(label, imprint, stories(first + number), front=number == 0) for number, label in enumerate(labels)
    }


def whole_edition(
    paper: str, date: dt.date, *, issue: int | None = 22487, labels: Sequence[str] = ("A1", "A2")
) -> bytes:
    """One PDF with all pages of an edition."""
    imprint = Imprint(paper, date, issue, len(labels))
    first = date.toordinal() % 1000 * 10
    return document([(label, imprint, stories(first + number), number == 0) for number, label in enumerate(labels)])


def deliver(files: Mapping[str, bytes], folder: object) -> None:
    """Write files into a folder, by name."""
    from pathlib import Path

    target = Path(str(folder))
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (target / name).write_bytes(content)


def _draw_masthead(canvas: Canvas, label: str | None, imprint: Imprint) -> float:
    top = HEIGHT - MARGIN - 34
    if imprint.paper:
        canvas.setFont(FONT, 34)
        canvas.drawString(MARGIN, top, imprint.paper)
    canvas.setFont(FONT, 9)
    right = WIDTH / 2 + 30
    number = f"第{imprint.issue}期" if imprint.issue is not None else ""
    declared = f"今日{imprint.pages}版" if imprint.pages is not None else ""
    for row, text in enumerate([imprint.day(), imprint.lunar_date(), f"{number} {declared}".strip()]):
        if text:
            canvas.drawString(right, top + 24 - row * 13, text)
    if label:
        canvas.setFont(FONT, 14)
        canvas.drawRightString(WIDTH - MARGIN, top + 20, label)
    canvas.line(MARGIN, top - 12, WIDTH - MARGIN, top - 12)
    return top - 20


def _draw_folio(canvas: Canvas, label: str | None, imprint: Imprint) -> float:
    top = HEIGHT - MARGIN - 10
    canvas.setFont(FONT, 9)
    if label:
        canvas.drawString(MARGIN, top, f"{label} {imprint.section}")
    if imprint.date is not None:
        canvas.drawCentredString(WIDTH / 2, top, imprint.day())
    if imprint.paper:
        canvas.drawRightString(WIDTH - MARGIN, top, imprint.paper)
    canvas.line(MARGIN, top - 6, WIDTH - MARGIN, top - 6)
    return top - 20


def _draw_stories(canvas: Canvas, items: Sequence[Story], top: float) -> None:
    """Each story over the whole width: its headline, below it the body in columns."""
    width = (WIDTH - 2 * MARGIN - GUTTER * (COLUMNS - 1)) / COLUMNS
    per_line = int(width // BODY)
    for story in items:
        canvas.setFont(FONT, 20)
        canvas.drawString(MARGIN, top - 24, story.headline)
        top -= 40
        lines = [line for paragraph in story.paragraphs for line in _broken("　　" + paragraph, per_line)]
        depth = max(-(-len(lines) // COLUMNS), 4)  # what is short stays in one column
        canvas.setFont(FONT, BODY)
        for number, line in enumerate(lines):
            x = MARGIN + (number // depth) * (width + GUTTER)
            canvas.drawString(x, top - BODY - (number % depth) * PITCH, line)
        top -= depth * PITCH + 16


def _broken(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(0, len(text), length)]
