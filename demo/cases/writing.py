"""What is written in the three forms, close to their limits (附件1 to 附件3)."""

from __future__ import annotations

from typing import Any

from contracts.text import length
from demo.cases.filers import Enterprise, Organisation, Provider, Solution, Subject
from demo.data.writer import Writer

Content = dict[str, Any]
TITLE, BRIEF, SUMMARY = 50, 150, 200  # 字


def local_mode(subject: Subject) -> Content:
    """附件1: 具体举措 up to 1800, 工作成效 up to 1000, the whole up to 3000."""
    names = {"place": subject.name, "industry": subject.industry, "mode": subject.mode, "brand": subject.brand}
    writer = Writer(__package__, "local", subject.key, names)
    title = writer.line("名称", TITLE)
    return {
        "title": title,
        "brief": writer.brief("简述", min(BRIEF, SUMMARY - length(title))),
        "measures": writer.points("举措", 1800),
        "results": writer.points("成效", 1000),
        "subject": subject.kind,
        "name": subject.name,
        "region": subject.region,
        **subject.reached,
    }


def sme_case(enterprise: Enterprise) -> Content:
    """附件2: 总体规划 400, 具体举措 1500, 工作成效 1000, 痛点难点及建议 400, the whole up to 3500."""
    names = {"short": enterprise.short, "product": enterprise.product, "tech": enterprise.tech, "line": enterprise.line}
    writer = Writer(__package__, "enterprise", enterprise.key, names)
    title = writer.line("名称", TITLE)
    return {
        "title": title,
        "brief": writer.brief("简述", min(BRIEF, SUMMARY - length(title))),
        "plan": writer.points("规划", 400),
        "measures": writer.points("举措", 1500),
        "results": writer.points("成效", 1000),
        "problems": writer.points("问题", 400),
        "size": enterprise.size,
        **_organisation(enterprise),
    }


def solution_case(solution: Solution, provider: Provider) -> Content:
    """附件3: 企业简介 300, 案例简介 150, 案例介绍 1500 in three parts."""
    names = {"provider": provider.short, "field": provider.field, "solution": solution.name, "pain": solution.pain, "tech": solution.tech}
    writer = Writer(__package__, "solution", solution.key, names)
    return {
        "profile": writer.sentences("企业简介", 300),
        "brief": writer.brief("案例简介", BRIEF),
        "solution": solution.name,
        "scenarios": list(solution.scenarios),
        "background": writer.points("背景", 300),
        "measures": writer.points("措施", 600),
        "results": writer.points("成效", 600),
        "way": solution.way,
        **_organisation(provider),
    }


def _organisation(one: Organisation) -> Content:
    return {
        "name": one.name,
        "uscc": one.uscc,
        "address": {"region": one.region, "detail": one.place},
        **one.reached,
    }
