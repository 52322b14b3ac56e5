"""Titles: runs, lists, appositions, how they are held, and the office they mean."""

from __future__ import annotations

import pytest
from made_texts import NATIONAL, ZHUZHOU, tagged, titles_of

from pipelines.language.tagging import tag_article
from pipelines.language.tags import ArticleText


def offices(text, profile=ZHUZHOU):
    return [
        (row.title_printed, row.organization, row.jurisdiction_adcode) for row in tagged(text, profile).title_sightings
    ]


def test_a_run_of_titles_with_one_bearer():
    text = "1月9日，市委书记、市人大常委会主任毛腾飞深入醴陵市调研。"
    assert offices(text) == [
        ("市委书记", "中共株洲市委", "430200"),
        ("市人大常委会主任", "株洲市人大常委会", "430200"),
    ]


def test_titles_behind_a_name():
    assert titles_of("习近平总书记、国家主席致以问候。") == [("习近平", "总书记"), ("习近平", "国家主席")]
    assert titles_of("去年习近平主席亲自发来贺信。") == [("习近平", "主席")]


def test_the_whole_name_of_a_body_belongs_to_the_title():
    assert titles_of("会议听取了最高人民检察院检察长张军所作的报告。") == [("张军", "最高人民检察院检察长")]


def test_one_title_over_several_names_ends_where_another_title_begins():
    text = "市领导王洪斌、羊贵平、何朝晖、顾峰、高新区党工委书记周建光参加。"
    assert titles_of(text) == [
        ("王洪斌", "市领导"),
        ("羊贵平", "市领导"),
        ("何朝晖", "市领导"),
        ("顾峰", "市领导"),
        ("周建光", "高新区党工委书记"),
    ]


def test_national_offices():
    text = "国务委员、公安部部长赵克志，最高人民法院院长周强，最高人民检察院检察长张军出席会议。"
    assert offices(text) == [
        ("国务委员", "国务院", "100000"),
        ("公安部部长", "公安部", "100000"),
        ("最高人民法院院长", "最高人民法院", "100000"),
        ("最高人民检察院检察长", "最高人民检察院", "100000"),
    ]


def test_the_offices_of_a_province_a_county_and_another_city():
    assert offices("省委书记许大明来株。") == [("省委书记", "中共湖南省委", "430000")]
    assert offices("在茶陵县，县委书记江小明介绍了情况。") == [("县委书记", "中共茶陵县委", "430224")]
    assert offices("江西省萍乡市市长李大明表示", NATIONAL) == [("江西省萍乡市市长", "萍乡市人民政府", "360300")]
    assert offices("建湖县委书记陈大平说。", NATIONAL) == [("建湖县委书记", "中共建湖县委", "320925")]


def test_titles_of_firms_police_and_institutes():
    assert titles_of("与来株考察的东旭集团董事长李兆廷座谈") == [("李兆廷", "东旭集团董事长")]
    assert titles_of("荷塘交警大队一中队教导员张云志结束了当天的路面执勤工作") == [
        ("张云志", "荷塘交警大队一中队教导员")
    ]
    assert titles_of("市物业服务中心副主任张志刚告诉记者") == [("张志刚", "市物业服务中心副主任")]


def test_the_title_of_a_list_may_stand_behind_it():
    assert titles_of("余群明、唐琪等委员建议，成立领导小组。") == [("余群明", "委员"), ("唐琪", "委员")]


def test_a_title_right_behind_the_name():
    assert titles_of("认真学习贯彻习近平总书记重要指示批示精神") == [("习近平", "总书记")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("原市委书记李大力出席", [("原市委书记", "former")]),
        ("时任市长王小明调研", [("市长", "former")]),
        ("会议决定任命张伟明为代市长。", [("代市长", "acting")]),
        ("王晓红当选为市政协副主席。", [("市政协副主席", "appointed")]),
        ("免去王小明的副市长职务，任命李强强为市公安局局长。", [("副市长", "removed"), ("市公安局局长", "appointed")]),
    ],
)
def test_how_a_title_is_held(text, expected):
    assert [(row.title_printed, row.change) for row in tagged(text).title_sightings] == expected


def test_the_title_stands_where_the_row_says():
    text = "副市长、市红十字会会长杨跃跃表示,市红十字会筹资百万元。"
    for row in tagged(text).title_sightings:
        assert text[row.start : row.end] == row.title_printed


def test_a_sighting_is_of_the_day_of_the_event():
    import datetime as dt

    text = "株洲日报讯 1月8日晚，市委书记毛腾飞与来株考察的客人座谈。"
    assert tagged(text).title_sightings[0].observed_on == dt.date(2021, 1, 8)


