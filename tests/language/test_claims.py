"""Claims about projects: what is named, which stage it is at, how much, how large, by when and by whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from made_documents import made

from pipelines.language.claims import find_project_claims
from pipelines.language.project_name_words import core_name
from pipelines.language.tags import Document, ProjectClaim

JUNE = dt.date(2021, 6, 18)


def claims(document: Document) -> list[ProjectClaim]:
    return find_project_claims(document)[1]


def names(text: str) -> list[str | None]:
    return [mention.normalized for mention in find_project_claims(made(text, published_on=JUNE))[0]]


def statuses(text: str) -> list[tuple[str | None, str]]:
    document = made(text, published_on=JUNE)
    return [(c.status, c.modality) for c in claims(document) if c.attribute == "status"]


GLASS = (
    "去年12月，我市与东旭集团签署显示器件产业园投资协议及战略合作协议。该集团将先在株洲投资50亿元建设4条耐高温玻璃生产线，"
    "并逐步推动“熊猫二代”盖板玻璃等总投资约250亿元的多个重大项目在株落地。签约以来，双方积极对接，扎实开展前期工作，"
    "计划于3月中旬启动耐高温玻璃项目建设。"
)


def test_the_projects_of_an_agreement() -> None:
    document = made(GLASS, organizations=["东旭集团"])
    mentions, found = find_project_claims(document)
    assert [(m.surface, m.normalized) for m in mentions] == [
        ("显示器件产业园", "显示器件产业园"),
        ("4条耐高温玻璃生产线", "耐高温玻璃"),
        ("“熊猫二代”盖板玻璃", "“熊猫二代”盖板玻璃"),
        ("耐高温玻璃项目", "耐高温玻璃"),
    ]
    stages = [(c.project_mention, c.status, c.modality) for c in found if c.attribute == "status"]
    assert stages == [
        ("显示器件产业园", "signed", "actual"),
        ("“熊猫二代”盖板玻璃", "intent", "actual"),
        ("耐高温玻璃项目", "preparatory", "actual"),
    ]


def test_amounts_capacity_and_a_planned_start() -> None:
    found = {(c.project_mention, c.attribute): c for c in claims(made(GLASS, organizations=["东旭集团"]))}
    lines = found["4条耐高温玻璃生产线", "capacity"]
    assert (lines.value, lines.unit, lines.modality) == (4, "lines", "planned")
    amount = found["4条耐高温玻璃生产线", "total_investment"]
    assert (amount.amount_cny, amount.qualifier, amount.modality) == (Decimal(5000000000), "exact", "planned")
    start = found["耐高温玻璃项目", "construction_start"]
    assert (start.modality, start.date_start, start.date_end, start.date_precision) == (
        "planned",
        dt.date(2021, 3, 11),
        dt.date(2021, 3, 20),
        "ten_day",
    )
    signed = found["显示器件产业园", "status"]
    assert (signed.date_start, signed.date_precision) == (dt.date(2020, 12, 1), "month")


def test_the_amount_of_many_projects_belongs_to_none_of_them() -> None:
    (umbrella,) = [c for c in claims(made(GLASS)) if c.qualifier == "about"]
    assert umbrella.project_mention == "“熊猫二代”盖板玻璃等总投资约250亿元的多个重大项目"
    assert umbrella.amount_cny == Decimal(25000000000)


def test_a_hall_under_construction_with_areas_place_and_deadline() -> None:
    text = (
        "株洲国际会展中心正在紧张建设中，项目位于清水塘片区清水塘大道与铜霞路交汇处，占地475亩，总建筑面积14万平方米，"
        "包括新建会展中心、室外展示场、火车展销中心及附属设施，预计9月底前完工。"
    )
    found = {c.attribute: c for c in claims(made(text))}
    assert {c.project_mention for c in found.values()} == {"株洲国际会展中心"}
    assert (found["status"].status, found["status"].modality) == ("under_construction", "actual")
    assert found["location"].value_text == "清水塘片区清水塘大道与铜霞路交汇处"
    assert (found["site_area"].value, found["site_area"].unit) == (316666.67, "m2")
    assert (found["floor_area"].value, found["floor_area"].modality) == (140000, "planned")
    assert (found["completion"].date_start, found["completion"].date_end) == (None, dt.date(2021, 9, 30))
    assert found["completion"].modality == "planned"


def test_works_of_a_list_share_their_stage() -> None:
    text = "张云志介绍，新华桥拆除重建工程、智轨一期工程、黑臭水体治理工程等在施工，新华西路行车道变少。"
    found = claims(made(text, officials={}, persons=["张云志"]))
    assert [(c.project_mention, c.status) for c in found] == [
        ("新华桥拆除重建工程", "under_construction"),
        ("智轨一期工程", "under_construction"),
        ("黑臭水体治理工程", "under_construction"),
    ]
    assert {c.speaker for c in found} == {"张云志"}


def test_what_is_urged_is_no_stage() -> None:
    text = "毛腾飞说，要加快推进，全力确保耐高温玻璃项目如期开工建设、竣工投产。"
    found = claims(made(text, persons=["毛腾飞"]))
    assert {(c.attribute, c.modality) for c in found if c.attribute != "status"} == {
        ("construction_start", "urged"),
        ("completion", "urged"),
        ("operation_start", "urged"),
    }
    assert [(c.status, c.modality) for c in found if c.attribute == "status"] == [("mentioned", "urged")]


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("6月16日，总投资120亿元的远航动力电池生产基地项目正式签约。", "远航动力电池生产基地", "signed"),
        ("市第二医院新院区建设项目于去年3月开工。", "市第二医院新院区", "groundbreaking"),
        ("记者在湘江欢乐城项目建设现场看到，塔吊林立。", "湘江欢乐城", "under_construction"),
        ("6月10日，白云大桥主桥顺利合龙。", "白云大桥", "under_construction"),
        ("轨道交通1号线一期工程竣工验收。", "轨道交通1号线一期", "completed"),
        ("5月28日，莲易高速公路正式通车。", "莲易高速公路", "operating"),
        ("城市生活垃圾焚烧发电厂项目昨日点火试运行。", "城市生活垃圾焚烧发电厂", "operating"),
        ("因资金问题，锦绣天地商业综合体项目已停工两年。", "锦绣天地商业综合体", "suspended"),
        ("抽水蓄能电站项目可行性研究报告通过审查。", "抽水蓄能电站", "preparatory"),
        ("博远集团拟投资3亿欧元在我市建设汽车电子生产基地。", "汽车电子生产基地", "intent"),
        ("副市长到石峰区调研城轨事业部扩能提质项目。", "城轨事业部扩能提质", "mentioned"),
    ],
)
def test_each_stage_of_a_project(text: str, name: str, status: str) -> None:
    assert names(text) == [name]
    assert (status, "actual") in statuses(text)


def test_what_has_not_begun_is_denied() -> None:
    assert statuses("沿江快速路二期工程尚未开工。") == [("groundbreaking", "negated")]


def test_a_goal_after_completion_is_no_completion() -> None:
    text = "智能网联汽车产业园项目总投资32亿元，建成后可实现年产值50亿元。"
    assert statuses(text) == [("mentioned", "actual")]


def test_a_list_of_tasks_is_a_plan() -> None:
    text = "今年，我们将重点抓好以下工作：一是建成邵阳特种玻璃产业园；二是开工建设资江防洪堤三期工程。"
    document = made(text, places={"邵阳": "430500"})
    planned = {(c.project_mention, c.attribute, c.modality) for c in claims(document) if c.attribute != "status"}
    assert planned == {
        ("邵阳特种玻璃产业园", "completion", "planned"),
        ("资江防洪堤三期工程", "construction_start", "planned"),
    }


def test_a_date_after_the_edition_makes_a_plan() -> None:
    text = "桂阳县光明风电项目2022年底前并网发电。"
    (claim,) = [c for c in claims(made(text)) if c.attribute == "operation_start"]
    assert (claim.modality, claim.date_end) == ("planned", dt.date(2022, 12, 31))


def test_other_projects_are_not_the_one_spoken_of() -> None:
    text = "白云大桥扩建项目昨日开工。去年，全市铺排重大项目1325个，完成投资4250.6亿元。"
    assert [c.attribute for c in claims(made(text)) if c.amount_cny] == []


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("渝长厦高铁常德段铺轨完成。", "渝长厦高铁"),
        ("衡阳至永州高速公路项目建成通车。", "衡阳至永州高速公路项目"),
        ("沿江快速路二期开工建设。", "沿江快速路二期"),
        ("市第二人民医院新院区建设项目开工。", "市第二人民医院新院区建设项目"),
        ("南岳机场改扩建项目获国家民航局批复。", "南岳机场改扩建项目"),
        ("北京“鲲鹏联合创新中心”项目开工。", "北京“鲲鹏联合创新中心”项目"),
        ("黄家湖岸线整治工程启动。", "黄家湖岸线整治工程"),
    ],
)
def test_where_a_name_begins_and_ends(text: str, surface: str) -> None:
    mentions, _ = find_project_claims(made(text, published_on=JUNE))
    assert [mention.surface for mention in mentions] == [surface]


def test_phases_and_parties() -> None:
    text = (
        "年产5万吨锂电池正极材料项目由裕江新材料有限公司投资建设，总投资约15亿元，其中一期投资6亿元，"
        "已完成投资3.2亿元，由长江建工集团承建。"
    )
    document = made(text, organizations=["裕江新材料有限公司", "长江建工集团"], published_on=JUNE)
    found = claims(document)
    assert {(c.attribute, c.amount_cny) for c in found if c.amount_cny} == {
        ("total_investment", Decimal(1500000000)),
        ("phase_investment", Decimal(600000000)),
        ("completed_investment", Decimal(320000000)),
    }
    assert {(c.party, c.party_role) for c in found if c.attribute == "party"} == {
        ("裕江新材料有限公司", "investor"),
        ("长江建工集团", "contractor"),
    }
    assert {c.project_mention for c in found} == {"年产5万吨锂电池正极材料项目"}


def test_a_list_without_heads_before_many_projects() -> None:
    text = "会上，航空发动机零部件制造、北方新能源汽车、光伏玻璃深加工等12个重点项目进行了现场签约。"
    assert names(text) == ["航空发动机零部件制造", "北方新能源汽车", "光伏玻璃深加工"]


@pytest.mark.parametrize(
    "text",
    [
        "全市新签约亿元以上项目45个，其中50亿元以上项目3个。",
        "老旧小区改造是民生工程。",
        "要紧盯重大项目、好项目，抓好招商引资项目和重点工程建设。",
        "在女子50公里竞走项目中夺冠，田径项目取得突破。",
        "中国工程院院士、工程师、项目部经理参加。",
        "市行政中心主任、服务中心工作人员介绍。",
        "地区互联互通不断加强。",
        "城区15个老旧小区改造项目全部开工。",
        "全市已建成千人以上集中供水工程386处。",
    ],
)
def test_words_that_name_no_project(text: str) -> None:
    assert names(text) == []


def test_ids_are_unique_and_spans_lie_in_the_text() -> None:
    document = made(GLASS * 2, organizations=["东旭集团"])
    found = claims(document)
    assert len({c.claim_id for c in found}) == len(found)
    for claim in found:
        assert 0 <= claim.start < claim.end <= len(GLASS) * 2
        if claim.value_text:
            assert claim.value_text in GLASS
    assert found[0].claim_id.startswith(f"a:{found[0].start}:")


@pytest.mark.parametrize(
    ("surface", "core"),
    [
        ("耐高温玻璃项目", "耐高温玻璃"),
        ("4条耐高温玻璃生产线", "耐高温玻璃"),
        ("盖板玻璃等项目", "盖板玻璃"),
        ("新院区建设项目", "新院区"),
        ("株洲国际会展中心", "株洲国际会展中心"),
    ],
)
def test_the_core_is_the_name_without_count_and_tail(surface: str, core: str) -> None:
    assert core_name(surface) == core


JOINT = (
    "本次集中签约项目18个，计划总投资126.8亿元。其中，新誉光伏组件项目总投资35亿元，达产后年产10GW组件；"
    "金沙湖国际旅游度假区总投资20亿元；海东物流园项目已开工建设。"
)


def test_a_joint_event_gives_its_stage_to_the_projects_listed() -> None:
    found = claims(made(JOINT, published_on=JUNE))
    stages = [(c.project_mention, c.status, c.value_text) for c in found if c.attribute == "status"]
    assert stages == [
        ("新誉光伏组件项目", "signed", "集中签约项目"),
        ("金沙湖国际旅游度假区", "signed", "集中签约项目"),
        ("海东物流园项目", "groundbreaking", "开工建设"),
    ]


def test_a_joint_event_ahead_gives_no_stage() -> None:
    text = "下周将集中签约项目18个。其中，新誉光伏组件项目总投资35亿元。"
    assert statuses(text) == [("mentioned", "actual")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("临海头门港新材料小镇总投资48亿元", "临海头门港新材料小镇"),
        ("南康家居智造城计划投资38亿元", "南康家居智造城"),
        ("滨海新区国际汽车城因资金链断裂已于去年停建", "滨海新区国际汽车城"),
        ("台州湾新区低空经济产业港开工建设", "台州湾新区低空经济产业港"),
        ("襄阳金鹰重型电驱动桥生产基地竣工投产", "襄阳金鹰重型电驱动桥生产基地"),
        ("在黄河引水枢纽，市长了解进展。该枢纽正在进行大坝施工。", "黄河引水枢纽"),
    ],
)
def test_projects_named_like_towns_and_ports(text: str, name: str) -> None:
    assert names(text) == [name]


def test_words_inside_a_name_or_before_its_de_urge_nothing() -> None:
    assert statuses("郴桂城际快线一期工程正在进行桥梁施工") == [("under_construction", "actual")]
    assert statuses("原计划今年开工的临港石化仓储基地项目暂缓建设")[-1] == ("suspended", "actual")


def test_parts_have_no_share_in_the_amount_of_the_whole() -> None:
    found = claims(made("东江湖温泉康养地总投资30亿元，包括度假酒店项目、环湖绿道工程。", published_on=JUNE))
    assert [c for c in found if c.attribute == "total_investment"] == []


def test_a_phase_in_the_name_is_no_phase_of_the_amount() -> None:
    found = claims(made("绵竹经开区标准厂房三期项目总投资4亿元。", published_on=JUNE))
    assert [c.attribute for c in found if c.amount_cny] == ["total_investment"]


def test_a_project_is_taken_up_again_after_other_sentences() -> None:
    text = "襄阳金鹰电驱动桥生产基地竣工投产。市长致辞。\n该基地总投资22亿元。"
    found = claims(made(text, published_on=JUNE))
    amounts = [(c.project_mention, c.amount_cny) for c in found if c.attribute == "total_investment"]
    assert amounts == [("襄阳金鹰电驱动桥生产基地", Decimal(2200000000))]


def test_what_lies_somewhere_is_named_behind_its_place() -> None:
    text = "位于红河谷的金泰国际商贸城备受关注。2018年5月，该项目签约；2019年10月动工，却于2021年1月停工。"
    assert names(text) == ["金泰国际商贸城"]
    assert statuses(text) == [("signed", "actual"), ("groundbreaking", "actual"), ("suspended", "actual")]


def test_a_share_of_the_work_done_is_no_end() -> None:
    assert statuses("县医院新院区建设项目完成总工程量的65%") == [("under_construction", "actual")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # the items of a list are whole names, whatever words they hold
        (
            "市长先后来到无名路改造、文昌文化公园、比亚二期、马口河防洪治理等项目现场。",
            ["无名路改造", "文昌文化公园", "比亚二期", "马口河防洪治理"],
        ),
        ("我县还签约了大垱湖20兆瓦渔光互补光伏、丰实有机硅、老周智能机器人等5大项目。", None),
        ("西山高速甲县至乙县等4条高速公路同时开工。", ["西山高速甲县至乙县"]),
        ("“富人家电器”暨10个重点项目举行集中开工仪式。", ["“富人家电器”"]),
        ("市中区综合交通及广场枢纽建设项目（一期）开工。", ["市中区综合交通及广场枢纽"]),
        ("澄江新型材料生产线项目开工。", ["澄江新型材料"]),
    ],
)
def test_names_of_lists_and_of_many_words(text: str, found: list[str] | None) -> None:
    wanted = found or ["大垱湖20兆瓦渔光互补光伏", "丰实有机硅", "老周智能机器人"]
    assert names(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "涉及有机硅材料、水泥、文化小镇项目等行业和领域。",
        "多条生产线和配套项目建设有序推进。",
        "听取手续办理情况和政府投资项目推进情况。",
        "第三次“开工一批”项目集中开工。",
        "该项目属山河一体化基础设施项目之一。",
        "发改委批复3铁路1机场项目。",
        "为我县打造百亿产值电力能源产业园迈出一步。",
        "24个招商项目在山河科技创新产业园集中签约。",
        "该产业园项目总投资8亿元。",
    ],
)
def test_classes_sites_and_what_is_spoken_of_again_are_no_names(text: str) -> None:
    assert names(text) == []


def test_what_a_place_is_to_become_is_no_project_unless_more_is_said() -> None:
    aim = "我市将建设全国煤炭绿色开发利用基地、电力外送基地。"
    assert claims(made(aim)) == []
    built = "我市打造的云溪物流集散中心已开工建设。"
    assert ("groundbreaking", "actual") in statuses(built)


@pytest.mark.parametrize(
    "text",
    [
        "全市深入实施“领头雁”工程，群众得到实惠。",  # a programme is carried out, nobody builds it
        "全市实施国土绿化工程。",
        "乡村旅游休闲项目蓬勃发展。",  # a kind of thing
        "游泳馆里的体能训练项目很受欢迎。",
        "跳高、跳远和越野跑等5个竞赛项目今日开赛。",
        "青溪公园里游人如织，县规划馆承办歌咏活动。",  # places that merely stand there
        "山河市美术馆举办开馆十周年书画展。",
        "窗口的审批事项目前已减少九成。",
    ],
)
def test_of_a_work_something_is_said_that_only_works_have(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("副市长来到石英砂深加工项目，了解用工情况。", ["石英砂深加工"]),  # a visit to it
        ("会议研究了东山片区棚户区改造工程。", ["东山片区棚户区改造"]),  # what is done there
        ("双溪长江大桥的选址已有三种意见。", ["双溪长江大桥"]),  # a word of building beside it
        ("银溪高铁连接三市，建成后车程缩短。", ["银溪高铁"]),
        ("山河光电产业园首个项目——柔性屏模组生产线开工建设。", ["山河光电产业园", "柔性屏模组"]),
        ("建设内容有显示模组生产线、偏光片项目。", ["显示模组", "偏光片"]),  # beside a work in a list
        ("粤东城际铁路、深汕高铁、云溪大桥正在加快建设。", ["粤东城际铁路", "深汕高铁", "云溪大桥"]),
        ("近日，山河高新园区、康辉玻璃基板、云溪光源等项目顺利推进。", ["山河高新园区", "康辉玻璃基板", "云溪光源"]),
    ],
)
def test_works_of_which_no_stage_is_told(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "opening",
    ["本次集中开工的项目分别是：", "现场签约的项目有", "集中开工的6个项目为", "签约项目包括", "竣工的重大项目主要有"],
)
def test_what_projects_of_an_event_are_called_in_a_list_behind_it(opening: str) -> None:
    assert names(opening + "宏达电子、康辉药业扩能、云溪冷链物流园。") == ["宏达电子", "康辉药业扩能", "云溪冷链物流园"]


def test_a_head_within_the_name_of_a_body_names_no_project() -> None:
    document = made("山河汽车工程研究院负责人到会。", organizations=["山河汽车工程研究院"], published_on=JUNE)
    assert find_project_claims(document)[0] == []


def test_a_district_and_a_class_are_no_project() -> None:
    document = made("山河市重点民生项目全部开工。", places={"山河市": "430000"}, published_on=JUNE)
    assert find_project_claims(document)[0] == []


def test_the_ceremony_behind_a_name_is_its_stage() -> None:
    assert statuses("石英砂深加工项目举行开工仪式。") == [("groundbreaking", "actual")]
    assert statuses("山河生产基地竣工投产仪式举行。") == [("operating", "actual")]
    assert statuses("集中开竣工活动上，山河建设项目举行开工仪式。") == [("groundbreaking", "actual")]
    assert statuses("集中开工仪式在山河电池项目现场举行。") == [("groundbreaking", "actual")]
    assert statuses("集中签约仪式在山河电池项目现场举行。") == [("mentioned", "actual")]


def test_what_is_finished_of_the_works_is_building_under_way() -> None:
    assert statuses("山河产业园项目一号厂房已完工。") == [("under_construction", "actual")]
    assert statuses("山河产业园项目正在施工，建成仓储中心、检测中心。")[-1] == ("under_construction", "actual")
    assert statuses("山河大桥项目距离今年投产的目标又进一步。") == [("mentioned", "actual")]


def test_what_stands_before_a_de_belongs_to_the_next_name_alone() -> None:
    found = claims(made("视察包括开工建设的新车站项目、筹划中的杨庄水厂改扩建工程。", published_on=JUNE))
    assert [(c.project_mention, c.status) for c in found if c.attribute == "status"][-1] == (
        "杨庄水厂改扩建工程",
        "mentioned",
    )


def test_a_cue_is_a_word_of_its_own() -> None:
    """在|建宁县 is no 在建."""
    assert statuses("在建宁县的乳业加工项目备受关注。") == [("mentioned", "actual")]


def test_all_projects_of_one_agreement_are_signed() -> None:
    text = "双方签订了东阳钼矿项目合作框架协议、万福河综合整治项目合作协议等共计10个协议。"
    assert statuses(text) == [("signed", "actual"), ("signed", "actual")]


def test_half_width_marks_read_like_full_width_ones() -> None:
    text = "山河基地项目总投资20亿元,分两期建设,首期拟建设厂房,投资6亿元。"
    found = claims(made(text, published_on=JUNE))
    assert [(c.attribute, c.amount_cny) for c in found if c.amount_cny] == [
        ("phase_investment", Decimal(600000000)),
        ("total_investment", Decimal(2000000000)),
    ]


def test_the_stage_of_a_joint_event_reaches_the_list_in_its_own_sentence() -> None:
    text = "此次集中开工的项目包括静水产业园、天润田园综合体等6个项目；山河菌类加工园等2个农业产业项目。"
    assert statuses(text) == [("groundbreaking", "actual")] * 3
    assert statuses("共有19个项目现场签约。其中，永安石墨烯材料等工业产业项目11个。") == [("signed", "actual")]


def test_what_an_amount_is_invested_in_is_a_project_with_that_amount() -> None:
    text = "当天集中开工的还有投资1亿元的陇县进口隔离羊场、投资3.1亿元的秦山文化产业园四期等5个项目。"
    document = made(text, published_on=JUNE)
    mentions, found = find_project_claims(document)
    assert [m.surface for m in mentions] == ["陇县进口隔离羊场", "秦山文化产业园四期"]
    assert [(c.project_mention, c.amount_cny) for c in found if c.amount_cny] == [
        ("陇县进口隔离羊场", Decimal(100000000)),
        ("秦山文化产业园四期", Decimal(310000000)),
    ]


def test_the_total_behind_a_list_is_nobodys_own() -> None:
    found = claims(made("现场签约甲水食品生产项目、乙山工贸生产项目，总投资4.7亿元。", published_on=JUNE))
    assert [c for c in found if c.amount_cny] == []


def test_the_subject_of_what_is_said_of_works_is_a_project() -> None:
    assert names("洛阳凤凰山风力机组全部并网。") == ["洛阳凤凰山风力机组"]
    assert names("本市企业全部投产。") == []


def test_a_road_is_named_by_its_ends_and_by_what_lies_between() -> None:
    text = "批复同意建设贵阳至古蔺(黔川界)高速公路，该项目估算总投资325亿元。"
    assert names(text) == ["贵阳至古蔺(黔川界)高速公路"]


def test_a_new_paragraph_about_something_else_carries_no_project_on() -> None:
    text = "县城集中供热建设项目开工。\n城区道路全长6公里，总投资780万元，目前完工。"
    found = claims(made(text, published_on=JUNE))
    assert [(c.project_mention, c.status) for c in found] == [("县城集中供热建设项目", "groundbreaking")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("山河炼化一体化项目完成年计划投资的51.7%。", "under_construction"),
        ("山河机场改扩建工程快马加鞭。", "under_construction"),
        ("椒花河水库加快建设。", "under_construction"),
        ("山河基板玻璃项目的第二条设备进入安装。", "under_construction"),
        ("山河水库枢纽工程进入扫尾阶段。", "under_construction"),
    ],
)
def test_progress_short_of_the_end_is_building_under_way(text: str, status: str) -> None:
    assert statuses(text) == [(status, "actual")]


def test_what_stands_in_a_list_before_a_project_is_one_too() -> None:
    assert names("水利方面，凤凰山水库、白鹤湖水库、大兴河水库加快建设。") == ["凤凰山水库", "白鹤湖水库", "大兴河水库"]


def test_metaphors_and_the_quality_of_works_are_no_projects() -> None:
    assert names("把项目建设作为“一把手工程”，按要求监督工程质量。") == []


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        ("在市中医医院迁建工程现场，塔吊上下。", "市中医医院迁建", "under_construction"),
        ("黄冈至黄梅高铁已完成联调联试，进入运营试验阶段。", "黄冈至黄梅高铁", "under_construction"),
        ("总长16公里的平潭海峡公铁大桥合龙贯通。", "平潭海峡公铁大桥", "under_construction"),
        ("山河枢纽工程已完成地下室工程量的95%。", "山河枢纽", "under_construction"),
        ("总投资9000万元的陇县慢生活休闲街区启动建设。", "陇县慢生活休闲街区", "groundbreaking"),
    ],
)
def test_words_of_sites_and_progress(text: str, name: str, status: str) -> None:
    assert names(text) == [name]
    assert statuses(text)[-1] == (status, "actual")


def test_what_somebody_says_is_no_part_of_a_name() -> None:
    assert names("“我们正在施工，确保完工。”山河综合服务中心项目现场一片繁忙。") == ["山河综合服务中心"]


def test_the_name_of_a_body_tells_no_stage_and_a_park_does_not_begin_with_its_first_works() -> None:
    document = made("与翔云通航公司签订山河基地项目协议。", organizations=["翔云通航公司"], published_on=JUNE)
    assert [c.status for c in claims(document) if c.attribute == "status"] == ["signed"]
    found = claims(made("山河显示产业园首个项目——柔性屏模组生产线开工建设。", published_on=JUNE))
    stages = [(c.project_mention, c.status) for c in found if c.attribute == "status"]
    assert ("山河显示产业园", "groundbreaking") not in stages


def test_what_a_number_of_projects_contains() -> None:
    text = "集中开工的117个项目，包含华兴医药中间体、寿康商业综合体、山河光伏电站等，投资规模大。"
    assert names(text) == ["华兴医药中间体", "寿康商业综合体", "山河光伏电站"]


def test_works_on_a_line_name_the_project_and_numbers_of_events_do_not() -> None:
    assert names("山河原料药生产线提升项目开工。") == ["山河原料药生产线提升"]
    assert names("河南省第四期“三个一批”活动启动建设。") == []


def test_designs_are_preparations() -> None:
    assert statuses("幸福湖水库工程正在进行深化设计。") == [("preparatory", "actual")]
    assert statuses("山河产业园项目还举行了开工仪式。") == [("groundbreaking", "actual")]
