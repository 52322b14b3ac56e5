"""What wants a person's decision, and writing it down."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.language.look_alikes import are_alike
from pipelines.registries.corrections import Correction, append
from pipelines.registries.matching import Pair, rules
from pipelines.registries.officials import Officials, Person, PostSeen, Question

_ONE_YI = 100_000_000


def spelling_questions(officials: Officials) -> list[Question]:
    """Officials of one seat whose names are one character apart, or one has a character more at its end.

    One may be a misprint of the other, or have swallowed the word behind it (张大明作 from 张大明作报告).
    """
    alive = [person for person in officials.people.values() if not person.superseded_by]
    alive.sort(key=lambda person: (-len(_articles(person)), min(_articles(person)), person.name))  # the likelier first
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(alive):
        for place in range(len(person.name)):
            blocks[f"{person.name[:place]}*{person.name[place + 1 :]}"].append(at)
        if len(person.name) == 3:
            blocks[f"{person.name}*"].append(at)
    questions = []
    pairs = {pair for members in blocks.values() for pair in combinations(sorted(members), 2)}
    for left, right in sorted(pairs):
        one, other = alive[left], alive[right]
        if one.name == other.name:
            continue
        pair = Pair(left, right, rules("official_spelling").score(_spelling_features(one, other)))
        if pair.score >= rules("official_spelling").review_at:
            evidence = f"{_brief(one)} / {_brief(other)}"
            questions.append(
                Question(
                    "official_spelling", one.official_id, other.official_id, one.anchor, other.anchor, pair, evidence
                )
            )
    return questions


def _articles(person: Person) -> set[int]:
    return {article for post in person.posts for article in post.articles.tolist()}


def _spelling_features(one: Person, other: Person) -> dict[str, float]:
    found = {"one_character_apart" if len(one.name) == len(other.name) else "one_character_more": 1.0}
    same = [(a, b) for a in one.posts for b in other.posts if _same_seat(a, b)]
    if same:
        found["same_seat"] = 1.0
        if any(a.post.sole for a, _ in same):
            found["seat_of_one"] = 1.0
        differing = [pair for pair in zip(one.name, other.name, strict=False) if pair[0] != pair[1]]
        if len(differing) == 1 and are_alike(*differing[0]):
            found["look_alike"] = 1.0
    if {post.adcode for post in one.posts if post.adcode} & {post.adcode for post in other.posts if post.adcode}:
        found["same_area"] = 1.0
    articles = [_articles(person) for person in (one, other)]
    if min(map(len, articles)) == 1:
        found["seen_once"] = 1.0
    if articles[0] & articles[1]:
        found["seen_together"] = 1.0
    if one.first <= other.last and other.first <= one.last:
        found["overlapping"] = 1.0
    return found


def _same_seat(one: PostSeen, other: PostSeen) -> bool:
    organizations = one.organization == other.organization and one.organization is not None
    return (
        one.post.name == other.post.name and one.adcode == other.adcode and (organizations or one.title == other.title)
    )


def _brief(person: Person) -> str:
    titles = "、".join(
        dict.fromkeys(post.title for post in sorted(person.posts, key=lambda post: int(post.articles[0])))
    )
    return f"{person.name} {titles} {person.first:%Y-%m-%d}–{person.last:%Y-%m-%d}"


def review_rows(
    questions: Iterable[Question],
    final: Mapping[str, str],
    names: Mapping[str, str],
    weight: Mapping[str, tuple[int, float]],
    parents: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Rows of `review_pairs` of the questions that are still open.

    final: id → the id it was merged into; weight: id → articles and yuan
    parents: part → umbrella: these two are not one, and known not to be
    """
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for question in questions:
        left, right = (final.get(item, item) for item in (question.left_id, question.right_id))
        if left == right and question.kind != "contradiction":
            continue
        if question.kind == "project" and (parents.get(left) == right or parents.get(right) == left):
            continue
        articles = min(weight.get(left, (0, 0.0))[0], weight.get(right, (0, 0.0))[0])
        yuan = min(weight.get(left, (0, 0.0))[1], weight.get(right, (0, 0.0))[1])
        if question.kind == "contradiction":
            yuan = 0.0  # both amounts stand in the timeline: nothing is counted twice
        score = question.pair.score
        row = {
            "kind": question.kind,
            "left_ref": question.left_ref,
            "right_ref": question.right_ref,
            "left_id": left,
            "right_id": right,
            "left_name": names.get(left, ""),
            "right_name": names.get(right, ""),
            "score": score,
            "features": question.pair.as_json(),
            "effect": round(articles + yuan / _ONE_YI, 2),
            "advice": "merge" if score >= 0.6 else "keep_apart" if score < 0.4 else "unsure",
            "evidence": question.evidence,
        }
        rows.setdefault((question.kind, question.left_ref, question.right_ref), row)
    return [rows[key] for key in sorted(rows)]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question for a person: a row of `review_pairs`, its features read."""

    number: int
    kind: str
    left_ref: str
    right_ref: str
    left_id: str
    right_id: str
    left_name: str
    right_name: str
    score: float
    features: Mapping[str, float]
    effect: float
    advice: str
    evidence: str


def review_list(pairs: pa.Table, limit: int | None = None) -> list[OpenQuestion]:
    """Open questions, largest effect first, numbered from 1."""
    rows = sorted(
        pairs.to_pylist(),
        key=lambda row: (-row["effect"], -row["score"], row["kind"], row["left_ref"], row["right_ref"]),
    )
    return [
        OpenQuestion(number=number, **{**row, "features": json.loads(row["features"])})
        for number, row in enumerate(rows[:limit], start=1)
    ]


def write_decision(
    raw: Path | str, question: OpenQuestion, decision: str, *, author: str, reason: str = "", on: dt.date | None = None
) -> Path:
    """Append the row for a decision, `same` or `different`, about a question to `raw/corrections/decisions.csv`.

    The row names evidence and not ids, so that it holds for any order in which editions arrive. For an umbrella,
    `same` makes the part a part. Raises `ValueError` for another decision, and for a contradiction: which value
    holds is
    written as a row of kind `set`.
    """
    day = (on or dt.date.today()).isoformat()
    why = reason or question.evidence
    if decision not in {"same", "different"}:
        raise ValueError(f"decision {decision!r} is neither same nor different")
    if question.kind == "contradiction":
        raise ValueError(f"write a row `{question.left_id},set,total_investment_cny,…` for the amount that holds")
    kinds = ("part_of", "never_part") if question.kind == "umbrella" else ("merge", "never_merge")
    kind = kinds[0] if decision == "same" else kinds[1]
    row = Correction(question.right_ref, kind, "", "", question.left_ref, why, author, day)
    return append(raw, [row])


def decided(questions: Sequence[Question], apart: Iterable[frozenset[str]]) -> list[Question]:
    """Questions without those that people answered: pairs of ids that they hold apart."""
    answered = set(apart)
    return [question for question in questions if frozenset((question.left_id, question.right_id)) not in answered]
