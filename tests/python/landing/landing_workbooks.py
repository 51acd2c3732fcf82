"""The smallest workbook that a spreadsheet could write: none of our libraries writes one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org"
MAIN = f"{OFFICE}/spreadsheetml/2006/main"
LINKS = f"{OFFICE}/officeDocument/2006/relationships"
PACKAGE = "application/vnd.openxmlformats-package"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{OFFICE}/package/2006/content-types">
        <Default Extension="rels" ContentType="{PACKAGE}.relationships+xml"/>
        <Default Extension="xml" ContentType="application/xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>
        <Override PartName="/xl/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{OFFICE}/package/2006/relationships">
        <Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>
        </Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">
        <sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{OFFICE}/package/2006/relationships">
        <Relationship Id="r1" Type="{LINKS}/worksheet" Target="sheet1.xml"/>
        <Relationship Id="r2" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{MAIN}"><cellXfs count="2">
        <xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>""",
}


@dataclass(frozen=True)
class Day:
    """A cell that is shown as date and time: days since the end of 1899."""

    serial: float


Cell = str | float | bool | Day | None


def workbook(rows: Sequence[Sequence[Cell] | None]) -> bytes:
    """A workbook with one sheet; None leaves a row out."""
    lines = "".join(
        f'<row r="{number}">{_cells(number, row)}</row>'
        for number, row in enumerate(rows, start=1)
        if row is not None
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, '<?xml version="1.0"?>' + content)
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
        archive.writestr("xl/sheet1.xml", '<?xml version="1.0"?>' + sheet)
    return packed.getvalue()


def _cells(row: int, cells: Sequence[Cell]) -> str:
    return "".join(_cell(row, place, cell) for place, cell in enumerate(cells))


def _cell(row: int, place: int, cell: Cell) -> str:
    reference = f"{chr(ord('A') + place)}{row}"
    match cell:
        case None:
            return ""
        case bool():
            return f'<c r="{reference}" t="b"><v>{int(cell)}</v></c>'
        case Day(serial):
            return f'<c r="{reference}" s="1"><v>{serial!r}</v></c>'
        case str():
            return f'<c r="{reference}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{reference}"><v>{cell!r}</v></c>'
