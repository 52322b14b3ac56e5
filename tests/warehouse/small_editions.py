"""Small editions whose rows agree with each other in every table, for tests that store rows without caring for them.

from tests.warehouse.small_editions import small_edition, small_registries

edition_id, tables, stamp = small_edition(dt.date(2021, 1, 10))
"""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa

from pipelines.warehouse import Source, Stamp
from pipelines.warehouse.schema import edition_tables, registry_tables, to_table

HEADLINE = "毛腾飞到渌口区调研"
TEXT = (
    "株洲日报讯 1月9日，市委书记毛腾飞到渌口区调研。\n"
    "渌湘大道项目总投资12.5亿元，计划3月底前开工。一季度固定资产投资增长8.2%。"
)
CAPTION = "昨日，渌湘大道工地 刘毅 摄"


class SmallEdition(NamedTuple):
    """What `Warehouse.publish_edition` takes."""

    edition_id: str
    tables: dict[str, pa.Table]
    stamp: Stamp


def small_edition(
    date: dt.date, *, publication: str = "zhuzhou-daily", variant: int = 0, articles: int = 2
) -> SmallEdition:
    """An edition of one page. variant: another number gives other texts under the same ids, as a corrected page."""
    edition_id = f"{publication}-{date}"
    page_id = f"{edition_id}-A1"
    source = Source(f"{publication}/{date}/A1.pdf", _digest(f"{edition_id}/{variant}"), 1000 + variant)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in edition_tables()}
    for number in range(articles):
        for name, found in _article_rows(edition_id, page_id, date, number, variant).items():
            rows[name] += found
    for line_no, line in enumerate(rows["lines"]):
        line["line_no"] = line_no
    glyphs = sum(len("".join(line["text"].split())) for line in rows["lines"])
    rows["editions"] = [
        {
            "edition_id": edition_id,
            "publication_id": publication,
            "date": date,
            "issue_number": 22000 + date.toordinal() % 1000,
            "pages_received": 1,
            "date_source": "masthead",
            "source_digest": _digest(source.sha256),
        }
    ]
    rows["pages"] = [
        {
            "page_id": page_id,
            "edition_id": edition_id,
            "page_label": "A1",
            "section_name": "要闻",
            "width": 1000.0,
            "height": 1500.0,
            "text_source": "text_layer",
            "glyph_count": glyphs,
            "glyphs_dropped": 0,
            "text_quality": 1.0,
            "source_path": source.path,
            "source_page": 0,
            "source_sha256": source.sha256,
        }
    ]
    rows["checks"] = [
        {
            "edition_id": edition_id,
            "check": "pages_missing",
            "severity": "warn",
            "passed": False,
            "count": variant,
            "sample": "今日4版",
        }
    ]
    tables = {name: to_table(name, found) for name, found in rows.items()}
    return SmallEdition(edition_id, tables, Stamp(_digest(source.sha256), "1.0", "config", (source,)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _article_rows(
    edition_id: str, page_id: str, date: dt.date, number: int, variant: int
) -> dict[str, list[dict[str, Any]]]:
    article_id = f"{page_id}-{number:08x}"
    text = f"{TEXT}（{variant}）"

    def span(words: str, field: str = "text") -> dict[str, Any]:
        start = {"text": text, "headline": HEADLINE, "caption": CAPTION}[field].index(words)
        return {"article_id": article_id, "field": field, "start": start, "end": start + len(words)}

    def mention(words: str, kind: str, field: str = "text", **values: Any) -> dict[str, Any]:
        place = span(words, field)
        where = "" if field == "text" else f"{field}:"
        mention_id = f"{article_id}:{where}{place['start']}-{place['end']}:{kind}"
        return {**place, "mention_id": mention_id, "surface": words, "type": kind, "method": "grammar", **values}

    def line(words: str, role: str, order: int, **values: Any) -> dict[str, Any]:
        box = {"x0": 40.0, "top": 100.0 * number + 10 * order, "x1": 400.0, "bottom": 100.0 * number + 10 * order + 9}
        place = {"page_id": page_id, "block_no": number, "article_id": article_id, "reading_order": order}
        return {**place, **box, "role": role, "text": words, "writing_mode": "horizontal", **values}

    paragraphs = text.split("\n")
    return {
        "lines": [
            line(HEADLINE, "headline", 0, field="headline", field_start=0, field_end=len(HEADLINE)),
            line(paragraphs[0], "body", 1, field="text", field_start=0, field_end=len(paragraphs[0])),
            line(paragraphs[1], "body", 2, field="text", field_start=len(paragraphs[0]) + 1, field_end=len(text)),
            line(CAPTION, "caption", 3, field="caption", field_start=0, field_end=len(CAPTION)),
        ],
        "articles": [
            {
                "article_id": article_id,
                "edition_id": edition_id,
                "page_labels": ["A1"],
                "genre": "news",
                "headline": HEADLINE,
                "text": text,
                "captions": [CAPTION],
                "char_count": len("".join(text.split())),
                "is_complete": True,
                "confidence": 0.9,
            }
        ],
        "article_parts": [
            {
                "article_id": article_id,
                "part_no": 0,
                "page_id": page_id,
                "x0": 40.0,
                "top": 100.0 * number,
                "x1": 400.0,
                "bottom": 100.0 * number + 40,
                "polygon": [[40.0, 100.0 * number], [400.0, 100.0 * number], [400.0, 100.0 * number + 40]],
            }
        ],
        "article_links": [
            {"from_article_id": article_id, "link_type": "continues_on", "to_ref": "下转A2版①", "method": "printed"}
        ],
        "contributors": [{"article_id": article_id, "seq": 1, "name": "刘毅", "role": "photographer"}],
        "mentions": [
            person := mention("毛腾飞", "person", normalized="毛腾飞", confidence=0.99),
            mention("毛腾飞", "person", "headline", normalized="毛腾飞"),
            mention("渌口区", "place", entity_id="430212", normalized="湖南省株洲市渌口区"),
            mention("12.5亿元", "money", normalized="1250000000"),
        ],
        "title_sightings": [
            {
                **span("市委书记"),
                "mention_id": person["mention_id"],
                "seq": 1,
                "person_name": "毛腾飞",
                "title_printed": "市委书记",
                "jurisdiction_adcode": "430200",
                "observed_on": date,
            }
        ],
        "appearances": [
            {
                **span("1月9日，市委书记毛腾飞到渌口区调研"),
                "activity_no": 1,
                "list_rank": 1,
                "person_name": "毛腾飞",
                "title_printed": "市委书记",
                "activity": "inspection",
                "role": "lead",
                "modality": "actual",
                "date_start": date,
                "date_end": date,
                "date_precision": "day",
                "place_adcode": "430212",
            }
        ],
        "project_claims": [
            {
                **span("渌湘大道项目总投资12.5亿元"),
                "claim_id": f"{article_id}:{text.index('渌湘大道')}:total_investment",
                "project_mention": "渌湘大道项目",
                "attribute": "total_investment",
                "value_text": "12.5亿元",
                "amount_cny": Decimal("1250000000.00"),
                "qualifier": "exact",
                "modality": "actual",
            }
        ],
        "indicators": [
            {
                **span("固定资产投资增长8.2%"),
                "seq": 1,
                "indicator": "固定资产投资",
                "year_on_year_pct": 8.2,
                "modality": "actual",
            }
        ],
        "notices": [
            {
                **span("刘毅", "caption"),
                "seq": 1,
                "notice_type": "lost_document",
                "party": "刘毅",
                "item": "身份证",
                "document_number": "430200199001011234",
                "is_private_person": True,
            }
        ],
        "text_corrections": [
            {
                **span("渌口区", "headline"),
                "printed": "渌口区",
                "corrected": "渌口区",
                "reason": "gazetteer",
            }
        ],
    }


def small_registries(editions: list[SmallEdition]) -> dict[str, pa.Table]:
    """Registries that agree with some editions: one official with one tenure, one project, one coverage row a day."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in registry_tables()}
    headers = [edition.tables["editions"].to_pylist()[0] for edition in editions]
    claims = [claim for edition in editions for claim in edition.tables["project_claims"].to_pylist()]
    dates = sorted(header["date"] for header in headers)
    if dates:
        seen = {"first_seen": dates[0], "last_seen": dates[-1], "article_count": len(claims)}
        rows["officials"] = [
            {
                "official_id": "official-1",
                "name": "毛腾飞",
                "aliases": [],
                "current_titles": ["市委书记"],
                "appearance_count": len(claims),
                **seen,
            }
        ]
        rows["tenures"] = [
            {
                "official_id": "official-1",
                "title": "市委书记",
                "organization": "中共株洲市委员会",
                "first_seen": dates[0],
                "last_seen": dates[-1],
                "sighting_count": len(claims),
                "state": "current",
            }
        ]
        rows["projects"] = [
            {
                "project_id": "project-1",
                "name": "渌湘大道",
                "aliases": [],
                "is_umbrella": False,
                "safe_to_sum": True,
                "status": "mentioned",
                "investors": [],
                "total_investment_cny": Decimal("1250000000.00"),
                **seen,
            }
        ]
    rows["project_timeline"] = [
        {
            "project_id": "project-1",
            "seq": number,
            "attribute": claim["attribute"],
            "amount_cny": claim["amount_cny"],
            "modality": claim["modality"],
            "reported_on": dates[0],
            "article_id": claim["article_id"],
            "claim_id": claim["claim_id"],
            "is_inferred": False,
        }
        for number, claim in enumerate(claims, 1)
    ]
    rows["coverage"] = [
        {
            "publication_id": header["publication_id"],
            "date": header["date"],
            "expected": True,
            "received": True,
            "pages_received": 1,
            "article_count": 2,
        }
        for header in headers
    ]
    return {name: to_table(name, found) for name, found in rows.items()}
