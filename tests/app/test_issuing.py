"""What a certificate states: how long it hangs, its number, its words, who is preset."""

from datetime import date
from itertools import islice

import pytest

from equipinspect.app import issuing, preferences, records
from equipinspect.app.issuing import Wanted
from equipinspect.app.session import Session
from equipinspect.app.subjects import subject
from equipinspect.documents.certificate import Values
from equipinspect.model.codes import check37
from equipinspect.trust.certificate_code import Claims
from tests.ledgers import Clock, add

TODAY = date(2026, 11, 23)


@pytest.fixture
def lift(office: Session) -> int:
    unit = add(office, "unit", name="秋实物业有限公司")
    number = add(office, "elevator", device_code="31101000320180001", address="秋实路 1 号",
                 name="曳引驱动乘客电梯", use_status="在用")  # fmt: skip
    record = records.read(office, number)
    records.save(office, record, {"user_unit": unit, "maint_unit": unit})
    return number


@pytest.fixture
def officers(office: Session) -> tuple[int, int]:
    one, two = (
        add(
            office,
            "person",
            name=name,
            duty="科员",
            law_card_no=f"SC-{name}",
            law_card_expires="2028-12-31",
        )
        for name in ("欧阳 甄", "甄执二")
    )
    return one, two


def claims(office: Session, wanted: Wanted) -> Claims:
    about = subject(office, wanted.equipment)
    return issuing.claims(office, wanted, about, issuing.NO_NUMBER)


def page(office: Session, wanted: Wanted) -> Values:
    about = subject(office, wanted.equipment)
    return issuing.page_values(office, wanted, claims(office, wanted), about)


def due(office: Session, lift: int, **texts: str) -> None:
    record = records.read(office, lift)
    records.save(office, record, records.parse(office, "elevator", texts))


@pytest.mark.parametrize(
    ("texts", "until"),
    [
        ({}, "2027-11"),
        ({"inspection_next": "2027-05"}, "2027-05"),
        ({"inspection_next": "2027-05-09"}, "2027-05-09"),
        ({"inspection_next": "2027-11-30"}, "2027-11"),
        ({"inspection_next": "2028-05"}, "2027-11"),
        ({"inspection_next": "2027-05", "inspection_postponed_to": "2027-07"}, "2027-07"),
        ({"inspection_last": "2026-01-09"}, "2027-11"),  # a computed date binds nobody
    ],
)
def test_it_hangs_until_the_reported_inspection_or_twelve_months_from_issue(
    texts: dict[str, str], until: str, office: Session, lift: int
) -> None:
    if texts:
        due(office, lift, **texts)
    assert issuing.valid_to(office, subject(office, lift)) == until


def test_the_months_are_a_setting(office: Session, lift: int) -> None:
    preferences.change(office, {"validity_months": "2"})
    assert issuing.valid_to(office, subject(office, lift)) == "2027-01"


def test_numbers_name_the_month_the_device_and_a_serial(office: Session, clock: Clock) -> None:
    with office.action("certificate") as running:
        (number, serial), (following, _next) = islice(issuing.numbers(office, running), 2)
    assert serial is None
    assert number.startswith("2611")
    assert (number[8:12], following[8:12]) == ("0001", "0002")
    assert check37(number)


def test_the_claims_name_the_device_by_code_or_by_record(
    office: Session, lift: int, officers: tuple[int, int]
) -> None:
    made = claims(office, Wanted(lift, TODAY, "clear", officers))
    assert (made.issuer, made.type, made.equipment) == ("610305", "EI", "D31101000320180001")
    assert (made.result, made.issued) == ("P", "2026-11-23")
    due(office, lift, device_code="3110", reg_no="梯11陕C00001(20)")
    assert claims(office, Wanted(lift, TODAY, "rectified", officers)).equipment.startswith("E")


def test_the_page_says_it_in_the_words_of_the_office(
    office: Session, lift: int, officers: tuple[int, int]
) -> None:
    wanted = Wanted(lift, TODAY, "rectified", officers)
    values = page(office, wanted)
    assert values.office == "凤翔区市场监督管理局"
    assert values.officers == ("欧阳 甄", "甄执二")
    assert (values.kind, values.result) == ("常规监督检查", "发现问题，已整改")
    lines = dict(values.lines)
    assert lines["使用单位"] == "秋实物业有限公司"
    assert lines["使用地点"] == "秋实路 1 号"
    preferences.change(office, {"office_name": "宝鸡市凤翔区市场监督管理局"})
    assert page(office, wanted).office.startswith("宝鸡")


@pytest.mark.parametrize(
    ("on", "kind"), [(date(2022, 6, 30), "daily_old"), (date(2022, 7, 1), "routine")]
)
def test_the_kind_of_check_is_that_of_its_day(on: date, kind: str, office: Session) -> None:
    assert issuing.check_kind(office, on) == kind


def test_the_host_of_the_office_stands_before_the_code(office: Session) -> None:
    assert issuing.printed_code(office, "EQI1/X") == "EQI1/X"
    preferences.change(office, {"office_host": "yz.example.org"})
    assert issuing.printed_code(office, "EQI1/X") == "HTTPS://YZ.EXAMPLE.ORG/C/#EQI1/X"


def test_only_names_are_preset_and_they_are_looked_up_anew(
    office: Session, officers: tuple[int, int]
) -> None:
    assert issuing.officers_named(office, ()) == ()
    preferences.change(
        office, {"certificate_officer_1": "欧阳 甄", "certificate_officer_2": "甄执二"}
    )
    assert issuing.officers_named(office, ()) == officers
    assert issuing.officers_named(office, ("SC-甄执二",)) == officers[1:]


def test_every_reason_is_keyed_by_its_field(office: Session, lift: int) -> None:
    due(office, lift, use_status="停用")
    found = issuing.refusals(office, Wanted(lift, date(2026, 11, 24), "good", ()))
    assert {"use_status", "result", "checked_on", "officers", "issuer"} <= set(found)
