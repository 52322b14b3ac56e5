"""Persons: in lists, behind titles, foreign; and what looks like one and is none."""

from __future__ import annotations

import pytest
from made_texts import NATIONAL, of_type

from pipelines.language.credits import find_credits
from pipelines.language.words import Words


def persons(text, profile=NATIONAL):
    return of_type(text, "person", profile)


def test_a_list_behind_one_title_and_a_last_one_with_a_title_of_its_own():
    text = "市领导王洪斌、羊贵平、何朝晖、顾峰、高新区党工委书记周建光参加。"
    assert persons(text) == ["王洪斌", "羊贵平", "何朝晖", "顾峰", "周建光"]


def test_a_name_that_the_network_cut_wrongly():
    assert persons("市委副书记、市长阳卫国出席。") == ["阳卫国"]
    assert persons("1月18日,副市长易湖率队,赴城区各客运站场督查。") == ["易湖"]


def test_a_shorter_name_that_the_article_knows_bounds_the_longer():
    text = "芦淞交警大队三中队队长刘文和同事巡逻。“管辖的桥梁多。”刘文介绍。9日早上8时，刘文才离开值班岗亭准备回家。"
    assert persons(text) == ["刘文", "刘文", "刘文"]


def test_what_belongs_to_the_words_around_a_name():
    assert persons("省长王大海宣读贺信并致辞。") == ["王大海"]
    assert persons("国防部长陈大和20日在北京会见外宾。") == ["陈大和"]
    assert persons("会议听取了委员会副主任王小新作的关于草案的报告。") == ["王小新"]
    assert persons("欧美同学会原会长，北京大学原校长出席。") == []


def test_reporters_whom_the_network_does_not_see_and_no_break_spaces():
    credits = find_credits(Words("（记者贺小华、田大豆、程小州）9日，在市里\n本报记者\u00a0贺\u00a0勇摄"))
    assert [credit.name for credit in credits] == ["贺小华", "田大豆", "程小州", "贺勇"]


def test_foreign_and_minority_names():
    text = "全国政协副主席次仁·多吉和巴基斯坦总理安瓦尔·侯赛因出席，美国总统罗斯福致电。"
    assert persons(text) == ["次仁·多吉", "安瓦尔·侯赛因", "罗斯福"]


def test_the_last_part_of_a_foreign_name_stands_for_all_of_it():
    from made_texts import tagged

    text = "经济学家彼得·伊万诺夫在新闻发布会上表示祝贺。伊万诺夫说：“这是一个好消息。”"
    rows = [row for row in tagged(text, NATIONAL).mentions if row.type == "person"]
    assert [(row.surface, row.normalized) for row in rows] == [
        ("彼得·伊万诺夫", "彼得·伊万诺夫"),
        ("伊万诺夫", "彼得·伊万诺夫"),
    ]


def test_a_group_with_a_name_is_its_person():
    assert persons("来到这里，毛腾飞一行走进小区党群服务中心。") == ["毛腾飞"]


@pytest.mark.parametrize(
    "text",
    [
        "村民张某说，情况属实。",
        "市委书记、市长参加会议。",
        "以实际行动践行对党忠诚、服务人民。",
        "近日，有地方报告感染奥密克戎变异株的确诊病例。",
        "这是实实在在的惠民行动。",
        "王书记和李主任来到现场。",
        "晋合·湘水湾小区业主想在自有车位安装充电桩。",
        "推动产业高质量发展，确保安全。",
        "尼方赞赏中方，中尼友好不断发展。",
    ],
)
def test_what_is_no_person(text):
    assert persons(text) == []


def credits(text):
    return [(credit.name, credit.role) for credit in find_credits(Words(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "株洲日报讯(全媒体记者/刘毅 通讯员/汪海平 陈晓叶)",
            [("刘毅", "reporter"), ("汪海平", "correspondent"), ("陈晓叶", "correspondent")],
        ),
        (
            "株洲日报记者 刘平\n通讯员/管丽 陈楚杰",
            [("刘平", "reporter"), ("管丽", "correspondent"), ("陈楚杰", "correspondent")],
        ),
        ("(记者高晓燕通讯员刘宝山)2月4日,", [("高晓燕", "reporter"), ("刘宝山", "correspondent")]),
        ("张云志在钻石路口指挥交通。刘平摄", [("刘平", "photographer")]),
        (
            "(记者/刘琼 实习生/黄天策 通讯员/刘兰)",
            [("刘琼", "reporter"), ("黄天策", "intern"), ("刘兰", "correspondent")],
        ),
        ("本报北京9月30日电  （记者李海洋）庆祝", [("李海洋", "reporter")]),
        ("（执笔：王  涛）", [("王涛", "author")]),
        ("记者从自然资源部获悉，记者来到现场。", []),
        ("物业公司告诉记者，目前没有方案。", []),
    ],
)
def test_bylines_and_credits(text, expected):
    assert credits(text) == expected


def test_contributors_have_no_titles():
    from made_texts import tagged

    assert tagged("株洲日报记者 罗欣\n\n市领导 讯").title_sightings == []
