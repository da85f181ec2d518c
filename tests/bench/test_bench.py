"""The benchmark runs every group, prints what is missing, and says when a check fails."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from equipinspect.bench import __main__ as bench
from equipinspect.bench import report
from equipinspect.bench.ledger import Cylinders
from equipinspect.bench.load import copied
from equipinspect.bench.measure import Case, Timing, measure, share
from equipinspect.bench.workshop import SIZES, Size, Workshop

TINY = Size("T", register=300, load=60, sheet=40, saves=5, steps=4)


def _true(_mine: object, _theirs: object) -> bool:
    return True


def _quiet(_text: str) -> None:
    pass


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    made = Workshop(tmp_path, TINY, _quiet)
    yield made
    made.close()


@pytest.mark.parametrize(
    "group",
    ["search", "import", "load", "save", "audit", "merge", "coverage", "campaign", "certificates"],
)
def test_a_group_measures_and_checks(group: str) -> None:
    rows = list(bench.run([group], TINY, 1, _quiet))
    assert rows
    for row in rows:
        assert row.group == group
        assert row.check == "ok"
        assert row.subject_ms is not None
        assert row.anchor_ms is not None
        assert row.ratio_median is not None


@pytest.mark.qt_log_ignore("does not support (propagateSizeHints|raise)", extend=True)
@pytest.mark.parametrize("group", ["start", "table"])
def test_a_group_with_windows_measures_and_checks(group: str) -> None:
    rows = list(bench.run([group], TINY, 1, _quiet))
    assert {row.check for row in rows} == {"ok"}


def test_the_table_has_the_columns_promised() -> None:
    assert report.head().split() == [
        "group", "case", "anchor", "subject_ms", "anchor_ms", "ratio_median", "ratio_p90", "peak_MB", "check",
    ]  # fmt: skip


def test_subject_and_anchor_take_turns() -> None:
    turns: list[str] = []
    case = Case("g", "c", "a", lambda: turns.append("mine"), lambda: turns.append("theirs"), _true,
                lambda: turns.append("ready"))  # fmt: skip
    measure(case, 2)
    assert turns == ["ready", "mine", "theirs"] * 2


def test_ratios_are_taken_round_by_round() -> None:
    mine, theirs = iter([10.0, 30.0, 40.0]), iter([10.0, 10.0, 10.0])
    row = measure(
        Case("g", "c", "a", lambda: Timing(next(mine)), lambda: Timing(next(theirs)), _true), 3
    )
    assert (row.subject_ms, row.anchor_ms) == (30.0, 10.0)
    assert (row.ratio_median, row.ratio_p90) == (3.0, 4.0)


def test_a_wrong_result_fails_however_fast() -> None:
    row = measure(Case("g", "c", "a", lambda: 1, lambda: 2, lambda a, b: a == b), 1)
    assert row.check == "FAIL"
    assert "FAIL" in report.line(row)


@pytest.mark.parametrize("absent", ["subject", "anchor"])
def test_what_is_missing_is_said(absent: str) -> None:
    def work() -> int:
        return 1

    case = Case(
        "g",
        "c",
        "a",
        None if absent == "subject" else work,
        None if absent == "anchor" else work,
        _true,
    )
    row = measure(case, 1)
    assert row.ratio_median is None
    assert "missing" in report.line(row)
    assert (row.check == "missing") == (absent == "subject")


@pytest.mark.parametrize(("part", "wanted"), [(0.5, 3), (0.9, 5), (0.01, 1), (1.0, 5)])
def test_a_share_of_the_values(part: float, wanted: int) -> None:
    assert share([5, 1, 3, 2, 4], part) == wanted


def test_the_series_is_repeatable_and_wide() -> None:
    first, again = (list(Cylinders("x").values(400, 1, 2)) for _time in range(2))
    assert first == again
    assert len({str(row["address"])[:2] for row in first}) > 350
    assert len({row["serial_no"] for row in first}) == 400


def test_the_copy_of_the_anchor_is_whole(shop: Workshop) -> None:
    assert copied(shop.big.path, shop.folder / "copy.sqlite") == TINY.register + 200


def test_the_command_prints_and_keeps_its_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SIZES, "S", TINY)
    kept = tmp_path / "rows.json"
    assert bench.main(["--group", "load", "--rounds", "1", "--json", str(kept)]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == report.head()
    assert len(lines) == 1
    data = json.loads(kept.read_text(encoding="utf-8"))
    assert data["rounds"] == 1
    assert data["rows"][0]["check"] == "ok"


@pytest.mark.parametrize("arguments", [["--group", "none"], ["--size", "X"], ["--rounds", "0"]])
def test_a_wrong_call_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        bench.main(arguments)
    assert refused.value.code == 2
    assert capsys.readouterr().err
