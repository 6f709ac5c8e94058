"""What every report says about itself at its end: where the data come from, what it is good for, how it is doubted and checked."""

from app.contract.credit import ReportVariant
from central.zones.credit.facts import ReportFacts

OBJECTION = "对内容有异议的，可向本终端所在大厅提出异议申请，以数据来源单位核查结果为准；信用修复在“信用中国”网站办理。"
VALIDITY = "有效性以核验结果为准：扫描二维码，或输入报告编号和核验码。"
PUBLICATION = (
    "行政处罚按作出决定时的规定计算公示期，只列示依规定公示且公示期未满的（轻微类依规定不公示）；已修复的注明“已修复”。"
)

NO_VIOLATIONS = (
    "数据由各领域数据来源单位提供，更新日期见结论一览；注明“不作结论”的领域，请向数据来源单位查询。",
    f"本报告只反映生成时间的数据，列示查询时段内作出的信息。{PUBLICATION}",
    "可用于上市、融资信贷、招标投标、资金申请、表彰奖励等；接收方不应再要求就同一事项提交无违法违规证明。",
    OBJECTION,
    f"本报告不是信用评级。{VALIDITY}",
)
DONGGUAN = (
    "数据由各方面注明的来源单位提供，更新日期随来源注明；注明“不作结论”的，请向来源单位查询。",
    f"本报告只列数据，不评分、不评级、不排名；图形与旁边的数字一致。{PUBLICATION}",
    "参保人数、融资等不对社会公开的数据，只凭本企业的电子营业执照查询；给谁看，由企业自己决定。",
    OBJECTION,
    VALIDITY,
)
STANDARD = (
    "类别依《全国公共信用信息基础目录》，内容参照《公共信用信息报告标准》；数据由注明的来源单位提供。",
    f"“无”表示来源单位已更新的数据中没有此类记录；“不作结论”表示数据暂未更新或未接入。{PUBLICATION}",
    "格式参照全国统一标准，便于异地使用；不是信用评级。",
    OBJECTION,
    VALIDITY,
)
NOTES = {
    ReportVariant.NO_VIOLATIONS.value: NO_VIOLATIONS,
    ReportVariant.DONGGUAN.value: DONGGUAN,
    ReportVariant.STANDARD.value: STANDARD,
}


def notes(facts: ReportFacts) -> tuple[str, ...]:
    """Numbered; the last one names the versions by which the report was made."""
    last = f"{_versions(facts)}。This report states only what the sources had delivered at the time it was generated."
    return tuple(f"{place}. {note}" for place, note in enumerate((*NOTES[facts.variant], last), 1))


def _versions(facts: ReportFacts) -> str:
    rest = f"公示规则 {facts.rules_version}，模板 {facts.template_version}"
    if facts.portrait is None:
        return f"目录版本 {facts.catalogue_version}，{rest}"
    return f"领域目录 {facts.catalogue_version}，信息目录 {facts.portrait.edition}，{rest}"