def test_a_title_without_a_day_beside_it_is_of_the_day_on_which_the_article_shows_the_person():
    import datetime as dt

    texts = {
        "kicker": "省贸促会会长贺坚来株调研",
        "text": "1月9日，省贸促会会长贺坚来株，就博览会筹备情况开展调研。副市长杨英杰参加。",
    }
    rows = tag_article(ArticleText("a1", texts, dt.date(2021, 1, 10)), ZHUZHOU).title_sightings
    day = dt.date(2021, 1, 9)
    assert [(row.field, row.person_name, row.observed_on) for row in rows] == [
        ("kicker", "贺坚", day), ("text", "贺坚", day), ("text", "杨英杰", day),
    ]  # fmt: skip
    assert tagged("副市长杨英杰说，他很高兴。", on=day).title_sightings[0].observed_on == day


def test_descriptions_are_no_titles():
    assert titles_of("攸县酒仙湖村五保户何龙珠很激动。") == []
    assert titles_of("市教育局相关负责人表示，师生要保持距离。") == []


def test_a_profile_may_add_titles_of_its_own():
    profile = ZHUZHOU.model_copy(update={"titles": {"湘江先锋": "株洲湘江先锋办"}})
    rows = tagged("湘江先锋李大明介绍了情况。", profile).title_sightings
    assert [(row.person_name, row.title_printed, row.organization) for row in rows] == [
        ("李大明", "湘江先锋", "株洲湘江先锋办")
    ]


def test_a_paper_that_nobody_described_tells_its_home_city():
    row = tagged("萍乡日报讯 1月6日，市委书记李大明调研。", NATIONAL).title_sightings[0]
    assert (row.organization, row.jurisdiction_adcode) == ("中共萍乡市委", "360300")
    row = tagged("1月6日，市委书记李大明调研。", NATIONAL).title_sightings[0]
    assert row.jurisdiction_adcode is None


def changes(text):
    return [(row.person_name, row.title_printed, row.change) for row in tagged(text).title_sightings]


def test_lists_of_appointments_and_dismissals_item_by_item():
    text = "会议决定任命：张伟明为市财政局局长；李晓东为市教育局副局长。免去：王建国的市财政局局长职务。"
    assert changes(text) == [
        ("张伟明", "市财政局局长", "appointed"),
        ("李晓东", "市教育局副局长", "appointed"),
        ("王建国", "市财政局局长", "removed"),
    ]
    assert changes("免去张大山、李小明的市发改委副主任职务。") == [
        ("张大山", "市发改委副主任", "removed"),
        ("李小明", "市发改委副主任", "removed"),
    ]


def test_offices_taken_up_and_laid_down_by_comrades():
    text = "石泰山同志任市委委员、常委、书记；李继明同志不再担任市委书记职务。"
    assert changes(text) == [
        ("石泰山", "市委委员", "appointed"),
        ("石泰山", "常委", "appointed"),
        ("石泰山", "书记", "appointed"),
        ("李继明", "市委书记", "removed"),
    ]
    assert changes("选举王德喜同志为市政协副主席。") == [("王德喜", "市政协副主席", "appointed")]
    assert changes("任长安被任命为市公安局局长。") == [("任长安", "市公安局局长", "appointed")]


def test_a_life_in_short_names_the_office_held_now():
    text = "凌志，女，汉族，1974年生，现任市委副书记、市长。"
    assert titles_of(text) == [("凌志", "市委副书记"), ("凌志", "市长")]


def test_an_acting_office_is_printed_with_its_word_and_means_the_body_all_the_same():
    text = "市委副书记、代市长王小明出席。"
    assert offices(text) == [("市委副书记", "中共株洲市委", "430200"), ("代市长", "株洲市人民政府", "430200")]
    assert [row.change for row in tagged("政府代旗长周大龙主持。").title_sightings] == ["acting"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("前进区委书记于世杰致辞。", [("于世杰", "前进区委书记")]),
        ("园区建设单位宁德海星公司总经理韩亮介绍情况。", [("韩亮", "宁德海星公司总经理")]),
        ("大学校长谭大勇教授、副校长米小军到会。", [("谭大勇", "大学校长"), ("谭大勇", "教授"), ("米小军", "副校长")]),
        ("市住建局党组成员,二级主任科员王守勇参加。", [("王守勇", "市住建局党组成员"), ("王守勇", "二级主任科员")]),
        ("叶大江、彭小山等湘西州领导陪同。", [("叶大江", "湘西州领导"), ("彭小山", "湘西州领导")]),
        ("市文化局副局长、著名学者张武到会。", [("张武", "市文化局副局长")]),
        ("一家装饰公司负责人张秋凤说。", []),
    ],
)
def test_where_titles_begin_and_whose_they_are(text, expected):
    assert titles_of(text) == expected


def test_a_date_of_something_else_is_not_the_day_of_a_title():
    import datetime as dt

    text = "株洲日报讯 1月8日，市委书记毛腾飞调研。项目已于1月5日开工。副市长何剑波参加。"
    assert {row.observed_on for row in tagged(text).title_sightings} == {dt.date(2021, 1, 8)}
