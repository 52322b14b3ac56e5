"""Activities: who did what in which role on which day, from the sentences of official news."""

from __future__ import annotations

import datetime as dt

from made_documents import made

from pipelines.language.activities import find_appearances
from pipelines.language.tags import Document


def rows(document: Document) -> list[tuple[str, str, str]]:
    return [(row.person_name, row.role, row.activity) for row in find_appearances(document)]


TALK = (
    "1月8日晚，市委书记、市人大常委会主任毛腾飞与来株考察的东旭集团董事长李兆廷座谈，双方就落实战略合作协议深入交流。"
    "市委副书记、市长阳卫国出席。\n市领导何剑波、何朝晖、杨英杰，株洲高新区党工委书记周建光参加座谈。\n"
    "毛腾飞说，双方合作前景广阔。\n阳卫国说，要加快推进。\n李兆廷说，株洲产业基础雄厚。"
)
TALKERS = {
    "毛腾飞": "市委书记、市人大常委会主任",
    "李兆廷": "东旭集团董事长",
    "阳卫国": "市委副书记、市长",
    "何剑波": "市领导",
    "周建光": "株洲高新区党工委书记",
}


def test_a_talk_has_a_host_a_counterpart_and_those_who_attend_in_printed_order() -> None:
    document = made(TALK, TALKERS, persons=["何朝晖", "杨英杰"], places={"株洲": "430200"})
    found = find_appearances(document)
    assert [(r.activity_no, r.list_rank, r.person_name, r.role) for r in found] == [
        (1, 1, "毛腾飞", "host"),
        (1, 2, "李兆廷", "counterpart"),
        (1, 3, "阳卫国", "attend"),
        (1, 4, "何剑波", "attend"),
        (1, 5, "何朝晖", "attend"),
        (1, 6, "杨英杰", "attend"),
        (1, 7, "周建光", "attend"),
    ]
    assert {r.activity for r in found} == {"talk"}
    assert {(r.date_start, r.date_end, r.date_precision) for r in found} == {
        (dt.date(2021, 1, 8), dt.date(2021, 1, 8), "day")
    }
    assert found[0].title_printed == "市委书记、市人大常委会主任"
    assert TALK[found[0].start : found[0].end].startswith("市委书记、市人大常委会主任毛腾飞与")


def test_an_inspection_has_a_lead_a_place_and_company() -> None:
    text = "1月9日，省贸促会会长贺坚来株，就博览会筹备情况开展调研。市委副书记、市长阳卫国陪同。副市长杨英杰参加。"
    document = made(
        text,
        {"贺坚": "省贸促会会长", "阳卫国": "市委副书记、市长", "杨英杰": "副市长"},
    )
    assert rows(document) == [
        ("贺坚", "lead", "inspection"),
        ("阳卫国", "accompany", "inspection"),
        ("杨英杰", "attend", "inspection"),
    ]


def test_the_place_is_where_it_happened() -> None:
    text = "1月9日，市委书记毛腾飞深入醴陵市调研村(社区)“两委”换届等工作。"
    (row,) = find_appearances(made(text, {"毛腾飞": "市委书记"}, places={"醴陵市": "430281"}))
    assert row.place_adcode == "430281"


def test_he_who_speaks_at_a_meeting_speaks() -> None:
    text = "1月18日,我市召开监督与服务企业微信群工作会。市委常委、市纪委书记邓为民出席并讲话。"
    assert rows(made(text, {"邓为民": "市委常委、市纪委书记"})) == [("邓为民", "speak", "meeting")]


def test_a_retinue_is_led_whatever_stands_between() -> None:
    text = "1月18日,副市长易湖率队,赴城区各客运站场、渡口码头督查春运安全生产与疫情防控工作。"
    assert rows(made(text, {"易湖": "副市长"})) == [("易湖", "lead", "inspection")]


def test_reported_words_place_an_official_at_the_event() -> None:
    text = "1月19日,春节慰问活动在攸县启动。\n副市长杨跃跃表示,活动是实实在在的惠民行动。"
    (row,) = find_appearances(made(text, {"杨跃跃": "副市长"}))
    assert (row.role, row.activity, row.date_start) == ("speak", "ceremony", dt.date(2021, 1, 19))


def test_joint_signers_lead_together() -> None:
    text = "1月6日，副市长杨帆与远航集团副总裁周福代表双方签约。"
    assert rows(made(text, {"杨帆": "副市长", "周福": "远航集团副总裁"})) == [
        ("杨帆", "lead", "signing"),
        ("周福", "lead", "signing"),
    ]


