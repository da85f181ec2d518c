"""Directives and check records as papers: numbered, filled from failed items, delivered, voided."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from equipinspect.app import (
    attachments,
    directives,
    hazard_steps,
    hazards,
    health,
    papers,
    preferences,
    records,
    undoing,
    visit_problems,
    visit_signing,
    visits,
)
from equipinspect.app.directives import Wanted
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.model.hazards import Wish
from tests.ledgers import Clock, add, rows_of
from tests.visits import Scene, scene_in

NINE = datetime(2026, 9, 1, 1, tzinfo=UTC)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = scene_in(tmp_path, Clock(NINE))
    yield made
    made.session.close()


def words(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def visited(scene: Scene, codes: tuple[str, ...], said: str = "", lifts: int = 2) -> int:
    """Sign a visit on which some items of the first lift failed."""
    session = scene.session
    draft = visits.begin(
        session, visits.Wanted(equipment=scene.lifts[:lifts], officers=scene.officers[:2])
    )
    for at in visit_problems.unjudged(session, draft):
        bad = at[0] == "1" and at[1] in codes
        visits.judge(session, draft, at, "fail" if bad else "pass")
        if bad:
            visits.say(
                session, draft, at, no_photo="机房内禁止拍照", **({"words": said} if said else {})
            )
    visits.write(session, draft, {"sign_state": "signed", "unit_signer": "秦大有",
                                  "measures": "directive", "opinion": "情况属实，立即整改。"})  # fmt: skip
    return visit_signing.sign(session, draft.id).id


def issued(scene: Scene, check: int, deadline: str = "2026-09-20") -> directives.Issued:
    return directives.issue(
        scene.session,
        Wanted(directives.open_hazards(scene.session, check), deadline, scene.officers[:2]),
    )


def test_a_directive_lists_several_hazards_with_one_deadline(scene: Scene) -> None:
    session = scene.session
    check = visited(scene, ("DT-13", "DT-16"))
    made = issued(scene, check)
    assert made.number == "（宝）市监特令〔2026〕第1号"
    [text] = words(made.pdf)
    plain = "".join(text.split())
    for part in ("特种设备安全监察指令书", made.number, "凤翔区市场监督管理局", "秋实物业有限公司",
                 "1.曳引驱动乘客电梯", "机房不能上锁", "轿厢应急照明不亮", "第三十七条", "第三十九条",
                 "2026年9月20日前", "六十日内向凤翔区人民政府申请行政复议",
                 "六个月内依法向凤翔区人民法院提起行政诉讼", "不得停止改正或者停止消除事故隐患",
                 "检查人员（签名）", "被检查单位（负责人）（签名）", "特种设备安全监察专用章", "一式两份"):  # fmt: skip
        assert part in plain, part
    for row in rows_of(session, "hazard"):
        assert (row.values["state"], row.values["directive"]) == ("issued", made.id)
        assert (row.values["deadline"], row.values["directive_no"]) == ("2026-09-20", made.number)
    assert records.read(session, made.id).values["status"] == "awaiting"
    assert directives.awaiting(session) == [made.id]
    assert directives.print_again(session, made.id) == made.pdf
    assert health.audit(session).findings == []


def test_vector_10_numbers_have_gaps_and_voids_are_kept(scene: Scene) -> None:
    session = scene.session
    first = issued(scene, visited(scene, ("DT-13",)))
    directives.void(session, first.id, "期限写错")
    with pytest.raises(NotAllowed, match="已经作废了"):
        directives.void(session, first.id, "再来")
    hazard = rows_of(session, "hazard")[0].id
    again = directives.issue(session, Wanted((hazard,), "2026-09-25", scene.officers[:2]))
    assert again.number == "（宝）市监特令〔2026〕第2号"
    known = records.read(session, hazard).values
    assert (known["directive"], known["deadline"]) == (again.id, "2026-09-25")
    kept = records.read(session, first.id).values
    assert (kept["number"], kept["status"]) == (first.number, "void")
    assert "（作废）" in words(directives.print_again(session, first.id))[0]
    scene.clock.moment = datetime(2027, 1, 5, 1, tzinfo=UTC)
    other = issued(scene, visited(scene, ("DT-16",)), "2027-01-20")
    assert other.number == "（宝）市监特令〔2027〕第1号"
    with pytest.raises(NotAllowed, match="不能送达"):
        directives.deliver(session, first.id, date(2026, 9, 1), "on_spot", "秦大有")


@pytest.mark.parametrize(
    ("deadline", "who", "said"),
    [
        ("2026-08-31", (0, 1), "早于排查日期"),
        ("2026-09-20", (0, 0), "两名不同"),
        ("2026-09-20", (0,), "两名不同"),
        ("2026-09-20", (0, 9), "已过期"),
        ("", (0, 1), "整改时限：未填"),
    ],
)
def test_a_wrong_directive_takes_no_number(
    scene: Scene, deadline: str, who: tuple[int, ...], said: str
) -> None:
    session = scene.session
    check = visited(scene, ("DT-13",))
    people = tuple(scene.lapsed if w == 9 else scene.officers[w] for w in who)
    with pytest.raises(InvalidRecord, match=said):
        directives.issue(session, Wanted(directives.open_hazards(session, check), deadline, people))
    assert rows_of(session, "directive") == []
    assert issued(scene, check).number.endswith("第1号")


def test_a_directive_is_for_one_unit_and_names_the_remedies(scene: Scene) -> None:
    session = scene.session
    check = visited(scene, ("DT-13",))
    other = add(session, "unit", name="春华物业有限公司", county="凤翔区")
    strange = hazards.add(session, hazards.filled_in(session, {
        "unit": other, "description": "没有预案", "found_on": "2026-09-01", "level": "ordinary",
    }))  # fmt: skip
    both = (*directives.open_hazards(session, check), strange)
    with pytest.raises(InvalidRecord, match="只下达给一家单位"):
        directives.issue(session, Wanted(both, "2026-09-20", scene.officers[:2]))
    preferences.change(session, {"review_body": ""})
    with pytest.raises(InvalidRecord, match="还没有写复议机关"):
        issued(scene, check)
    with pytest.raises(InvalidRecord, match="没有可以下达"):
        directives.issue(session, Wanted((), "2026-09-20", scene.officers[:2]))


def test_delivery_is_kept_with_the_signed_copy(scene: Scene) -> None:
    session = scene.session
    made = issued(scene, visited(scene, ("DT-13",)))
    scan = scene.folder / "签字.pdf"
    scan.write_bytes(made.pdf)
    with pytest.raises(UserError, match="送达方式"):
        directives.deliver(session, made.id, date(2026, 9, 1), "drone", "秦大有")
    with pytest.raises(UserError, match="下达日期"):
        directives.deliver(session, made.id, date(2026, 8, 1), "mail", "秦大有")
    directives.deliver(session, made.id, date(2026, 9, 1), "left", "秦大有", scan)
    known = records.read(session, made.id).values
    assert (known["status"], known["delivered_on"], known["delivery_way"]) == (
        "delivered", "2026-09-01", "left",
    )  # fmt: skip
    [(row, _path)] = attachments.of_record(session, made.id)
    assert row.values["role"] == "signed"
    assert directives.awaiting(session) == []


def test_what_gave_out_a_number_is_not_undone(scene: Scene) -> None:
    made = issued(scene, visited(scene, ("DT-13",)))
    with pytest.raises(NotAllowed, match="只能作废"):
        undoing.undo_last(scene.session)
    assert records.read(scene.session, made.id).values["status"] == "awaiting"


def test_a_step_taken_back_leaves_the_hazard_where_it_was(scene: Scene) -> None:
    session = scene.session
    issued(scene, visited(scene, ("DT-13",)))
    hazard = rows_of(session, "hazard")[0].id
    before = records.read(session, hazard).values
    scene.clock.moment = datetime(2026, 9, 10, 1, tzinfo=UTC)
    hazard_steps.advance(
        session, hazard, Wish("report", "2026-09-09", (), {"done_on": "2026-09-08"})
    )
    undoing.undo_last(session)
    assert records.read(session, hazard).values == before
    assert [r.values["step"] for r in hazards.steps_of(session, hazard)] == ["found", "issue"]


def test_the_check_record_has_every_box(scene: Scene) -> None:
    check = visited(scene, ("DT-13", "DT-16"))
    [text] = words(papers.check_record_pdf(scene.session, check))
    plain = "".join(text.split())
    for part in ("特种设备安全监督检查记录", "（宝）市监特检〔2026〕第1号", "检查人员", "记录员", "检查类别",
                 "常规监督检查", "专项监督检查", "证后监督检查", "其他情形", "检查日期", "单位名称",
                 "统一社会", "信用代码", "法定代表人", "安全管理", "单位地址", "联系人", "职务", "联系电话",
                 "类别", "设计", "制造", "安装", "改造", "修理", "维保", "使用", "充装", "经营", "检验", "检测",
                 "抽查设备", "使用登记代码", "产品编号", "检查情况及", "发现的问题", "处理措施", "下达监察指令书",
                 "实施查封", "实施扣押", "被检查单位", "意见", "情况属实", "检查人员", "记录员", "甄一、甄二",
                 "秦大有", "梯11陕C00001(18)", "2026年9月1日", "第1页"):  # fmt: skip
        assert part in plain, part


def test_long_findings_run_onto_a_second_page_and_nothing_is_lost(scene: Scene) -> None:
    said = "".join(f"第{n:03}句，机房门锁损坏并堆放杂物；" for n in range(160))
    check = visited(scene, ("DT-13",), said)
    pages = words(papers.check_record_pdf(scene.session, check))
    assert len(pages) > 1
    plain = "".join("".join(pages).split())
    assert "（下接续页）" in plain
    assert "（续页）" in plain
    assert [n for n in range(160) if f"第{n:03}句" not in plain] == []
    made = issued(scene, check)
    text = "".join("".join(words(made.pdf)).split())
    assert [n for n in range(160) if f"第{n:03}句" not in text] == []


def test_a_name_the_font_lacks_is_said_and_no_number_is_taken(scene: Scene) -> None:
    session = scene.session
    check = visited(scene, ("DT-13",), "机房内有\U0001f600标记")
    with pytest.raises(UserError, match="字库里没有"):
        papers.check_record_pdf(session, check)
    with pytest.raises(UserError, match="字库里没有"):
        issued(scene, check)
    assert rows_of(session, "directive") == []


def test_only_visits_and_directives_are_printed(scene: Scene) -> None:
    with pytest.raises(UserError, match="不是监督检查"):
        papers.check_record_pdf(scene.session, scene.unit)
    with pytest.raises(UserError, match="不是监察指令书"):
        directives.print_again(scene.session, scene.unit)
