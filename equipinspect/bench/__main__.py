"""Runs the benchmark: python -m equipinspect.bench [--group G] [--size S|M|L] [--rounds 5] [--json FILE]."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from equipinspect.bench import (
    audit,
    campaign,
    certificates,
    coverage,
    importing,
    load,
    merge,
    report,
    save,
    search,
    start,
    table,
)
from equipinspect.bench.measure import Case, Row, measure
from equipinspect.bench.workshop import SIZES, Size, Workshop

GROUPS: dict[str, Callable[[Workshop], Iterator[Case]]] = {
    "start": start.cases,
    "table": table.cases,
    "search": search.cases,
    "import": importing.cases,
    "load": load.cases,
    "save": save.cases,
    "audit": audit.cases,
    "merge": merge.cases,
    "coverage": coverage.cases,
    "campaign": campaign.cases,
    "certificates": certificates.cases,
}
FAILED = 1


def run(
    groups: Sequence[str], size: Size, rounds: int, say: Callable[[str], None]
) -> Iterator[Row]:
    """Measure the groups in a folder of their own, which is gone afterwards; yield a row a case."""
    with tempfile.TemporaryDirectory(prefix="equipinspect-bench-") as folder:
        shop = Workshop(Path(folder), size, say)
        try:
            for group in groups:
                for case in GROUPS[group](shop):
                    yield measure(case, rounds)
        finally:
            shop.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row a case; 1 when a check failed."""
    wanted = _parser().parse_args(arguments)
    groups = [wanted.group] if wanted.group else list(GROUPS)
    _print(report.head())
    rows = []
    for row in run(groups, SIZES[wanted.size], wanted.rounds, _tell):
        _print(report.line(row))
        rows.append(row)
    if wanted.json:
        report.write_json(wanted.json, rows, wanted.size, wanted.rounds)
    return FAILED if any(row.check == "FAIL" for row in rows) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m equipinspect.bench", description="本程序的性能测量。"
    )
    parser.add_argument("--group", choices=list(GROUPS), help="只测一组。")
    parser.add_argument("--size", choices=list(SIZES), default="S", help="数据规模，默认 S。")
    parser.add_argument("--rounds", type=_rounds, default=5, help="轮数，默认 5。")
    parser.add_argument("--json", type=Path, help="结果另存为 JSON。")
    return parser


def _rounds(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("至少 1 轮")
    return number


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _tell(text: str) -> None:
    sys.stderr.write(f"# {text}\n")


if __name__ == "__main__":
    sys.exit(main())
