"""Workbooks and CSV files made on the spot."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from jiayi.infra.crypto import Vault
from jiayi.settings import Settings, read_or_make_secret


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
    return Vault(read_or_make_secret(settings.secret_file))
