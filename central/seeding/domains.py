"""The 38 domains (粤办函〔2023〕306号) in six groups, and the purposes a report may have.

27 of the names are public; the first eleven are general knowledge and stand here unconfirmed.
"""

from dataclasses import dataclass

from app.contract.credit import DomainGroup

FRESH_DAYS = 31


@dataclass(frozen=True)
class DomainSeed:
    """`days_behind`: how old its data are on the day of seeding."""

    id: str
    name: str
    name_en: str
    group: DomainGroup
    source_org: str
    verified: bool = True
    days_behind: int = 1


MARKET, PEOPLE, SAFETY = DomainGroup.MARKET, DomainGroup.PEOPLE, DomainGroup.SAFETY
BUILDING, JUSTICE, CULTURE = DomainGroup.BUILDING, DomainGroup.JUSTICE, DomainGroup.CULTURE

DOMAINS = (
    DomainSeed("market-regulation", "市场监管", "Market regulation", MARKET, "东莞市市场监督管理局", verified=False),
    DomainSeed("taxation", "税务", "Taxation", MARKET, "国家税务总局东莞市税务局", verified=False),
    DomainSeed("commerce", "商务", "Commerce", MARKET, "东莞市商务局"),
    DomainSeed("local-finance", "地方金融监管", "Local financial regulation", MARKET, "东莞市金融工作局"),
    DomainSeed("drugs", "药品监管", "Drug regulation", MARKET, "东莞市市场监督管理局", verified=False),
    DomainSeed("grain", "粮食和储备", "Grain and reserves", MARKET, "东莞市发展和改革局"),
    DomainSeed("agriculture", "农业农村", "Agriculture and rural affairs", MARKET, "东莞市农业农村局"),
    DomainSeed("statistics", "统计", "Statistics", MARKET, "东莞市统计局", days_behind=95),
    DomainSeed("labour", "人力资源社会保障", "Labour and social security", PEOPLE, "东莞市人力资源和社会保障局", False),
    DomainSeed("medical-insurance", "医疗保障", "Medical insurance", PEOPLE, "东莞市医疗保障局", verified=False),
    DomainSeed("housing-fund", "住房公积金", "Housing fund", PEOPLE, "东莞市住房公积金管理中心", verified=False),
    DomainSeed("health", "卫生健康", "Health", PEOPLE, "东莞市卫生健康局"),
    DomainSeed("chinese-medicine", "中医药", "Traditional Chinese medicine", PEOPLE, "东莞市卫生健康局"),
    DomainSeed("civil-affairs", "民政", "Civil affairs", PEOPLE, "东莞市民政局"),
    DomainSeed("veterans", "退役军人事务", "Veterans affairs", PEOPLE, "东莞市退役军人事务局"),
    DomainSeed("emergency", "应急管理", "Emergency management", SAFETY, "东莞市应急管理局", verified=False),
    DomainSeed("fire", "消防", "Fire safety", SAFETY, "东莞市消防救援支队", verified=False),
    DomainSeed("environment", "生态环境", "Environment", SAFETY, "东莞市生态环境局"),
    DomainSeed("public-security", "公安", "Public security", SAFETY, "东莞市公安局"),
    DomainSeed("construction", "住房城乡建设", "Housing and construction", BUILDING, "东莞市住房和城乡建设局", False),
    DomainSeed("natural-resources", "自然资源", "Natural resources", BUILDING, "东莞市自然资源局"),
    DomainSeed("transport", "交通运输", "Transport", BUILDING, "东莞市交通运输局"),
    DomainSeed("water", "水利", "Water", BUILDING, "东莞市水务局"),
    DomainSeed("forestry", "林业", "Forestry", BUILDING, "东莞市林业局"),
    DomainSeed("energy", "能源", "Energy", BUILDING, "东莞市发展和改革局"),
    DomainSeed("court-enforcement", "法院执行", "Court enforcement", JUSTICE, "东莞市中级人民法院", days_behind=3),
    DomainSeed("justice", "司法行政", "Justice administration", JUSTICE, "东莞市司法局"),
    DomainSeed("public-finance", "财政", "Public finance", JUSTICE, "东莞市财政局"),
    DomainSeed("industry", "工业和信息化", "Industry and information", JUSTICE, "东莞市工业和信息化局"),
    DomainSeed("intellectual-property", "知识产权", "Intellectual property", JUSTICE, "东莞市市场监督管理局", False),
    DomainSeed("copyright", "版权", "Copyright", JUSTICE, "东莞市版权局"),
    DomainSeed("education", "教育", "Education", CULTURE, "东莞市教育局"),
    DomainSeed("science", "科技", "Science and technology", CULTURE, "东莞市科学技术局"),
    DomainSeed("culture-tourism", "文化和旅游", "Culture and tourism", CULTURE, "东莞市文化广电旅游体育局", False),
    DomainSeed("sport", "体育", "Sport", CULTURE, "东莞市文化广电旅游体育局"),
    DomainSeed("press", "新闻出版", "Press and publishing", CULTURE, "东莞市新闻出版局"),
    DomainSeed("religion", "民族宗教", "Ethnic and religious affairs", CULTURE, "东莞市民族宗教事务局"),
    DomainSeed("social-organisations", "社会组织", "Social organisations", CULTURE, "东莞市民政局"),
)

PURPOSES = (
    ("listing", "上市", "Stock listing"),
    ("finance", "融资信贷", "Financing"),
    ("bidding", "招标投标", "Bidding"),
    ("procurement", "政府采购", "Government procurement"),
    ("funding", "资金申请和项目支持", "Funding and project support"),
    ("honours", "表彰奖励", "Honours and awards"),
    ("other", "其他", "Other"),
)
