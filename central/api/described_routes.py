"""What each route is for and which refusals it knows: one line a route, for who reads the API's description. Nobody's own words.

A route that says so itself (`summary=`, `responses=` at its decorator) needs no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.contract.blobs import BlobStanding
from app.contract.packs import FILE_TYPE, PackChanges
from app.contract.papers import STATUSES_TYPE, TRUST_TYPE
from central.papers.routes import QUERY_TYPE, REPLY_TYPE

Codes = Mapping[int, tuple[str, ...]]

HTML, SCRIPT, BYTES = "text/html", "text/javascript", "application/octet-stream"


@dataclass(frozen=True)
class Described:
    """`codes`: its own, by HTTP status; those that every route of its kind knows are added. `takes`, `gives`: a media type other than
    JSON. `message`: what comes back, or goes in (`asked`), where the route itself does not say. `unchanged`: it may answer 304."""

    summary: str
    codes: Codes = field(default_factory=dict)
    takes: str = ""
    gives: str = ""
    message: Any = None
    asked: Any = None
    unchanged: bool = False
    found_nothing: bool = False


_FORKED: Codes = {403: ("terminal-other",), 409: ("incarnation-other", "terminal-forked")}
_ITSELF: Codes = {403: ("terminal-other",)}
_HELP: Codes = {403: ("terminal-other",), 404: ("help-unknown",)}
_WINDOW: Codes = {
    401: ("window-post-ended", "window-unknown"),
    403: ("badge-other",),
    404: ("help-unknown",),
    409: ("help-ended", "help-taken"),
}
_NO_ACTOR: Codes = {401: ("actor-unknown",), 403: ("unit-other",), 422: ("unit-needed",)}
_ON_A_CASE: Codes = {
    401: ("actor-unknown",),
    403: ("case-of-others", "case-role-missing", "second-person-needed", "unit-other"),
    404: ("case-unknown",),
    409: ("case-moved-on", "case-step-not-now", "correction-asked-already", "correction-too-late"),
    422: (
        "case-step-unknown",
        "evidence-missing",
        "idempotency-key-missing",
        "idempotency-key-reused",
        "material-not-listed",
        "materials-missing",
        "reason-missing",
        "special-procedure-not-listed",
        "transfer-to-itself",
        "unit-needed",
    ),
}
_ITEM: Codes = {404: ("service-item-unknown",)}
_VERIFY = Described(
    "核验页：一份报告是否有效（The public page behind a report's code）", gives=HTML, found_nothing=True
)

ROUTES: Final[Mapping[str, Described]] = {
    "GET /v1/openapi.json": Described("本接口的说明（This description）", unchanged=True, message=dict[str, Any]),
    "GET /v1/greeting": Described("中心是谁，现在几点（Who the centre is, and what time it is there）"),
    "POST /v1/enrolments": Described(
        "凭一次性注册码登记一台终端（Let a terminal in by its code）",
        {403: ("invitation-expired", "invitation-unknown", "invitation-used")},
    ),
    "POST /v1/terminals/{terminal_id}/batches": Described(
        "终端送来的办件，一次最多 50 件（What a terminal delivers, at most 50 at once）", _FORKED
    ),
    "POST /v1/terminals/{terminal_id}/orders/{order_id}": Described(
        "终端回报一条指令（A terminal reports an order）", {**_ITSELF, 404: ("order-unknown",)}
    ),
    "POST /v1/terminals/{terminal_id}/key": Described(
        "终端换新的签名密钥（A terminal registers its next key）", {**_ITSELF, 422: ("key-unproven",)}
    ),
    "POST /v1/licences/verify": Described(
        "核验电子营业执照动态码（Verify a licence's dynamic code）",
        {
            403: (
                "enterprise-not-active",
                "licence-authorisation-expired",
                "licence-code-expired",
                "licence-code-permanent",
                "licence-code-unknown",
                "licence-code-used",
                "licence-holder-not-listed",
                "licence-scope",
            )
        },
    ),
    "GET /v1/credit/catalogue": Described("信用报告可选的版本、领域和用途（What a credit report may cover）"),
    "POST /v1/credit/reports": Described(
        "出具一份信用报告（Make and seal a credit report）",
        {
            403: ("grant-expired", "grant-other-service", "grant-unknown"),
            409: ("order-changed",),
            422: (
                "domains-empty",
                "domains-unknown",
                "period-in-future",
                "period-missing",
                "period-too-long",
                "period-upside-down",
                "purpose-unknown",
                "scope-not-asked",
                "variant-unknown",
            ),
            503: ("numbers-exhausted", "seal-not-available"),
        },
    ),
    "POST /v1/appeals/progress": Described(
        "凭查询码看诉求进度（How an appeal stands）", {404: ("appeal-unknown",), 429: ("too-many-queries",)}
    ),
    "POST /v1/applications/progress": Described(
        "凭查询码看申请办到哪一步（How an application stands）",
        {404: ("application-unknown",), 429: ("too-many-queries",)},
    ),
    "POST /v1/applications/mine": Described(
        "凭身份证（和执照）看自己办的事（What this person or this enterprise has begun, at any terminal）",
        {403: ("grant-expired", "grant-other-service", "grant-unknown"), 429: ("too-many-queries",)},
    ),
    "GET /v1/papers/trust": Described("谁的签章有效（Whose signatures count）", gives=TRUST_TYPE, unchanged=True),
    "GET /v1/papers/status": Described(
        "哪些证明有效（Which papers stand）", {503: ("seal-not-available",)}, gives=STATUSES_TYPE, unchanged=True
    ),
    "POST /tsa": Described(
        "时间戳（RFC 3161 time stamp）",
        {413: ("message-too-large",), 415: ("media-type-other",)},
        takes=QUERY_TYPE,
        gives=REPLY_TYPE,
    ),
    "GET /v1/packs": Described(
        "终端要取的数据包，按游标（What is published for terminals, by cursor）", message=PackChanges, unchanged=True
    ),
    "GET /v1/packs/files/{sha256}": Described(
        "数据包里的一个文件，从某处起（A pack's file, from an offset on）",
        {404: ("pack-file-unknown",)},
        gives=FILE_TYPE,
    ),
    "GET /v1/blobs/{sha256}": Described("一个附件收到了多少（How far a blob has come）", {404: ("blob-unknown",)}),
    "PATCH /v1/blobs/{sha256}": Described(
        "续传一个附件（Go on with a blob）",
        {
            409: ("blob-length-other", "blob-offset"),
            413: ("blob-too-large",),
            422: ("blob-hash-wrong",),
            429: ("blobs-too-many",),
        },
        takes=BYTES,
        message=BlobStanding,
    ),
    "POST /v1/terminals/{terminal_id}/help": Described("求助（A visitor calls for help）", _HELP),
    "GET /v1/terminals/{terminal_id}/help/{call_id}": Described("求助有没有人应（How a call for help stands）", _HELP),
    "POST /v1/terminals/{terminal_id}/help/{call_id}/end": Described("求助结束（A call for help ends）", _HELP),
    "GET /v": _VERIFY,
    "GET /V": _VERIFY,
    "GET /v/{said}": _VERIFY,
    "GET /V/{said}": _VERIFY,
    "GET /window": Described("窗口的求助页面（The windows' page）", gives=HTML),
    "GET /window/page.js": Described("窗口页面的脚本（Its script）", gives=SCRIPT),
    "GET /window/calls": Described(
        "本大厅的求助和待回电（Calls and call-backs of the hall）", {401: ("window-post-ended", "window-unknown")}
    ),
    "POST /window/calls/{call_id}/acknowledge": Described("有人过去了（Somebody is on the way）", _WINDOW),
    "POST /window/calls/{call_id}/close": Described("求助处理完了（A call is seen to）", _WINDOW),
    "POST /window/callbacks/{number}/phone": Described("看回电号码，会留痕（Look up a number; on record）", _WINDOW),
    "POST /window/callbacks/{number}/done": Described("已经回电（Called back）", _WINDOW),
    "GET /v1/cases": Described("本单位的办件，按编号（Cases, by number）", _NO_ACTOR),
    "GET /v1/cases/due": Described("快到期的办件（Cases due soon）", _NO_ACTOR),
    "GET /v1/cases/{project_no}": Described(
        "一件办件（One case）", {**_NO_ACTOR, 403: ("case-of-others", "unit-other"), 404: ("case-unknown",)}
    ),
    "GET /v1/cases/{project_no}/particulars": Described(
        "谁申请的、答了什么、交了什么；查阅留痕（Who applied, on the trail）",
        {**_NO_ACTOR, 403: ("case-of-others", "unit-other"), 404: ("case-unknown",)},
    ),
    "POST /v1/cases/{project_no}/transitions": Described("办一步（Take a step）", _ON_A_CASE),
    "POST /v1/cases/{project_no}/transfers": Described("转办（Transfer a case）", _ON_A_CASE),
    "POST /v1/cases/{project_no}/correction": Described("一次性告知补正（Ask for correction, once）", _ON_A_CASE),
    "POST /v1/cases/{project_no}/correction/answer": Described("补正回来了（The correction is here）", _ON_A_CASE),
    "GET /v1/entries/{kind}": Described(
        "某天有效的知识、政策、地点、表单或参数（Entries in force on a day）", {404: ("entry-kind-unknown",)}
    ),
    "GET /v1/entries/{kind}/{entry_id}": Described(
        "一条知识、政策、地点、表单或参数，带指纹（One entry, with its fingerprint）",
        {404: ("entry-kind-unknown", "entry-unknown"), 410: ("entry-withdrawn",)},
    ),
    "GET /v1/service-items": Described("某天有效的事项（Items in force on a day）"),
    "GET /v1/service-items/compare": Described("五统一比对（The copies of items, side by side）"),
    "GET /v1/service-items/compare/{catalog_code}": Described("一个事项的五统一比对（One item's copies）", _ITEM),
    "GET /v1/service-items/{task_code}": Described("一个事项（One item）", _ITEM),
    "POST /v1/service-items/{task_code}/materials": Described(
        "按情形要交的材料（What one's situation asks for）", {**_ITEM, 422: ("service-answers-refused",)}
    ),
    "POST /v1/staff/sign-in": Described("工作人员登录（Sign in）"),
    "POST /v1/staff/provider/away": Described("去统一身份认证登录（Go and sign in at the identity provider）"),
    "POST /v1/staff/provider/back": Described("从统一身份认证回来（Back from the identity provider）"),
    "POST /v1/staff/sign-out": Described("退出（Sign out）"),
    "GET /v1/staff/me": Described("我是谁、任什么职（Who I am, in which posts）"),
    "POST /v1/staff/password": Described("改密码（Put a new password）"),
    "GET /v1/staff/units": Described("单位（Units）"),
    "GET /v1/staff/units/{unit_id}": Described("一个单位（One unit）"),
    "GET /v1/staff/zones/{zone}": Described("一个专区的牵头和成员单位（A zone's units）"),
    "GET /v1/staff/units/{unit_id}/responsible": Described("单位的责任人（Who is responsible）"),
    "POST /v1/staff/units/{unit_id}/responsible": Described("指定责任人（Make somebody responsible）"),
    "GET /v1/staff/people": Described("单位的人员，会留痕（People of a unit; on record）"),
    "POST /v1/staff/people": Described("加一个人（Add a person）"),
    "GET /v1/staff/people/{person_id}": Described("一个人，会留痕（One person; on record）"),
    "GET /v1/staff/posts": Described("任职（Posts）"),
    "GET /v1/staff/trail": Described("谁看过、做过什么（Who read and did what）"),
    "POST /v1/staff/people/{person_id}/posts": Described("任职（Give a post）"),
    "POST /v1/staff/posts/{post_id}/end": Described("免职（End a post）"),
    "POST /v1/staff/people/{person_id}/close": Described("关闭账号（Close an account）"),
    "POST /licence-system/codes": Described(
        "仿真：电子执照系统发动态码（Simulated licence system: issue a code）", {404: ("licence-unknown",)}
    ),
}
