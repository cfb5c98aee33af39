"""The experts' undertaking (评审承诺书): no conflict and secrecy, signed before the first case is opened.

Its words are the platform's own, since no programme document states any: they hold for every programme, and name the review. What is
signed is their digest.
"""

from __future__ import annotations

from dataclasses import dataclass

from contracts.canonical import digest
from contracts.events.intake.content import Call
from contracts.programme.programme import Programme
from contracts.refusal import Text

_ZH = """本人受邀参加“{programme}”（批次 {round}，{track}）的专家评审，郑重承诺：
一、与所评案例的申报单位以及案例所涉及的其他单位没有任职、持股、亲属或其他可能影响公正的利害关系；一经发现，立即申明并回避。
二、依据评分标准独立、客观、公正评分，对自己的评分和意见负责；不接受任何单位和个人的请托、馈赠或宴请。
三、对申报材料、评分、评审意见和其他专家的身份严格保密；不复制、不外传，不用于评审以外的目的；评审结束后不留存。
四、违反以上承诺的，自愿退出评审，并承担相应责任。"""

_EN = """I take part in the expert review of “{programme}” (round {round}, {track}) and undertake:
1. I have no employment, shareholding, kinship or other interest in the applicants or the other organisations that have a part in their
cases that could touch my fairness; if I find one, I declare it at once and withdraw from the case.
2. I score independently, objectively and fairly by the rubric, answer for my scores and opinions, and accept no request, gift or favour.
3. I keep the application papers, the scores, the opinions and who the other experts are secret; I copy and pass on nothing, use nothing
for any other purpose, and keep nothing when the review is over.
4. If I break this undertaking, I leave the review and answer for it."""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """The words, and the digest that a signature names: over both languages."""

    text: Text

    @property
    def digest(self) -> str:
        return digest({"zh": self.text.zh, "en": self.text.en})


def undertaking(programme: Programme, review: Call) -> Undertaking:
    """The undertaking for one review."""
    track = programme.tracks[review.track].title
    zh = _ZH.format(programme=programme.title.zh, round=review.round, track=track.zh)
    return Undertaking(Text(zh, _EN.format(programme=programme.title.en, round=review.round, track=track.en)))