def test_a_companion_may_stand_first() -> None:
    text = "1月6日，在副市长杨帆陪同下，国家林草局副局长李春一行来到湿地公园考察。"
    assert rows(made(text, {"杨帆": "副市长", "李春": "国家林草局副局长"})) == [
        ("杨帆", "accompany", "inspection"),
        ("李春", "lead", "inspection"),
    ]


def test_chairing_speaking_and_reporting_are_told_apart() -> None:
    text = "1月7日，全市安全生产会议召开。市长刘建出席会议并讲话，常务副市长李晓主持会议，市应急局局长杨林汇报工作。"
    assert rows(made(text, {"刘建": "市长", "李晓": "常务副市长", "杨林": "市应急局局长"})) == [
        ("刘建", "speak", "meeting"),
        ("李晓", "host", "meeting"),
        ("杨林", "report", "meeting"),
    ]


def test_another_day_is_another_activity() -> None:
    text = "1月7日，宣传部部长朱云调研文化产业。8日，市长刘建主持召开常务会议。"
    found = find_appearances(made(text, {"朱云": "宣传部部长", "刘建": "市长"}))
    assert [(r.activity_no, r.person_name, r.activity) for r in found] == [
        (1, "朱云", "inspection"),
        (2, "刘建", "meeting"),
    ]


def test_what_is_to_come_is_planned() -> None:
    text = "1月15日，副市长杨帆将出席全市人居环境整治推进会。"
    (row,) = find_appearances(made(text, {"杨帆": "副市长"}))
    assert (row.modality, row.date_start) == ("planned", dt.date(2021, 1, 15))


def test_interviews_private_persons_and_doctrine_are_no_activities() -> None:
    texts = [
        ("市民政局局长刘星告诉记者，今年我市将新建10个养老服务中心。", {"刘星": "市民政局局长"}),
        ("公司董事长张建介绍，二期项目已于1月8日投产。", {"张建": "公司董事长"}),
        ("会议强调，要深入学习贯彻习近平总书记重要讲话精神。", {}),
        ("应总统李明邀请，代表团来访。", {"李明": "总统"}),
    ]
    for text, officials in texts:
        assert rows(made(text, officials, persons=["习近平"])) == []
    assert rows(made("1月8日，村民王二参加了培训，会上讲话。", persons=["王二"])) == []


def test_reporters_never_appear() -> None:
    text = "1月9日，市委书记毛腾飞调研。记者罗欣参加。"
    document = made(text, {"毛腾飞": "市委书记"}, persons=["罗欣"], contributors=("罗欣",))
    assert rows(document) == [("毛腾飞", "lead", "inspection")]


def test_history_is_not_reported_as_an_activity() -> None:
    text = "2015年9月，市委书记陈林出席奠基仪式。"
    assert rows(made(text, {"陈林": "市委书记"})) == []


def test_headline_counts_only_when_the_body_is_silent() -> None:
    document = made("1月9日，市委书记毛腾飞调研。", {"毛腾飞": "市委书记"}, headline="毛腾飞调研社区")
    (row,) = find_appearances(document)
    assert row.field == "text"


def test_weak_verbs_count_only_where_nothing_stronger_follows() -> None:
    text = "1月7日，副市长何强来到困难党员家中，送上慰问金。市长刘建前往会场出席奠基仪式。"
    assert rows(made(text, {"何强": "副市长", "刘建": "市长"})) == [
        ("何强", "lead", "inspection"),
        ("刘建", "attend", "inspection"),
    ]


def test_nouns_made_of_verbs_are_no_verbs() -> None:
    text = "1月7日，县长李勇率督查组到会，调研报告和座谈会纪要印发，效率提升。"
    (row,) = find_appearances(made(text, {"李勇": "县长"}))
    assert row.role == "lead"


def test_opening_words_speak() -> None:
    text = "1月7日，装备博览会开幕。副省长罗强宣布开幕，市委书记靳磊致欢迎辞，市长何礼主持开幕式。"
    assert rows(made(text, {"罗强": "副省长", "靳磊": "市委书记", "何礼": "市长"})) == [
        ("罗强", "attend", "ceremony"),
        ("靳磊", "speak", "ceremony"),
        ("何礼", "host", "ceremony"),
    ]


def test_a_known_name_joins_without_its_title() -> None:
    text = "1月7日，省长许达调研防汛工作。周睿参加相关活动。村民王二参加了劳动。"
    assert rows(made(text, {"许达": "省长"}, persons=["周睿", "王二"])) == [
        ("许达", "lead", "inspection"),
        ("周睿", "attend", "inspection"),
    ]


