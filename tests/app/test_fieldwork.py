"""协管员 patrols, complaints and rescue calls, and rides campaigns that open by themselves."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from equipinspect.app import complaints, health, lists, openings, patrols, records
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.fields import Value
from tests.ledgers import add

ON = date(2026, 11, 23)


def call(session: Session, **values: Value) -> int:
    base: dict[str, Value] = {"kind": "entrapment", "called_at": "2026-11-20 09:00"}
    return records.save_new(session, "rescue_call", base | values)


def row(session: Session, number: int) -> complaints.Rescue:
    return complaints.rescue(session, lists.rows_of(session, "rescue_call", [number])[0])


@pytest.mark.parametrize(
    ("arrived", "released", "beyond", "accident"),
    [
        ("2026-11-20 09:30", "2026-11-20 10:59", False, False),
        ("2026-11-20 09:31", "2026-11-20 11:00", True, True),
        (None, "2026-11-20 11:01", False, True),
        ("2026-11-20 08:59", None, False, False),
        ("不详", "不详", False, False),
    ],
)
def test_times_of_an_entrapment(
    office: Session, arrived: str | None, released: str | None, beyond: bool, accident: bool
) -> None:
    found = row(office, call(office, arrived_at=arrived, released_at=released))
    assert (found.beyond, found.accident) == (beyond, accident)


def test_two_hours_are_an_accident_entered_once(office: Session) -> None:
    lift = add(office, "elevator", serial_no="A1", address="某处")
    number = call(office, equipment=lift, released_at="2026-11-20 11:00")
    accident = complaints.record_accident(office, number)
    assert complaints.record_accident(office, number) == accident
    values = records.read(office, accident).values
    assert (values["grade"], values["stranded_minutes"], values["source_record"]) == (
        "ordinary",
        120,
        number,
    )
    with pytest.raises(NotAllowed, match="不构成一般事故"):
        complaints.record_accident(office, call(office, released_at="2026-11-20 10:00"))
    with pytest.raises(UserError, match="还没有对应的设备"):
        complaints.record_accident(office, call(office, released_at="2026-11-20 12:00"))


def test_calls_are_counted_by_their_day(office: Session) -> None:
    call(office, arrived_at="2026-11-20 09:20")
    call(office, called_at="2026-11-21 23:59", arrived_at="2026-11-22 00:39")
    call(office, kind="fault", called_at="2026-11-21 10:00")
    call(office, called_at="2026-11-22 00:00")
    found = complaints.rescue_figures(office, date(2026, 11, 20), date(2026, 11, 21))
    assert (len(found.entrapments), len(found.faults), len(found.beyond)) == (2, 1, 1)
    assert found.mean == 30.0
    assert complaints.rescue_figures(office, date(2025, 1, 1), date(2025, 1, 2)).mean is None


def test_a_complaint_leads_to_its_visit_reply_and_satisfaction(office: Session) -> None:
    lift = add(office, "elevator", serial_no="A1", address="某处")
    number = complaints.enter(
        office,
        {"channel": "12345", "received_on": "2026-11-10", "reply_due": "2026-11-20", "subject": "电梯异响",
         "equipment": lift},
        {"name": "虚构甲", "phone": "10000000000"},
    )  # fmt: skip
    assert [s.id for s in complaints.late_replies(office, ON)] == [number]
    with office.action("check") as running:
        visit = running.create("check", {"checked_on": "2026-11-12", "equipment": lift, "result": "clear",
                                         "source": "complaint", "source_record": number})  # fmt: skip
    with pytest.raises(UserError, match="早于接收日期"):
        complaints.answer(office, number, "已处理", date(2026, 11, 9))
    complaints.answer(office, number, "已处理", date(2026, 11, 19))
    records.save(office, records.read(office, number), {"satisfaction": "content"})
    found = complaints.slip(office, number, ON)
    assert (found.equipment, found.visits, found.satisfaction, found.overdue) == (
        lift,
        (visit,),
        "满意",
        False,
    )
    assert complaints.late_replies(office, ON) == []
    assert lists.every(office, "complainant")[0].values["complaint"] == number
    assert office.declaration("complainant").withheld
    assert not office.declaration("complaint").has("name")


@pytest.fixture
def patrol(office: Session) -> int:
    """A patrol over three lifts entered out of order."""
    lifts = [
        add(
            office, "elevator", serial_no=f"A{n}", address=f"秋实路 {n} 号", internal_no=f"{n} 号梯"
        )
        for n in (3, 1, 2)
    ]
    return patrols.begin(office, "一季度巡查", None, ON, lifts)


def filled(path: Path, out: Path, *answers: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    page = book.active
    titles = [cell.value for cell in page[2]]
    for number, answer in enumerate(answers, 3):
        for title, text in answer.items():
            page.cell(number, titles.index(title) + 1).value = text
    book.save(out)
    book.close()


def test_a_light_list_goes_out_and_comes_back(office: Session, patrol: int, tmp_path: Path) -> None:
    route = patrols.stops(office, patrol)
    out, back = tmp_path / "巡查单.xlsx", tmp_path / "填好.xlsx"
    assert patrols.send(office, patrol, out) == 3
    book = openpyxl.load_workbook(out)
    lines = list(book.active.iter_rows(min_row=3, values_only=True))
    book.close()
    assert [line[2] for line in lines] == ["1 号梯", "2 号梯", "3 号梯"]
    filled(out, back, {"使用标志": "正常", "五方通话": "有问题", "发现的情况": "无人应答"},
           {"使用标志": "大概吧"}, {"记录号": "0000000000000"})  # fmt: skip
    found = patrols.receive(office, back)
    assert (found.answered, found.findings) == ((route[0].id,), (route[0].id,))
    assert [number for number, _why in found.refused] == [4, 5]
    assert records.read(office, patrol).values["returned_on"] == "2026-11-23"
    assert patrols.receive(office, back).answered == found.answered
    assert patrols.stops(office, patrol)[0].values["intercom"] == "problem"
    assert health.audit(office).findings == []
    with pytest.raises(UserError, match="记录号"):
        patrols.receive(office, _other(tmp_path))


def _other(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["别的表"])
    book.save(folder / "别的.xlsx")
    return folder / "别的.xlsx"


def test_a_finding_goes_to_an_officer_with_a_valid_card(office: Session, patrol: int) -> None:
    stop = patrols.stops(office, patrol)[0].id
    assistant = add(office, "person", name="虚构协管")
    expired = add(
        office, "person", name="虚构过期", law_card_no="T1", law_card_expires="2026-11-22"
    )
    officer = add(
        office, "person", name="虚构执法", law_card_no="T2", law_card_expires="2026-11-23"
    )
    with pytest.raises(UserError, match="没有写发现"):
        patrols.hand_over(office, stop, officer, ON)
    records.save(office, records.read(office, stop), {"finding": "无人应答"})
    for person in (assistant, expired):
        with pytest.raises(NotAllowed, match="执法证"):
            patrols.hand_over(office, stop, person, ON)
    patrols.hand_over(office, stop, officer, ON)
    assert patrols.stops(office, patrol)[0].values["handed_to"] == officer
    with pytest.raises(UserError, match="选择要巡查的设备"):
        patrols.begin(office, "空", None, ON, [])


def test_a_rides_campaign_opens_before_the_holiday_with_all_rides_in_use(office: Session) -> None:
    rides = [
        add(
            office,
            "amusement_ride",
            name=f"虚构{n}",
            serial_no=f"R{n}",
            address="公园",
            use_status="在用",
        )
        for n in range(2)
    ]
    add(office, "amusement_ride", name="停用的", serial_no="R9", address="公园", use_status="停用")
    order = records.save_new(office, "campaign", {"name": "节前检查", "opens_before": "holiday", "days_before": 10,
                                                  "holiday": "国庆节"})  # fmt: skip
    assert openings.due(office, date(2026, 9, 20)) == []
    (campaign,) = openings.open_due(office, date(2026, 9, 21))
    values = records.read(office, campaign).values
    assert (values["name"], values["begins"], values["ends"], values["parent"]) == (
        "节前检查（2026 年国庆节）", "2026-09-21", "2026-09-30", order,
    )  # fmt: skip
    assert [t.values["equipment"] for t in lists.every(office, "campaign_target")] == rides
    assert openings.open_due(office, date(2026, 9, 25)) == []


def test_a_rides_campaign_opens_before_the_season(office: Session) -> None:
    add(
        office,
        "amusement_ride",
        name="水滑梯",
        serial_no="R1",
        address="公园",
        season_opens="2026-06-01",
    )
    records.save_new(
        office, "campaign", {"name": "开季检查", "opens_before": "season", "days_before": 20}
    )
    (opening,) = openings.due(office, date(2026, 5, 12))
    assert (opening.name, opening.begins) == ("开季检查（2026-06-01 开季）", date(2026, 5, 12))
    assert openings.due(office, date(2026, 6, 1)) == []
