"""The SMEs that an enterprise brings along: its suppliers, customers and neighbours, some of them outside the city."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.data.chance import chance
from demo.data.codes import credit_code
from demo.data.company import Company, company

# name in front of the firm → division of its registration
_NEAR = {
    "石家庄": "130102", "河北": "130108", "藁城区": "130109", "鹿泉区": "130110", "栾城区": "130111", "正定县": "130123", "行唐县": "130125",
    "灵寿县": "130126", "深泽县": "130128", "无极县": "130130", "元氏县": "130132", "赵县": "130133", "辛集市": "130181", "晋州市": "130183",
    "新乐市": "130184",
}  # fmt: skip
_FAR = {
    "保定": "130602",
    "宁晋县": "130528",
    "安平县": "131125",
    "黄骅市": "130983",
    "三河市": "131082",
    "北京": "110115",
    "天津": "120116",
    "德州": "371402",
    "郑州": "410105",
    "苏州": "320505",
}  # noqa: E501
_WORDS = (
    "恒拓 润达 瑞沃 启盛 昊源 诚泰 佳尔 汇泽 鑫科 永固 卓然 海蓝 德润 兴合 正阳 凯诺 同泽 华宸 万邦 易达 天朗 立源 景泰 百川 信邦 宏展 "
    "金穗 青禾 康赛 博联 优创 伟业 远图 星锐 旭升 蓝田 中悦 高讯 精锐 方舟 顺捷 格润 迈步 冠宇 拓维 康泽 弘毅 晨辉 嘉禾 和易"
).split()
# trade and relation, for each industry that is written of
_TRADES = {
    "biomedicine": "医药中间体:upstream 药用玻璃制品:upstream 药用包装材料:upstream 精细化工:upstream 生物试剂:upstream 制药设备:cluster "
    "检测技术服务:cluster 净化工程:cluster 医药物流:downstream 医药销售:downstream 溶剂再生:cluster 药材种植:upstream",
    "electronics": "精密结构件:upstream 线路板:upstream 电子元件:upstream 连接器:upstream 精密模具:upstream 封装测试:cluster 光电材料:upstream "
    "表面处理:cluster 软件技术:cluster 系统集成:downstream 通信工程:downstream 电源科技:upstream",
    "equipment": "铸造:upstream 机械加工:upstream 锻压:upstream 金属热处理:cluster 钣金制造:upstream 液压件:upstream 传动机械:upstream "
    "自动化控制:cluster 表面喷涂:cluster 焊接技术:upstream 机电安装:downstream 设备租赁:downstream",
    "food": "粮油加工:upstream 食品配料:upstream 包装制品:upstream 种植专业:upstream 饲料加工:downstream 调味品:upstream 冷链物流:cluster "
    "食品检测:cluster 彩印包装:upstream 食品贸易:downstream 餐饮配送:downstream 果蔬加工:upstream",
    "leather": "制革:upstream 皮革化工:upstream 服装辅料:upstream 皮革机械:cluster 服装制造:downstream 裘皮制品:downstream 箱包制造:downstream "
    "绗缝制品:downstream 印染助剂:upstream 服饰贸易:downstream 革制品设计:cluster 鞋业:downstream",
}
SHARED = {"muchen": "herun", "hanxiang": "shenghong"}
"""Who also names the first SME of whom: an SME claimed by two applicants is flagged on both."""


@dataclass(frozen=True, slots=True)
class Partner:
    """One row of the table of SMEs. ``relation``: upstream, downstream or cluster."""

    name: str
    uscc: str
    relation: str

    def row(self) -> dict[str, str]:
        """As it stands in the form's content."""
        return {"name": self.name, "uscc": self.uscc, "relation": self.relation}


def partners(owner: Company) -> tuple[Partner, ...]:
    """As many as the company says, no two the same; one of them another's, where ``SHARED`` says so."""
    draw = chance(owner.key, "partners")
    words = draw.sample(_WORDS, owner.smes)
    trades = draw.sample(_TRADES[owner.written_as].split(), owner.smes)
    own = tuple(_partner(draw, word, trade) for word, trade in zip(words, trades, strict=True))
    return (*own[:-1], partners(company(SHARED[owner.key]))[0]) if owner.key in SHARED else own


def _partner(draw: Random, word: str, trade: str) -> Partner:
    places = _FAR if draw.random() < 0.25 else _NEAR
    place = draw.choice(list(places))
    business, relation = trade.split(":")
    kind = "合作社" if business == "种植专业" else draw.choice(("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司"))
    return Partner(f"{place}{word}{business}{kind}", credit_code(draw, places[place]), relation)
