"""Many rows: the workbook that ``python -m jiayi.rosters.bench`` measures with 100,000, here small enough for every run."""

import time

from jiayi.rosters.bench import workbook
from jiayi.rosters.model import Counts, Kind
from tests.rosters.test_import import Importer, importer  # noqa: F401

ROWS = 5_000
SECONDS = 15  # 100,000 in 60 s would be 3 s here; the rest is for a busy machine


async def test_five_thousand_residents_in_sets(importer: Importer) -> None:  # noqa: F811
    begun = time.perf_counter()
    assert (await importer(Kind.RESIDENTS, workbook(ROWS))).counts == Counts(new=ROWS)
    assert (await importer(Kind.RESIDENTS, workbook(ROWS))).counts == Counts(unchanged=ROWS)
    assert time.perf_counter() - begun < SECONDS
