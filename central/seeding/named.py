"""The enterprises that samples, demonstrations and tests call by name, and who may act for them."""

from dataclasses import dataclass
from datetime import date

from app.contract.licence import HolderRole
from central.enterprises import RegistrationStatus
from central.licences.tables import NAMED_SERVICES

CLEAN_USCC = "91441900MA0TE5T16P"
DIRTY_USCC = "91441900MA0TE5T408"
REPAIRED_USCC = "91441900MA0TE5T32D"
REVOKED_USCC = "91441900MA0TE5TAX8"


@dataclass(frozen=True)
class NamedEnterprise:
    uscc: str
    entity_name: str
    town: str
    trade: str
    reg_capital: str
    established_on: date
    key_class: str = "无"
    legal_rep: str = "郑合成"
    reg_status: RegistrationStatus = RegistrationStatus.ACTIVE


@dataclass(frozen=True)
class NamedHolder:
    """`card` is a name in resources/samples/cards.json. `services` and `days` bind an agent whose authority names its services."""

    uscc: str
    card: str
    role: HolderRole
    auth_type: str = ""
    services: tuple[str, ...] = ()
    days: int = 0


NAMED = (
    NamedEnterprise(
        "91441900MA0TE5T08W", "东莞市测试智能装备有限公司(合成)", "松山湖", "智能装备", "20000000", date(2016, 3, 8),
        key_class="特大型",
    ),
    NamedEnterprise(
        CLEAN_USCC, "东莞市测试精密五金有限公司(合成)", "寮步镇", "五金", "5000000", date(2011, 7, 19),
        key_class="专精特新", legal_rep="张测试",
    ),
    NamedEnterprise(
        "91441900MA0TE5T24J", "东莞市测试塑胶制品有限公司(合成)", "长安镇", "塑胶", "3000000", date(2009, 11, 2),
    ),
    NamedEnterprise(
        REPAIRED_USCC, "东莞市测试电子科技有限公司(合成)", "厚街镇", "电子", "10000000", date(2014, 5, 26),
        key_class="倍增", legal_rep="张测试",
    ),
    NamedEnterprise(
        DIRTY_USCC, "东莞市测试食品有限公司(合成)", "东城街道", "食品", "1000000", date(2020, 8, 17),
        legal_rep="张测试",
    ),
    NamedEnterprise(
        "91441900MA0TE5T595", "东莞市测试人力资源有限公司(合成)", "南城街道", "人力资源", "2000000", date(2018, 1, 15),
    ),
    NamedEnterprise(
        "91441900MA0TE5T670", "东莞市测试印刷有限公司(合成)", "石龙镇", "印刷", "800000", date(2015, 4, 9),
        legal_rep="吴䶮𠅤",
    ),
    NamedEnterprise(
        "91441900MA0TE5T75T", "东莞市测试家具有限公司(合成)", "大岭山镇", "家具", "6000000", date(2012, 9, 21),
        legal_rep="陈测试",
    ),
    NamedEnterprise(
        "91441900MA0TE5T83M", "东莞市测试贸易有限公司(合成)", "虎门镇", "贸易", "1500000", date(2019, 6, 3),
        legal_rep="测试",
    ),
    NamedEnterprise(
        "91441900MA0TE5T91G", "东莞市测试咨询有限公司(合成)", "南城街道", "咨询", "1200000", date(2021, 3, 30),
        legal_rep="测试",
    ),
    NamedEnterprise(
        REVOKED_USCC, "东莞市测试旧厂有限公司(合成)", "常平镇", "五金", "500000", date(2008, 2, 1),
        legal_rep="张测试", reg_status=RegistrationStatus.REVOKED,
    ),
)  # fmt: skip

REPRESENTATIVES = (
    (CLEAN_USCC, "zhang"),
    (DIRTY_USCC, "zhang"),
    (REPAIRED_USCC, "zhang"),
    (REVOKED_USCC, "zhang"),
    ("91441900MA0TE5T670", "wu-rare"),
    ("91441900MA0TE5T75T", "chen-hmt"),
    ("91441900MA0TE5T83M", "example-2017"),
    ("91441900MA0TE5T91G", "example-2023"),
)

HOLDERS = (
    *(NamedHolder(uscc, card, HolderRole.LEGAL_REPRESENTATIVE) for uscc, card in REPRESENTATIVES),
    NamedHolder(CLEAN_USCC, "li", HolderRole.MANAGER),
    NamedHolder(CLEAN_USCC, "wang", HolderRole.AGENT, NAMED_SERVICES, ("S901", "S101"), 365),
    NamedHolder(CLEAN_USCC, "zhao", HolderRole.AGENT, NAMED_SERVICES, ("S203",), 365),
)
