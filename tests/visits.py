"""An office with officers, a unit and two lifts, and photos, for tests of visits and hazards."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from equipinspect.app import preferences
from equipinspect.app.session import Session
from tests.ledgers import Clock, add, county_office

CARD = {"law_card_expires": "2028-12-31", "is_officer": "是", "active": "是"}


@dataclass(frozen=True)
class Scene:
    """Who and what a visit needs."""

    session: Session
    clock: Clock
    officers: tuple[int, int, int]
    head: int
    lapsed: int
    unit: int
    lifts: tuple[int, int]
    folder: Path

    def photo(self, name: str = "现场.png", colour: str = "navy") -> Path:
        """Write a small picture and return its path."""
        path = self.folder / name
        Image.new("RGB", (64, 48), colour).save(path)
        return path


def scene_in(folder: Path, clock: Clock) -> Scene:
    """Begin an office of 凤翔区 with three officers, a supervisor and one whose card lapsed."""
    session = county_office(folder, folder / "home", clock)
    preferences.change(session, {"document_letter": "宝", "review_body": "凤翔区人民政府",
                                 "court": "凤翔区人民法院"})  # fmt: skip
    officers = [
        add(session, "person", name=f"甄{n}", law_card_no=f"SC-{n}", **CARD) for n in "一二三"
    ]
    head = add(session, "person", name="郝科长", law_card_no="SC-0", **CARD)
    lapsed = add(session, "person", name="甄旧", law_card_no="SC-9", law_card_expires="2026-01-31")
    unit = add(session, "unit", name="秋实物业有限公司", roles="使用单位", legal_person="秦大有",
               safety_director="安总监", principal="秦大有", contact="秋实", contact_duty="经理",
               phone="0917-0000000", address="凤翔区秋实路 1 号", county="凤翔区")  # fmt: skip
    lifts = [
        add(session, "elevator", device_code=f"3110100032018000{n}", address=f"秋实路 1 号 {n} 号楼",
            name="曳引驱动乘客电梯", use_status="在用", inspection_next="2027-05", reg_no=f"梯11陕C0000{n}(18)",
            user_unit="秋实物业有限公司", county="凤翔区")
        for n in (1, 2)
    ]  # fmt: skip
    return Scene(session, clock, (officers[0], officers[1], officers[2]), head, lapsed, unit,
                 (lifts[0], lifts[1]), folder)  # fmt: skip
