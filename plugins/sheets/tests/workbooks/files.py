"""
Small workbooks, written by hand: the library only reads, and what a test is about must stand in the test.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from attrs import frozen

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_FORMATS = ("General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "[h]:mm:ss")


@frozen
class As:
    """A number as the file has it, shown in one of these formats: 1 a date, 2 a date and time, 3 hours."""

    number: str
    style: int = 0


def xlsx(sheets, *, hidden=(), merged=None, far_cell=None):
    """The bytes of a workbook.

    sheets    name to rows; None is no cell
    merged    name to ranges such as `A1:A2`
    far_cell  one more cell in the first sheet, such as `XFD1048576`
    """
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}"/></Types>',
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": _links(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
            + [("styles", "styles.xml")]
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}"'
            + (' state="hidden"/>' if name in hidden else "/>")
            for number, name in enumerate(sheets, 1)
        )
        + "</sheets></workbook>",
        "xl/styles.xml": _styles(),
    }
    for number, (name, rows) in enumerate(sheets.items(), 1):
        lines = [f'<row r="{at}">{_cells(row, at)}</row>' for at, row in enumerate(rows, 1)]
        if far_cell and number == 1:
            lines.append(f'<row><c r="{far_cell}"><v>1</v></c></row>')
        ranges = "".join(f'<mergeCell ref="{one}"/>' for one in (merged or {}).get(name, ()))
        more = f"<mergeCells>{ranges}</mergeCells>" if ranges else ""
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData>{more}</worksheet>'
        )
    return _packed(parts)


def ods(sheets, *, locked=False):
    """The bytes of an OpenDocument spreadsheet; `locked` says in its manifest that it is encrypted."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{one}="{names}{one}:1.0"' for one in ("office", "table", "text", "manifest"))
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    key = "<manifest:encryption-data/>" if locked else ""
    return _packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest {spaces}><manifest:file-entry "
            f'manifest:full-path="content.xml">{key}</manifest:file-entry></manifest:manifest>',
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def _packed(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _links(targets):
    ones = "".join(
        f'<Relationship Id="r{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{ones}</Relationships>'


def _styles():
    own = list(enumerate(_FORMATS[1:], 164))
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode={quoteattr(one)}/>' for number, one in own)
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *(number for number, _ in own)))
    return f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>'


def _cells(row, at):
    return "".join(_cell(one, f"{chr(ord('A') + column)}{at}") for column, one in enumerate(row) if one is not None)


def _cell(one, place):
    if isinstance(one, As):
        return f'<c r="{place}" s="{one.style}"><v>{one.number}</v></c>'
    if isinstance(one, bool):
        return f'<c r="{place}" t="b"><v>{int(one)}</v></c>'
    if isinstance(one, int | float):
        return f'<c r="{place}"><v>{one}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(one)}</t></is></c>'


def _ods_cell(one):
    if one is None:
        return "<table:table-cell/>"
    if isinstance(one, As):
        return f'<table:table-cell office:value-type="date" office:date-value="{one.number}"/>'
    if isinstance(one, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(one).lower()}"/>'
    if isinstance(one, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{one}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(one)}</text:p></table:table-cell>'
