"""Invented people: who signs and who is called."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_FAMILY = "王李张刘陈杨赵周吴徐孙马朱胡郭何高林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_GIVEN = (
    "志强 建华 海涛 立新 春梅 晓东 丽娟 文博 永刚 雪松 佳怡 振宇 秀英 国栋 思远 静怡 明辉 红霞 子轩 玉兰 少华 庆丰 若楠 彦军 "
    "博文 凤玲 景山 晓燕 继光 雅琴 占军 欣然 同庆 巧云 书恒 艳芳 士杰 淑珍 一鸣 慧敏 俊峰 月华 长河 素梅 云飞 桂兰 德胜 敏"
).split()


@dataclass(frozen=True, slots=True)
class Person:
    """A name, a telephone and an address for mail (``example.com`` belongs to nobody)."""

    name: str
    phone: str
    email: str


def name(chance: Random) -> str:
    """Family name and given name."""
    return chance.choice(_FAMILY) + chance.choice(_GIVEN)


def person(chance: Random, key: str) -> Person:
    """Somebody of the organisation ``key``: a mobile, or a landline of Shijiazhuang."""
    mobile = f"{chance.choice(('138', '139', '150', '152', '158', '187'))}{chance.randrange(10**7, 10**8)}"
    landline = f"0311-8{chance.randrange(10**6, 10**7)}"
    return Person(name(chance), mobile if chance.random() < 0.7 else landline, f"xiangmu@{key}.example.com")