def test_a_bare_ceremony_is_the_signing_told_before() -> None:
    text = "1月8日，重大项目集中签约仪式在会展中心举行。县委书记顾海波出席并致辞，县长薛志明主持仪式。"
    document = made(text, {"顾海波": "县委书记", "薛志明": "县长"})
    assert rows(document) == [("顾海波", "speak", "signing"), ("薛志明", "host", "signing")]


def test_what_happens_before_the_event_is_an_activity_of_its_own() -> None:
    text = "1月8日，招商推介会在深圳举行。市长谢庆华出席并作推介。\n推介会前，谢庆华会见了立德公司董事长王来兴。"
    document = made(text, {"谢庆华": "市长", "王来兴": "立德公司董事长"})
    found = find_appearances(document)
    assert [(r.activity_no, r.person_name, r.role, r.activity, r.date_start) for r in found] == [
        (1, "谢庆华", "speak", "meeting", dt.date(2021, 1, 8)),
        (2, "谢庆华", "host", "talk", dt.date(2021, 1, 8)),
        (2, "王来兴", "counterpart", "talk", dt.date(2021, 1, 8)),
    ]


def test_a_meeting_held_together_with_a_ceremony_is_a_meeting() -> None:
    text = "1月8日，重点项目推进会暨集中开工仪式在锦阳举行，常务副省长郑凯明出席并讲话。"
    assert rows(made(text, {"郑凯明": "常务副省长"})) == [("郑凯明", "speak", "meeting")]


def test_another_activity_of_the_same_day() -> None:
    text = "1月8日，市长贾卫东主持召开常务会议。\n同日上午，市人大常委会主任程凤山到工地调研。"
    document = made(text, {"贾卫东": "市长", "程凤山": "市人大常委会主任"})
    found = find_appearances(document)
    assert [(r.activity_no, r.person_name, r.role, r.activity) for r in found] == [
        (1, "贾卫东", "host", "meeting"),
        (2, "程凤山", "lead", "inspection"),
    ]
    assert {r.date_start for r in found} == {dt.date(2021, 1, 8)}


def test_a_delegation_visits_and_meets() -> None:
    text = "1月8日，市长江慕云率党政代表团赴苏州考察，并与苏州市市长陆振邦举行工作会谈。"
    document = made(text, {"江慕云": "市长", "陆振邦": "苏州市市长"})
    assert rows(document) == [("江慕云", "lead", "visit"), ("陆振邦", "counterpart", "visit")]


def test_what_an_official_demands_is_no_deed_of_his() -> None:
    text = "市委书记李大明9日在信访工作研讨班上强调，要推行领导干部接访下访。"
    assert rows(made(text, {"李大明": "市委书记"})) == [("李大明", "speak", "meeting")]


def test_what_others_say_of_somebody_is_no_appearance() -> None:
    text = "1月8日，市委书记李大明会见省长王小明。王小明表示，感谢副市长陈大力出席开幕式。"
    document = made(text, {"李大明": "市委书记", "王小明": "省长", "陈大力": "副市长"})
    assert rows(document) == [("李大明", "host", "talk"), ("王小明", "counterpart", "talk")]


def test_other_people_of_the_list_may_stand_between_names_and_verb() -> None:
    text = (
        "1月8日，全市消防演练举行。市领导陈林、吴起，市公安局、市应急管理局有关负责人，"
        "驻株部队官兵代表，各界群众共计300余人参加了活动。"
    )
    assert rows(made(text, {"陈林": "市领导"}, persons=["吴起"])) == [
        ("陈林", "attend", "other"),
        ("吴起", "attend", "other"),
    ]


def test_a_title_whose_bearer_is_not_recognised_breaks_no_list() -> None:
    text = "1月8日，市委常委陈林，市人大常委会副主任某不识、吴起，市政协副主席郑和分别走访慰问困难群众。"
    document = made(text, {"陈林": "市委常委", "郑和": "市政协副主席"}, persons=["吴起"])
    assert rows(document) == [
        ("陈林", "lead", "inspection"),
        ("吴起", "lead", "inspection"),
        ("郑和", "lead", "inspection"),
    ]


def test_a_semicolon_may_divide_a_list() -> None:
    text = "1月8日，两市交流会召开。甲市市长陈林，副市长吴起；乙市市长郑和，副市长周通参加交流会。"
    officials = {"陈林": "甲市市长", "吴起": "副市长", "郑和": "乙市市长", "周通": "副市长"}
    found = find_appearances(made(text, officials))
    assert [(row.person_name, row.role) for row in found] == [(name, "attend") for name in officials]


