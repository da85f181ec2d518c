"""Makes cylinders without end, with a vocabulary wide enough for honest hit lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from equipinspect.model.fields import Value

WORDS = "".join(chr(code) for code in range(0x4E8C, 0x5F8C, 5))  # about 860 characters
MAKERS = tuple((f"望舒气瓶制造{n}厂", f"W{n}") for n in range(1, 41))


@dataclass(frozen=True)
class Cylinders:
    """A repeatable series of gas cylinders under one holder."""

    seed: str

    def values(
        self, count: int, holder: int | str, office: int | str
    ) -> Iterator[dict[str, Value]]:
        """Yield ``count`` rows of stored values; holder and office are ids, or names for a sheet."""
        rng = Random(self.seed)
        for number in range(count):
            yield _row(rng, number) | {"holder": holder, "supervising_office": office}


def place(rng: Random) -> str:
    """Return an address of several invented words."""
    words = "".join(rng.choice(WORDS) for _letter in range(8))
    return f"{words[:3]}路{rng.randint(1, 300)}号{words[3:6]}{words[6:]}库"


def _row(rng: Random, number: int) -> dict[str, Value]:
    maker, code = MAKERS[number % len(MAKERS)]
    year = 2015 + number % 11
    month = rng.randint(1, 12)
    serial = f"{number:07}"
    return {
        "kind_code": "SEAMLESS_OTHER", "variety_code": "2310", "gas": "氧", "maker": maker, "maker_code": code,
        "serial_no": serial, "made_on": f"{year}-{month:02}", "nominal_pressure": "15", "volume": "40",
        "wall_mm": "5.7", "tare_kg": f"{rng.randint(45, 50)}.{rng.randint(1, 9)}", "body_material": "钢",
        "reg_no": "瓶30陕C00001(20)", "reg_status": "registered", "reg_status_from": "2020-05-06",
        "reg_org": "演示市场监督管理局", "reg_date": "2020-05-06", "use_status": "in_use",
        "use_status_from": "2020-05-06", "county": "610303", "address": place(rng),
        "use_reg_code": f"61030300001{year % 100:02}{serial}", "own_no": f"A{serial}",
        "qr_payload": f"{code}-{year}-{serial}", "inspection_last": f"{year + 9}-{month:02}",
        "inspection_next": f"{year + 12}-{month:02}", "inspection_conclusion": "合格",
        "inspection_report_no": f"HT{year + 9}-{serial}", "inspection_by": "演示检验站", "ownership": "自有",
    }  # fmt: skip
