"""What is written in the two forms (附件2, 附件3); the call sets no limit to them."""

from __future__ import annotations

from typing import Any

from demo.clusters.filers import Cluster, Practice
from demo.data.chance import chance
from demo.data.writer import Writer

Content = dict[str, Any]
TITLE, ABSTRACT, BASICS, PRACTICES, RESULTS, PART = 100, 300, 700, 1500, 900, 700
"""字, of our own: what a reader has patience for."""


def cluster_case(cluster: Cluster) -> Content:
    """附件2: the cluster in figures, what it did, and what came of it."""
    names = {"name": cluster.name, "industry": cluster.industry, "product": cluster.product, "brand": cluster.brand}
    writer = Writer(__package__, "cluster", cluster.key, names)
    return {
        "name": cluster.name,
        "bureau": cluster.bureau,
        "contact": cluster.contact.name,
        "phone": cluster.contact.phone,
        "directions": list(cluster.directions),
        "title": writer.line("题目", TITLE),
        "abstract": writer.line("摘要", ABSTRACT),
        "basics": writer.sentences("基本", BASICS).replace("。。", "。"),
        **_figures(cluster),
        "practices": writer.points("做法", PRACTICES),
        "results": writer.points("成效", RESULTS),
        "region": cluster.region,
    }


def _figures(cluster: Cluster) -> Content:
    """2023: 总产值, enterprises; three years: standards and patents."""
    draw = chance(cluster.key, "figures")
    smes = draw.randrange(320, 980)
    return {
        "output": f"{draw.randrange(8_600, 46_000) / 100:.2f}",
        "smes": str(smes),
        "specialised": str(smes // draw.randrange(7, 12)),
        "giants": str(draw.randrange(4, 18)),
        "champions": str(draw.randrange(1, 5)),
        "standards": str(draw.randrange(4, 19)),
        "patents": str(draw.randrange(120, 860)),
        "patent_density": f"{draw.randrange(900, 3_800) / 100:.2f}",
    }


def practice(one: Practice) -> Content:
    """附件3: 总体情况, 政策出台情况, 资金支持情况, 服务活动情况."""
    writer = Writer(__package__, "practice", one.key, {"name": one.name, "policy": one.policy, "number": one.number})
    parts = {"overview": "总体", "policies": "政策", "funding": "资金", "services": "服务"}
    texts = {field: writer.points(section, PART) for field, section in parts.items()}
    return {**texts, "name": one.name, "region": one.region, "contact": one.contact.name, "phone": one.contact.phone}
