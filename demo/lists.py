"""A list on its way upward: printed, sealed, scanned, filed."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from demo.data.chance import chance
from demo.data.person import person
from demo.desk import Desk
from demo.papers.paper import Paper
from demo.refusals import DemoFailure
from demo.workshop import Workshop


class SummaryList:
    """汇总表 of whoever ``bureau`` names: at ``path``, handled by one person at a desk."""

    def __init__(self, desk: Desk, path: str, bureau: str, workshop: Workshop) -> None:
        self.desk, self.path, self.bureau, self._workshop = desk, path, bureau, workshop
        self.sealed: list[bytes] = []

    async def file(self) -> None:
        """报送, with whom to call."""
        who = person(chance(self.path, "bureau"), f"gxj{self.path.rsplit('/', 1)[1].lower()}")
        contact = {"name": who.name, "phone": who.phone, "email": who.email}
        scan = await self.seal()
        await self.desk.post(f"{self.path}/filing", {"bureau": self.bureau, "contact": contact, "scan": scan})

    async def supplement(self) -> None:
        """补报 what was recommended since."""
        await self.desk.post(f"{self.path}/supplements", {"scan": await self.seal()})

    async def seal(self) -> str:
        """The list as it is now, printed, sealed and scanned: the SHA-256 of the scan."""
        scan = await self._workshop.scan(await self.download("pdf"), self.bureau)
        self.sealed.append(scan)
        sent = await self.desk.send(f"{self.path}/scans", Paper("", "汇总表（盖章扫描件）.pdf", scan))
        return str(sent["sha256"])

    async def download(self, extension: str) -> bytes:
        """The table as pdf, docx or xlsx."""
        return await self.desk.download(f"{self.path}/table.{extension}")

    async def require_spreadsheet(self) -> None:
        """The list as XLSX has the rows of the list as JSON. DemoFailure where it has others."""
        table = await self.desk.get(f"{self.path}/table")
        book = load_workbook(BytesIO(await self.download("xlsx")), read_only=True)
        cells = [[str(value) for value in row if value is not None] for row in book.active.iter_rows(values_only=True)]
        rows = [row for block in table["blocks"] for row in block["rows"]]
        missing = [row for row in rows if [str(value) for value in row.values()] not in cells]
        if missing:
            raise DemoFailure(f"{self.bureau}: the spreadsheet of its list lacks {missing}")