def test_the_words_of_titles_and_bodies_tell_no_kind() -> None:
    """市人大常委会 is no 常委会 that somebody attends."""
    text = "1月8日，市人大常委会组织代表视察。市人大常委会主任陈林，副主任吴起出席视察活动。"
    document = made(text, {"陈林": "市人大常委会主任", "吴起": "副主任"}, organizations=["市人大常委会"])
    assert rows(document) == [("陈林", "attend", "inspection"), ("吴起", "attend", "inspection")]


def test_commemorations_and_farewells_are_ceremonies_and_the_dead_do_nothing() -> None:
    text = (
        "郑和同志遗体送别仪式，1月8日上午在殡仪馆举行。郑和同志因病于2021年1月4日逝世。"
        "上午10时，陈林、吴起等市领导在郑和同志遗体前肃立默哀。郑和同志住院期间，市长周通前往医院看望。"
    )
    document = made(text, {"周通": "市长"}, persons=["郑和", "陈林", "吴起"])
    found = find_appearances(document)
    assert [(row.person_name, row.role, row.activity) for row in found] == [
        ("陈林", "attend", "ceremony"),
        ("吴起", "attend", "ceremony"),
    ]
    assert {row.date_start for row in found} == {dt.date(2021, 1, 8)}
    text = "1月8日，各界代表在烈士陵园举行公祭活动。市委书记陈林等市领导，与烈士家属代表一起，共同缅怀先烈。"
    assert rows(made(text, {"陈林": "市委书记"})) == [("陈林", "attend", "ceremony")]


def test_who_goes_in_company_is_not_the_companion() -> None:
    text = "1月8日，市委书记陈林、副市长吴起在有关部门负责人的陪同下，到福利院走访慰问。"
    assert rows(made(text, {"陈林": "市委书记", "吴起": "副市长"})) == [
        ("陈林", "lead", "inspection"),
        ("吴起", "lead", "inspection"),
    ]


def test_what_was_done_before_is_no_activity_of_this_edition() -> None:
    texts = [
        "不久前，市长陈林访问了公司总部。",
        "2020年，市长陈林先后调研企业30余家。",
        "市长陈林曾多次到村里走访。",
    ]
    for text in texts:
        assert rows(made(text, {"陈林": "市长"})) == []


def test_the_place_of_a_title_is_not_where_it_happened() -> None:
    text = "1月8日，市长陈林会见黑河市委书记吴起一行。"
    document = made(text, {"陈林": "市长", "吴起": "黑河市委书记"}, places={"黑河": "231100"})
    assert {row.place_adcode for row in find_appearances(document)} == {None}


def test_the_day_is_that_of_the_event_held_not_of_one_decided_on() -> None:
    text = (
        "市人大常委会第五次会议于1月8日召开。会议决定，代表大会于1月9日举行。"
        "会议由市人大常委会主任陈林主持。副主任吴起参加会议。"
    )
    document = made(text, {"陈林": "市人大常委会主任", "吴起": "副主任"})
    assert [(row.person_name, row.role, row.date_start) for row in find_appearances(document)] == [
        ("陈林", "host", dt.date(2021, 1, 8)),
        ("吴起", "attend", dt.date(2021, 1, 8)),
    ]


def test_officials_named_together_take_part_in_what_is_under_way() -> None:
    text = "1月8日，市长陈林出席龙舟赛开幕式。随后，市领导陈林、吴起、郑和、周通与市民组成联队划了龙舟。"
    document = made(text, {"陈林": "市长", "吴起": "市领导"}, persons=["郑和", "周通"])
    assert rows(document)[0] == ("陈林", "attend", "ceremony")


def test_an_apposition_breaks_no_list() -> None:
    text = "1月8日，启动仪式举行。州委书记陈林，国家天文台副台长吴起，著名文化学者郑和，高级副总裁周通等参加活动。"
    officials = {"陈林": "州委书记", "吴起": "副台长", "周通": "高级副总裁"}
    found = find_appearances(made(text, officials, persons=["郑和"]))
    assert [row.person_name for row in found] == ["陈林", "吴起", "郑和", "周通"]


def test_who_declares_something_open_attends() -> None:
    text = "1月8日，项目开工仪式举行。市委书记陈林宣布山河机械设备有限公司年产20万件工程机械配套件项目开工。"
    assert rows(made(text, {"陈林": "市委书记"})) == [("陈林", "attend", "ceremony")]


def test_the_words_of_an_event_are_no_deed_and_proxies_stay_away() -> None:
    text = "1月8日，签约仪式举行。受省长郑和委托，市长陈林在签约仪式上说，合作前景广阔。"
    assert rows(made(text, {"陈林": "市长", "郑和": "省长"})) == [("陈林", "speak", "signing")]
