"""`broadsheet tag`: colours on the terminal, rows as JSON."""

from __future__ import annotations

import json

from click.testing import CliRunner

from pipelines.cli.tag import tag

TEXT = (
    "毛腾飞在醴陵调研\r\n\r\n"
    "　　株洲日报讯（记者罗欣）1月9日，市委书记、市人大常委会主任毛腾飞深入醴陵市调研，总投资约250亿元。"
)
TABLES = {
    "mentions",
    "title_sightings",
    "appearances",
    "contributors",
    "project_claims",
    "indicators",
    "notices",
    "text_corrections",
}


def run(*arguments, text=None):
    return CliRunner().invoke(tag, list(arguments), input=text, catch_exceptions=False)


def test_json_holds_all_tables_with_offsets_into_the_text_as_given(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode("utf-8"))
    result = run(str(path), "--date", "2021-01-10", "--publication", "zhuzhou-daily", "--json")
    rows = json.loads(result.output)
    assert set(rows) == TABLES
    assert all(TEXT[row["start"] : row["end"]] == row["surface"] for row in rows["mentions"])
    assert [row["title_printed"] for row in rows["title_sightings"]] == ["市委书记", "市人大常委会主任"]
    assert rows["contributors"] == [{"article_id": "text", "seq": 1, "name": "罗欣", "role": "reporter"}]
    assert {row["normalized"] for row in rows["mentions"] if row["type"] == "money"} == {"25000000000"}


def test_a_text_may_be_given_itself_or_on_standard_input():
    alone = run("醴陵市召开会议", "--json", "--date", "2021-01-10")
    piped = run("-", "--json", "--date", "2021-01-10", text="醴陵市召开会议")
    assert json.loads(alone.output) == json.loads(piped.output)
    assert json.loads(alone.output)["mentions"][0]["entity_id"] == "430281"


def test_colours_and_a_list_of_the_tags():
    output = run("醴陵市召开会议", "--date", "2021-01-10").output
    assert output.startswith("醴陵市召开会议")
    assert "430281" in output


def test_a_file_that_is_not_there_is_told():
    result = CliRunner().invoke(tag, ["nowhere/article.txt"])
    assert result.exit_code != 0
    assert "nowhere/article.txt" in result.output
