"""The catalogue of problem types (RFC 9457): every refusal a client can meet, under a name that never changes.

A rule names a type by its slug; the HTTP status stands here, so that no rule has to know about HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: ``uri`` is relative to the service and can be opened in a browser."""

    slug: str
    status: int
    zh: str
    en: str

    @property
    def uri(self) -> str:
        return f"/problems/{self.slug}"


_TYPES = (
    # the request itself
    ProblemType("malformed-request", 400, "请求格式有误", "The request is malformed"),
    ProblemType("invalid-cursor", 400, "翻页游标无效", "The page cursor is not valid"),
    ProblemType("unauthenticated", 401, "未通过身份认证", "Authentication is required"),
    ProblemType("forbidden", 403, "无权执行此操作", "You may not do this"),
    ProblemType("undertaking-required", 403, "须先签署承诺书", "The undertaking has to be signed first"),
    ProblemType("not-found", 404, "未找到", "Not found"),
    ProblemType("method-not-allowed", 405, "不支持该请求方法", "The method is not allowed here"),
    ProblemType("not-acceptable", 406, "无法按所要求的格式提供", "The requested representation is not available"),
    ProblemType("conflict", 409, "与当前状态冲突", "This conflicts with the current state"),
    ProblemType("round-not-open", 409, "不在申报期内", "The round is not open for this"),
    ProblemType("wrong-status", 409, "当前状态下不能执行此操作", "This cannot be done in the present status"),
    ProblemType("held-elsewhere", 409, "该申报已由其他环节办理", "Another service holds this application now"),
    ProblemType("entry-taken", 409, "已有申报", "There is an application already"),
    ProblemType("quota-exhausted", 409, "名额已满", "The quota is used up"),
    ProblemType("count-undeclared", 409, "尚未填报基数", "The numbers that the quota rests on are not declared"),
    ProblemType("organisation-unregistered", 409, "单位尚未登记", "The organisation is not registered"),
    ProblemType("second-person-required", 409, "须由另一人办理", "Another person has to do this"),
    ProblemType("cap-exceeded", 409, "超出资金总额", "The fund's cap would be passed"),
    ProblemType("cap-below-committed", 409, "总额低于已占用金额", "The cap would be below what is committed"),
    ProblemType("auditor-not-independent", 409, "会计师事务所须回避", "The audit firm is not independent"),
    ProblemType("not-confirmable", 409, "尚不具备确认条件", "The award cannot be confirmed yet"),
    ProblemType("objection-late", 409, "公示期已结束", "The public notice has ended"),
    ProblemType("payment-mismatch", 409, "与拨付单不一致", "This does not match the payment order"),
    ProblemType("awarded-before", 409, "该企业已获奖补", "The enterprise has been awarded before"),
    ProblemType("draw-infeasible", 409, "无法抽取专家", "The experts cannot be drawn"),
    ProblemType("cases-unscored", 409, "尚有案例未完成评分", "Some cases are not scored yet"),
    ProblemType("stale-version", 412, "内容已被他人更新", "The content has changed since it was read"),
    ProblemType("body-too-large", 413, "请求内容过大", "The request body is too large"),
    ProblemType("unsupported-media-type", 415, "不支持的文件类型", "The media type is not supported"),
    ProblemType("invalid-content", 422, "内容不符合要求", "The content does not meet the requirements"),
    ProblemType("wrong-file-type", 422, "文件类型不符合要求", "The file is of a kind that is not accepted here"),
    ProblemType("unreadable-file", 422, "文件无法读取", "The file cannot be read"),
    ProblemType("encrypted-file", 422, "文件已加密", "The file is encrypted"),
    ProblemType("idempotency-key-reused", 422, "幂等键已用于另一请求", "The idempotency key was used for another request"),
    ProblemType("idempotency-key-required", 400, "缺少幂等键", "An Idempotency-Key header is required"),
    ProblemType("precondition-required", 428, "缺少 If-Match 请求头", "An If-Match header is required"),
    ProblemType("too-many-requests", 429, "请求过于频繁", "Too many requests"),
    ProblemType("internal-error", 500, "服务内部错误", "The service failed"),
    ProblemType("unusable-template", 500, "文档模板有误", "A document's template is wrong"),
    ProblemType("unavailable", 503, "服务暂不可用", "The service is temporarily unavailable"),
)

CATALOGUE: dict[str, ProblemType] = {entry.slug: entry for entry in _TYPES}


def problem_type(slug: str) -> ProblemType:
    """The type with this slug; KeyError says a rule names a type that the catalogue lacks."""
    return CATALOGUE[slug]
