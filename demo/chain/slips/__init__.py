"""What enterprises do wrong on purpose, each at its stage; each is refused, and done right after that."""

from __future__ import annotations

from collections.abc import Mapping

from demo.chain.slips import commands, contents, files
from demo.chain.slips.contents import filed_with
from demo.chain.slips.files import sent
from demo.chain.slips.slip import Slip, Stage
from demo.refusals import Wrong

__all__ = ["SLIPS", "Slip", "Stage"]

SLIPS: Mapping[str, tuple[Slip, ...]] = {
    "yunshu": (Slip(Stage.REGISTER, Wrong("统一社会信用代码校验位有误", "invalid-content"), commands.wrong_check_character),),
    "jiyue": (filed_with(contents.too_long, "具体举措超过1800字", "too-long"),),
    "xinghe": (filed_with(contents.whole_too_long, "全文超过3500字", "whole-too-long"),),
    "qingchuan": (filed_with(contents.outside_the_city, "注册地址在市外", "outside-region"),),
    "yaoshi": (filed_with(contents.seven_smes, "只带动7家中小企业", "too-few-rows"),),
    "herun": (filed_with(contents.one_sme_twice, "同一家中小企业填了两次", "row-repeated"),),
    "dingshuo": (filed_with(contents.itself_among_them, "把本企业列为被带动企业", "row-excluded"),),
    "huhe": (filed_with(contents.unknown_mode, "案例模式不在五类之中", "unknown-option"),),
    "hanzhi": (sent(files.wide_picture, "插图宽1001像素", "invalid-content", "picture-size"),),
    "yuanyu": (sent(files.program, "把.exe改名为.pdf", "wrong-file-type"),),
    "qiheng": (sent(files.encrypted, "PDF设有密码", "encrypted-file"),),
    "peian": (sent(files.half, "PDF只下载了一半", "unreadable-file"),),
    "bolan": (sent(files.huge, "文件60 MB", "body-too-large"),),
    "lingguang": (Slip(Stage.SEAL, Wrong("第三幅插图", "invalid-content", "too-many-files"), files.third_figure),),
    "bosheng": (
        Slip(
            Stage.SEAL,
            Wrong("缺少完税证明", "invalid-content", "missing-material"),
            commands.without_tax_certificate,
            commands.tax_certificate,
        ),
    ),
    "suigu": (
        Slip(Stage.SEAL, Wrong("按过期的版本修改（If-Match）", "stale-version"), commands.stale),
        Slip(Stage.SEAL, Wrong("修改时未注明版本", "precondition-required"), commands.blind),
    ),
    "xinling": (
        Slip(Stage.SEAL, Wrong("填写的编码不是扫描件上的", "invalid-content", "different"), commands.code_of_the_print_before),
        Slip(Stage.SEAL, Wrong("盖章扫描后又改了正文", "invalid-content", "outdated-scan"), commands.edited_after_sealing),
    ),
    "kanghe": (Slip(Stage.WRITE, Wrong("幂等键用于另一请求", "idempotency-key-reused"), commands.other_body_under_one_key),),
    "shenghong": (Slip(Stage.DONE, Wrong("重复提交", "wrong-status"), commands.twice),),
    "xiaohe": (Slip(Stage.DONE, Wrong("同一批次第二件申报", "entry-taken"), commands.second_application),),
}
"""By company."""
