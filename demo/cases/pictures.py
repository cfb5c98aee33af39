"""Pictures of the forms: at most 1000 px each way in two of them, an architecture diagram in the third."""

from __future__ import annotations

from collections.abc import Iterator

from demo.cases.filers import Enterprise, Solution, Subject
from demo.data.chance import chance
from demo.papers.drawing import Layer, architecture, bars
from demo.papers.paper import Paper

_RATES = (("设备联网率", 22, 86), ("准时交付率", 74, 96), ("一次合格率", 89, 98), ("业务上云率", 27, 91))


def of_subject(subject: Subject) -> Iterator[Paper]:
    """How the mode works, and what came of it."""
    layers = (
        Layer("政府", ("专班推进", "政策资金", "监理评价", "宣传推广")),
        Layer("服务商", ("总包方案", "标准接口", "驻点服务")),
        Layer("平台", ("产业大脑", "共享订单", "共享检测", "金融服务")),
        Layer("企业", ("样本企业", "规上企业", "小微企业")),
    )
    yield Paper("figure", "模式图.png", architecture(f"{subject.name}“{subject.brand}”模式", layers, subject.mode))
    yield Paper("figure", "成效图.jpg", bars(f"{subject.industry}转型成效（%）", _moved(subject.key)))


def of_enterprise(enterprise: Enterprise) -> Iterator[Paper]:
    """总体规划图."""
    layers = (
        Layer("决策层", ("经营驾驶舱", "成本分析", "质量分析")),
        Layer("执行层", ("计划排产", "质量追溯", "仓储物流", "能源管理")),
        Layer("控制层", ("数据采集", "工艺模型", "在线检测")),
        Layer("设备层", ("数控设备", "检测设备", "能源表计", "物流设备")),
    )
    yield Paper("figure", "总体规划图.png", architecture(f"{enterprise.short}数字化转型总体规划", layers, enterprise.tech))
    yield Paper("figure", "成效对比图.jpg", bars(f"{enterprise.short}转型成效（%）", _moved(enterprise.key)))


def of_solution(solution: Solution) -> Iterator[Paper]:
    """解决方案架构图."""
    yield Paper("architecture", "架构图.png", _diagram(solution.name, solution.tech))


def _diagram(name: str, tech: str) -> bytes:
    layers = (
        Layer("应用层", ("看板", "预警", "报表", "移动端")),
        Layer("服务层", ("算法服务", "模型训练", "知识库")),
        Layer("数据层", ("接入清洗", "时序存储", "权限加密")),
        Layer("边缘层", ("采集终端", "协议解析", "断网缓存")),
    )
    return architecture(f"{name}架构图", layers, tech)


def too_wide(enterprise: Enterprise) -> Paper:
    """1001 px, one more than allowed."""
    layers = (Layer("决策层", ("驾驶舱",)), Layer("执行层", ("排产",)), Layer("控制层", ("采集",)), Layer("设备层", ("设备",)))
    return Paper("figure", "规划图-1001像素.png", architecture(f"{enterprise.short}规划图", layers, enterprise.tech, width=1001))


def _moved(key: str) -> list[tuple[str, int, int]]:
    change = chance(key, "chart")
    return [(title, before + change.randrange(-6, 7), min(99, after + change.randrange(-4, 3))) for title, before, after in _RATES]
