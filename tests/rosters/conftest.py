"""Workbooks and CSV files made on the spot."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from jiayi.infra.crypto import Vault
from jiayi.infra.sealing.source import open_vault
from jiayi.settings import Settings


def book(header: Sequence[str], *rows: Sequence[Any], sheet: str = "名册", above: int = 0) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    page = workbook.add_worksheet(sheet)
    for number, row in enumerate([header, *rows], above):
        page.write_row(number, 0, row)
    workbook.close()
    return out.getvalue()


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return open_vault(settings)
