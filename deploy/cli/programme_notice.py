"""A public notice as a programme would publish it, for its templates to be tried out on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from contracts.events.funding.notice import NoticeRow
from contracts.events.funding.proposal import DecisionMade, Minutes
from contracts.events.intake.content import Call
from contracts.events.parties import Division, Officer
from contracts.programme import Programme
from services.funding.documents.notice_page import NoticePage
from services.funding.domain.notice import Period

_PERIOD = Period(datetime(2024, 9, 2, 1, tzinfo=UTC), datetime(2024, 9, 9, 16, tzinfo=UTC))
_APPLICATION = "01J00000000000000000000000"
_COUNTY = Division(code="130102", name="河北省石家庄市长安区")
_OFFICER = Officer(subject="sample", name="张三")


def sample_notices(programme: Programme) -> Iterator[NoticePage]:
    """Of each track that has notices: with the minutes of a meeting, and without."""
    for code, offer in programme.offers.items():
        for minutes in (Minutes(number="纪要〔2024〕1号", date=date(2024, 9, 1)), None) if offer.track.notice else ():
            shown = {meaning.value: "示例" for meaning in offer.track.notice.shows} if offer.track.notice else {}
            row = NoticeRow(application=_APPLICATION, county=_COUNTY, rank=1, fen=1, shown=shown)
            call = Call(programme=programme.programme, version=programme.version, round=next(iter(programme.rounds)), track=code)
            decision = DecisionMade(
                call=call,
                region=programme.authority.region,
                decision=1,
                approved=(_APPLICATION,),
                struck=(),
                amount=1,
                minutes=minutes,
                prepared_by=_OFFICER,
                by=_OFFICER,
            )
            yield NoticePage(programme, offer, decision, 1, (row,), _PERIOD, "https://example.cn/notices/1")
