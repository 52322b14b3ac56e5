"""Notices: kind, party, item, number and amount of each item of a block."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pipelines.language.notices import find_notices
from pipelines.language.tags import ArticleText, Notice


def notices(text: str, headline: str = "", genre: str = "notice") -> list[Notice]:
    return find_notices(ArticleText("a", {"text": text, "headline": headline}, dt.date(2022, 1, 20), genre))


LOST = (
    "·株洲赛博模具有限公司遗失法人“邹佳佳”的私章一枚\n\n"
    "·株洲市林业科学所遗失3259179796号湖南省非税收入一般缴款书一份,金额40000元\n\n"
    "·伟大·英伦国际10-801房黄文遗失0001445号伟大集团往来结算统一凭证,金额148579元"
)


def test_a_block_of_lost_documents() -> None:
    found = notices(LOST, "下列证件 声明作废")
    assert [
        (n.seq, n.notice_type, n.party, n.item, n.document_number, n.amount_cny, n.is_private_person) for n in found
    ] == [
        (1, "lost_document", "株洲赛博模具有限公司", "法人“邹佳佳”的私章", None, None, False),
        (2, "lost_document", "株洲市林业科学所", "湖南省非税收入一般缴款书", "3259179796", Decimal(40000), False),
        (3, "lost_document", "黄文", "伟大集团往来结算统一凭证", "0001445", Decimal(148579), True),
    ]
    assert [LOST[n.start : n.end][:6] for n in found] == ["株洲赛博模具", "株洲市林业科", "伟大·英伦国"]


def test_numbers_of_persons_and_telephones_are_no_document_numbers() -> None:
    (found,) = notices("李丽(430203197505052020)遗失购房收据一张，票号0012345，电话13807331234，声明作废。")
    assert (found.party, found.document_number, found.is_private_person) == ("李丽", "0012345", True)


def test_a_tender() -> None:
    (found,) = notices(
        "湘江城市建设有限公司受市水利局委托，对枫溪港水环境治理工程进行公开招标，项目编号ZG-2021-0123，预算金额2350万元。",
        "招标公告",
    )
    assert (found.notice_type, found.party, found.item) == ("tender", "湘江城市建设有限公司", "枫溪港水环境治理工程")
    assert (found.document_number, found.amount_cny) == ("ZG-2021-0123", Decimal(23500000))


def test_an_auction_an_obituary_and_a_court() -> None:
    (auction,) = notices("友谊拍卖有限公司定于2022年1月28日公开拍卖商铺一批，起拍价120万元。", "拍卖公告")
    assert (auction.notice_type, auction.party, auction.amount_cny) == ("auction", "友谊拍卖有限公司", Decimal(1200000))
    (dead,) = notices("原副主任王德胜同志，因病医治无效，于2022年1月15日逝世，享年85岁。", "讣告")
    assert (dead.notice_type, dead.party, dead.is_private_person) == ("obituary", "王德胜", True)
    (court,) = notices("市中级人民法院公告\n（2021）湘02民初123号\n王五：本院受理李四诉你一案，现公告送达。", "公告")
    assert (court.notice_type, court.party) == ("announcement", "市中级人民法院")
    assert court.document_number == "（2021）湘02民初123号"


def test_news_about_notices_are_no_notices() -> None:
    text = "株洲日报讯（记者 刘琼）市教育局昨发布通知，即日起至寒假结束，全市师生员工不得出境。"
    assert notices(text, "全市师生员工不得出境或跨省", genre="news") == []


def test_a_notice_of_unknown_genre_is_known_by_its_formula() -> None:
    (found,) = notices("湘运物流有限公司遗失营业执照副本一份，声明作废。", genre="news")
    assert found.notice_type == "lost_document"


def test_the_auctioneer_gives_notice_not_the_owner() -> None:
    text = "受安庆市国有资产运营中心委托，安徽盛世拍卖有限公司定于7月15日公开拍卖商铺租赁权，起拍价12万元。"
    (row,) = find_notices(ArticleText("a", {"text": text}, dt.date(2021, 6, 30), "notice", None, ()))
    assert (row.notice_type, row.party) == ("auction", "安徽盛世拍卖有限公司")


@pytest.mark.parametrize(
    ("printed", "party", "item"),
    [
        ("·荷塘区肖某英遗失湖南省非税收入一般缴款书一份，号码2657764981", "肖某英", "湖南省非税收入一般缴款书"),
        ("·茶陵县许文平遗失不动产权证书", "许文平", "不动产权证书"),
        ("·王秀、张平之女出生医学证明遗失，编号Q432574576", "王秀、张平", "出生医学证明"),
        ("遗失：张三丰遗失身份证，声明作废", "张三丰", "身份证"),
    ],
)
def test_whoever_loses_a_document_and_is_no_body_is_private_so_that_exports_mask_the_name(printed, party, item):
    article = ArticleText("a", {"text": printed}, dt.date(2021, 1, 10), "notice")
    (notice,) = find_notices(article)
    assert (notice.party, notice.item, notice.is_private_person) == (party, item, True)


def test_a_mixed_block_is_cut_at_headings_and_at_losses() -> None:
    text = (
        "遗失声明\n株洲恒丰贸易有限公司遗失公章一枚，编号4302000012345，声明作废。\n"
        "张三丰购买的盛世华庭3栋1204号房购房收据（编号0012345，金额36000元）不慎遗失，特此声明作废。\n"
        "注销公告\n株洲鑫旺建材有限公司经股东会决议，拟向公司登记机关申请注销登记，请债权人申报债权。\n"
        "停电公告\n因线路检修，1月12日天元区泰山路一带停电。国网株洲供电公司\n"
        "拍卖公告\n受法院委托，湖南金槌拍卖有限公司定于1月20日公开拍卖天元区一处商铺，起拍价180万元。"
    )
    found = find_notices(ArticleText("a", {"text": text}, dt.date(2021, 1, 10), "notice"))
    assert [(row.notice_type, row.party, row.item, row.document_number) for row in found] == [
        ("lost_document", "株洲恒丰贸易有限公司", "公章", "4302000012345"),
        ("lost_document", "张三丰", "盛世华庭3栋1204号房购房收据", "0012345"),
        ("announcement", "株洲鑫旺建材有限公司", "申请注销登记", None),
        ("announcement", "国网株洲供电公司", "停电", None),
        ("auction", "湖南金槌拍卖有限公司", "天元区一处商铺", None),
    ]
    assert [row.is_private_person for row in found] == [False, True, False, False, False]
