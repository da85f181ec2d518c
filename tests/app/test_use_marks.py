"""Use marks: who may print them, when, in which edition, in full or on pre-printed paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from equipinspect.app import preferences, use_marks
from equipinspect.app.session import Session
from equipinspect.app.tags import Labels
from equipinspect.app.use_marks import Marks
from equipinspect.documents.layouts import fields_of, layout_on
from equipinspect.documents.scan import read_codes
from equipinspect.model.errors import InvalidRecord, NotAllowed
from equipinspect.model.tags import tag_of
from tests.ledgers import Clock, add, county_office

FIRST = Marks("first", Labels(use_marks.ELEVATOR))


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 4, 29, 1, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    session = county_office(tmp_path / "one", tmp_path / "home", clock)
    yield session
    session.close()


def lift(session: Session) -> int:
    return add(session, "elevator", device_code="31101000320180001", name="曳引驱动乘客电梯",
               use_status="在用", address="秋实路 1 号", reg_no="梯11陕C00655(16)")  # fmt: skip


def words(path: Path) -> str:
    text: str = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    return text


def test_only_a_registration_authority_on_its_occasions(desk: Session, tmp_path: Path) -> None:
    one, out = lift(desk), tmp_path / "标志.pdf"
    with pytest.raises(NotAllowed, match="登记机关"):
        use_marks.print_marks(desk, [one], out, FIRST)
    preferences.change(desk, {"is_registration_authority": "1"})
    with pytest.raises(InvalidRecord, match="检验机构"):
        use_marks.print_marks(desk, [one], out, Marks("inspection", FIRST.labels))
    assert use_marks.print_marks(desk, [one], out, FIRST) == 1
    assert read_codes(out) == [tag_of(one)]
    assert "特种设备使用标志" in words(out)
    assert "设备代码" in words(out)


@pytest.mark.parametrize("key", [use_marks.ELEVATOR, use_marks.GENERAL])
def test_every_field_of_a_mark_is_one_of_the_record(desk: Session, key: str) -> None:
    layout = layout_on(desk.resources / "templates", key, desk.today())
    assert fields_of(layout) <= {field.key for field in desk.declaration("elevator").fields}


def test_on_preprinted_paper_only_what_is_filled_in(desk: Session, tmp_path: Path) -> None:
    one, out = lift(desk), tmp_path / "标志.pdf"
    preferences.change(desk, {"is_registration_authority": "1"})
    use_marks.print_marks(desk, [one], out, Marks("change", Labels(use_marks.GENERAL), True))
    assert "特种设备使用标志" not in words(out)
    assert "梯11陕C00655(16)" in words(out)


def test_the_2017_edition_ends_on_the_last_of_april(
    desk: Session, tmp_path: Path, clock: Clock
) -> None:
    one, out = lift(desk), tmp_path / "标志.pdf"
    preferences.change(desk, {"is_registration_authority": "1"})
    clock.moment = datetime(2026, 5, 1, 1, tzinfo=UTC)
    with pytest.raises(NotAllowed, match="2026-05-01"):
        use_marks.print_marks(desk, [one], out, FIRST)
    assert not out.exists()
