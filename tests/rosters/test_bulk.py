"""Many rows: the workbook that ``python -m jiayi.rosters.bench`` measures with 100,000, here small enough for every run."""

from jiayi.rosters.bench import workbook
from jiayi.rosters.model import Counts, Kind
from tests.rosters.test_import import Importer, importer  # noqa: F401

ROWS = 5_000


async def test_five_thousand_residents_in_sets(importer: Importer) -> None:  # noqa: F811
    assert (await importer(Kind.RESIDENTS, workbook(ROWS))).counts == Counts(new=ROWS)
    assert (await importer(Kind.RESIDENTS, workbook(ROWS))).counts == Counts(unchanged=ROWS)
