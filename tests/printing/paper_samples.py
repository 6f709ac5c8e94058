"""Papers to test with, and what a reader gets out of them. Synthetic, and looking it."""

import re

import pypdfium2

from printing.document import (
    Block,
    Chart,
    Clause,
    Clauses,
    Code,
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Heading,
    Number,
    Paragraph,
    Rule,
    Steps,
    Table,
)

DOMAINS = [
    "市场监管",
    "应急管理",
    "人力资源社会保障",
    "住房城乡建设",
    "文化和旅游",
    "药品监管",
    "医疗保障",
    "消防救援",
    "住房公积金",
    "知识产权",
    "税务",
    "新闻出版",
    "版权",
    "教育",
    "科技",
    "工业和信息化",
    "民族宗教",
    "公安",
    "民政",
    "社会组织",
    "司法行政",
    "财政",
    "自然资源",
    "生态环境",
    "交通运输",
    "水利",
    "农业农村",
    "商务",
    "卫生健康",
    "退役军人事务",
    "体育",
    "统计",
    "地方金融监管",
    "粮食和储备",
    "能源",
    "林业",
    "中医药",
    "法院执行",
]


def conclusion(domain: str) -> str:
    return {"统计": "本领域数据暂未更新，本报告不作结论", "市场监管": "有记录 2 条"}.get(domain, "未发现违法违规记录")


def credit_report(entity: str = "东莞市测试精密五金有限公司", legal_representative: str = "李测试") -> Document:
    """A report as the centre composes it: 38 domains, two records, one domain without a conclusion."""
    rows = tuple((domain, f"东莞市{domain}局", conclusion(domain), "2022-11-22") for domain in DOMAINS)
    blocks: tuple[Block, ...] = (
        Facts(
            (
                ("企业名称\nEnterprise", entity),
                ("统一社会信用代码\nCredit code", "91441900MA0TE5T16P"),
                ("查询时段\nPeriod", "2019-11-24 至 2022-11-23"),
                ("报告用途\nPurpose", "招标投标"),
                ("生成时间\nIssued", "2022-11-23 09:41"),
            )
        ),
        Heading("一、登记注册基本信息\nRegistration"),
        Facts((("法定代表人", legal_representative), ("住所", "广东省东莞市莞城街道测试路 100 号 3 栋 201 室"))),
        Heading("二、查询结论一览\nConclusions"),
        Paragraph("共查询 38 个领域：36 个领域未发现违法违规记录，1 个领域有记录 2 条，1 个领域不作结论。"),
        Table(
            (
                Column("领域\nDomain", 2.4),
                Column("数据来源单位\nSource", 3.2),
                Column("结论\nResult", 4.4),
                Column("更新至", 1.6),
            ),
            rows,
            frozenset({0}),
        ),
        Heading("三、违法违规记录明细\nRecords"),
        Facts((("决定书文号", "东市监处罚〔2022〕合成001号"), ("处罚内容", "罚款 3,000.00 元"))),
        Facts((("决定书文号", "东市监处罚〔2022〕合成002号"), ("处罚内容", "罚款 5,000.00 元"))),
        Heading("四、说明\nNotes"),
        Paragraph("1. 数据暂未更新的领域，本报告不作结论，不等于没有记录。", small=True),
        Code("HTTPS://XY.EXAMPLE/V/DGXY20221123T00030002146", "核验码 K7QF-3MXR-92TD\n扫码核验", 24.0),
    )
    return Document(
        title="公共信用信息报告\nPublic Credit Report",
        subtitle="无违法违规证明版",
        letterhead="信用莞家",
        reference="DGXY 20221123 T0003 00021 46",
        blocks=blocks,
        running=("DGXY20221123T00030002146", "终端 T0003"),
        watermark="T0003 样例",
        sealed_by="信用莞家演示专用章（合成）",
    )


LONG_NAME = "东莞市测试测试测试测试测试测试测试测试测试精密五金制品有限公司"
RARE_NAME = "𠮷𬭎㙟䶮𠅤"


def dimensions_report() -> Document:
    """A portrait by dimension, as 东莞版 shows it: a chart where a picture says it better."""
    months = tuple((f"{month} 月", 120.5 + 31 * month % 97) for month in range(1, 13))
    blocks: tuple[Block, ...] = (
        Facts((("企业名称\nEnterprise", LONG_NAME), ("法定代表人\nLegal representative", RARE_NAME))),
        Heading("一、纳税\nTaxes"),
        Chart("各年纳税额\nTaxes paid", (("2020 年", 1204.5), ("2021 年", 1530.0), ("2022 年", 980.25)), "bar", "万元"),
        Heading("二、用工\nEmployment"),
        Chart("各月参保人数", months, "line", "人"),
        Heading("三、履约\nContracts"),
        Chart("合同履行", (("按期完成", 18), ("逾期完成", 2)), "progress", "份", whole=20),
        Code("HTTPS://XY.EXAMPLE/V/DGXY20221123T00030002146", "核验码 K7QF-3MXR-92TD\n扫码核验", 30.0),
    )
    return Document(
        "公共信用信息报告\nPublic Credit Report",
        blocks,
        subtitle="东莞版",
        letterhead="信用莞家",
        reference="DGXY 20221123 T0003 00022 37",
        running=("DGXY20221123T00030002237", "终端 T0003"),
        watermark="T0003  2022-11-23 09:41",
        sealed_by="信用莞家演示专用章（合成）",
    )


def commitment() -> Document:
    """A form: fields, some of them to be filled in by hand, and clauses to agree to."""
    clauses = ("本人已知晓告知事项。" * 9, "所填信息真实、准确。", "愿意承担不实承诺的法律责任。")
    blocks: tuple[Block, ...] = (
        Fields((Field("申请人\nApplicant", RARE_NAME), Field("联系电话"), Field("住所", "东莞市测试路 100 号" * 4)), 2),
        Heading("一、承诺"),
        Clauses((Clause(clauses[0], True), Clause(clauses[1], False), Clause(clauses[2]))),
        Fields((Field("签名\nSignature"), Field("备注", lines=3))),
        Rule(),
        Number("暂存号", "481209375516"),
        Steps((("现在", "已收件"), ("两个工作日内", "有人联系您"))),
        Paragraph("1. 第一条说明。", small=True),
        Paragraph(
            "2. 第二条说明，wrapped English words may not run together at the end of a line of the paper.", small=True
        ),
    )
    return Document("告知承诺书\nCommitment", blocks)


def page_texts(pdf: bytes) -> list[str]:
    """What a reader copies from each page, blanks and line ends left out: where a line ends is the layout's business."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
