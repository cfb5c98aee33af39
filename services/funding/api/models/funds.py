"""Funds: the cap set, the fund with all its sums, its ledger line by line, the audits over it. Sums in fen, and as people read them."""

from __future__ import annotations

from typing import Literal

from pydantic import computed_field

from contracts.events.funding.fund import Document
from contracts.events.values import Instant
from contracts.identifiers import Uscc
from contracts.money import yuan
from services.chassis.api.models import Input, Output
from services.chassis.api.words import Day, Line, Sha256, Words, example
from services.funding.api.models.words import Fen


class DocumentNamed(Input):
    """文号 and date of what a decision rests on."""

    number: Line
    date: Day


class NewCap(Input):
    """The cap, in fen, and the document that sets it."""

    model_config = example(cap=500000000, document={"number": "石财企〔2024〕31号", "date": "2024-05-20"})
    cap: Fen
    document: DocumentNamed


class FundDone(Output):
    """What a command on a fund answers."""

    id: str
    cap: int
    held: int
    available: int
    at: Instant


class FundAuditShown(Output):
    """An audit over the fund; ``result`` null while it is under way."""

    number: int
    firm: str
    due: Instant
    result: str | None
    findings: str | None
    report: str | None


class FundShown(Output):
    """A fund with all its sums in fen: ``held`` = reserved + awarded + paid, ``available`` = cap - held."""

    id: str
    programme: str
    round: str | None
    version: int
    cap: int
    reserved: int
    awarded: int
    paid: int
    held: int
    available: int
    document: Document | None
    audits: tuple[FundAuditShown, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> dict[str, str]:
        """The same sums, as people read them."""
        return {name: yuan(getattr(self, name)) for name in ("cap", "reserved", "awarded", "paid", "held", "available")}


class LedgerLine(Output):
    """One line: ``fen`` moved (by how much the cap changed, for ``opened``, ``raised`` and ``lowered``), and the sums after it.

    ``version`` is the fund's, ``number`` counts its lines. ``by`` is whose command it was.
    """

    number: int
    version: int
    at: Instant
    entry: str
    round: str | None
    application: str | None
    uscc: str | None
    fen: int
    held: int
    available: int
    reason: str | None
    by: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def yuan(self) -> dict[str, str]:
        """The same sums, as people read them."""
        return {name: yuan(getattr(self, name)) for name in ("fen", "held", "available")}


class FirmNamed(Input):
    """The firm that audits."""

    model_config = example(firm={"name": "河北某某会计师事务所", "uscc": "911301001043657681"})
    name: Line
    uscc: Uscc


class NewAudit(Input):
    """From which firm an audit over the fund is ordered."""

    model_config = example(firm={"name": "河北某某会计师事务所", "uscc": "911301001043657681"})
    firm: FirmNamed


class FundResult(Input):
    """What the firm found, and its report, which was uploaded."""

    model_config = example(result="passed", findings="资金拨付手续齐全", report="0" * 64)
    result: Literal["passed", "failed"]
    findings: Words
    report: Sha256
