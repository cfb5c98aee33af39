"""Figures of a form: an architecture diagram (PNG) and a chart of results (JPEG), at most 1000 px each way (附件1 篇幅)."""

from __future__ import annotations

from demo.chain.data.company import Company
from demo.chain.data.partner import partners
from demo.data.chance import chance
from demo.papers import drawing
from demo.papers.drawing import Layer

_LAYERS = (
    Layer("应用层", ("订单协同", "质量追溯", "设备联网", "能耗管理", "集采集销")),
    Layer("平台层", ("数据中台", "行业模型", "统一编码", "安全网关")),
    Layer("边缘层", ("采集终端", "协议解析", "边缘计算", "视觉检测")),
)
_BEFORE_AFTER = (("设备联网率", 18, 79), ("准时交付率", 74, 95), ("一次合格率", 89, 98), ("业务上云率", 31, 92))


def architecture(company: Company, width: int = drawing.WIDTH) -> bytes:
    """架构图, PNG: the platform's layers, and the SMEs below it. ``width`` in px."""
    smes = Layer("企业层", tuple(_trade_name(partner.name) for partner in partners(company)[:5]))
    return drawing.architecture(f"{company.platform}总体架构", (*_LAYERS, smes), f"{company.short}  {company.chain}", width)


def _trade_name(name: str) -> str:
    """The name without the form of the company."""
    for form in ("股份有限公司", "有限责任公司", "有限公司"):
        name = name.removesuffix(form)
    return name


def results_chart(company: Company) -> bytes:
    """成效对比图, JPEG: before and after, in per cent."""
    change = chance(company.key, "chart")
    pairs = [(title, before + change.randrange(-6, 7), min(99, after + change.randrange(-4, 3))) for title, before, after in _BEFORE_AFTER]
    return drawing.bars(f"{company.short}带动企业转型成效（%）", pairs)
