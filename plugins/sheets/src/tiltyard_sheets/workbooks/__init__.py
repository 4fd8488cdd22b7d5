"""
Workbooks on this machine: `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`, only read.
"""

from tiltyard_sheets.workbooks.source import SCHEMES, fetch, refuse_write

__all__ = ["SCHEMES", "fetch", "refuse_write"]
