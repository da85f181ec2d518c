"""Exchange files of every version the project has had still merge."""

from pathlib import Path

import pytest

from equipinspect.model.declarations import Declarations
from equipinspect.store import queries
from equipinspect.store.queries import Query
from tests.exchanging import device

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize("old", sorted(SAMPLES.glob("exchange-*.eqx")), ids=lambda p: p.stem)
def test_an_old_exchange_file_still_merges(
    old: Path, tmp_path: Path, declared: Declarations
) -> None:
    office = device(tmp_path, declared, "机关")
    found = office.take(old)
    assert (found.result, found.parked, found.quarantined) == ("merged", 0, 0)
    (lift,) = queries.positions(office.register, Query("elevator"))
    values = office.row(lift).values
    assert (values["name"], values["inspection_next"]) == ("一号梯", "2027-01")
    assert queries.count(office.register, Query("unit")) == 1
    assert office.clean()
    office.register.close()
