"""What the page of a visit shows in one call: items, counts, warnings, the story of the device."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from equipinspect.app import drafts, hazards, visit_page, visit_problems, visit_signing, visits
from equipinspect.app.visits import Wanted
from tests.ledgers import Clock
from tests.visits import Scene, scene_in

NINE = datetime(2026, 9, 1, 1, tzinfo=UTC)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = scene_in(tmp_path, Clock(NINE))
    yield made
    made.session.close()


def test_a_page_counts_judges_and_warns(scene: Scene) -> None:
    session = scene.session
    draft = visits.begin(session, Wanted(equipment=scene.lifts, officers=scene.officers[:2]))
    seen = visit_page.page(session, draft.id)
    assert (seen.title, seen.judged, seen.total, seen.left) == ("秋实物业有限公司", 0, 38, 38)
    assert (seen.kind, seen.officers) == ("常规监督检查", "甄一、甄二")
    assert [s.part for s in seen.sections] == ["1", "1", "1", "2", "2", "2"]
    assert seen.saved.count(":") == 2
    first = seen.sections[0].items
    assert [i.number for i in first] == [1, 2, 3, 4, 5, 6]
    assert (first[0].clause, first[2].hint) == ("特设法 第33条", "应检 2027-05")
    visits.judge(session, draft, ("1", "DT-14"), "fail")
    visits.judge(session, draft, ("1", "DT-03"), "fail")
    seen = visit_page.page(session, draft.id)
    said = {i.code: i.warning for s in seen.sections for i in s.items if s.part == "1"}
    assert "4.6b" in said["DT-14"]
    assert "不判为重大" in said["DT-03"]
    visits.grade(
        session, draft, ("1", "DT-14"), {"level": "major", "criterion": "4.6b", "still_used": 1}
    )
    seen = visit_page.page(session, draft.id)
    assert seen.failed == 2
    item = next(i for s in seen.sections for i in s.items if i.code == "DT-14")
    assert item.warning == "按 4.6b 判为重大事故隐患，应立即停用。"
    assert seen.next_unjudged() == ("1", "DT-01")
    assert seen.next_unjudged(("1", "DT-02")) == ("1", "DT-04")
    assert seen.next_unjudged(("2", "DT-19")) == ("1", "DT-01")


def test_a_page_before_the_criteria_does_not_cite_them(scene: Scene) -> None:
    wanted = Wanted(equipment=scene.lifts[:1], officers=scene.officers[:2], on=date(2024, 11, 30))
    draft = visits.begin(scene.session, wanted)
    visits.judge(scene.session, draft, ("1", "DT-14"), "fail")
    seen = visit_page.page(scene.session, draft.id)
    assert all("GB 45067" not in i.warning for s in seen.sections for i in s.items)


def test_the_story_tells_earlier_visits_hazards_and_what_is_open(scene: Scene) -> None:
    session = scene.session
    lift = scene.lifts[0]
    draft = visits.begin(session, Wanted(equipment=(lift,), officers=scene.officers[:2]))
    for at in visit_problems.unjudged(session, draft):
        visits.judge(session, draft, at, "fail" if at[1] == "DT-16" else "pass")
    visits.say(session, draft, ("1", "DT-16"), no_photo="禁止拍照")
    visits.write(session, draft, {"sign_state": "signed", "unit_signer": "秦大有"})
    signed = visit_signing.sign(session, draft.id)
    hazards.add(session, hazards.filled_in(session, {
        "equipment": lift, "description": "对讲不通", "found_on": "2026-08-01", "level": "ordinary",
    }))  # fmt: skip
    again = visits.begin(session, Wanted(equipment=(lift,), officers=scene.officers[:2]))
    seen = visit_page.page(session, again.id)
    assert [e.on for e in seen.story.events] == ["2026-09-01", "2026-09-01", "2026-08-01"]
    assert {e.what for e in seen.story.events} == {"常规监督检查", "发现隐患（一般）"}
    assert len(seen.story.hazards) == 2
    assert [d.due for d in seen.story.dues] == ["2027-05"]
    assert dict(seen.story.facts)["使用单位"] == "秋实物业有限公司"
    asked = [i.open_hazard for s in seen.sections for i in s.items if i.code == "DT-16"]
    assert asked == [signed.hazards[0]]
    assert visit_page.story_of(session, scene.lifts[1]).events == ()


def test_a_returned_draft_shows_the_note(scene: Scene) -> None:
    draft = visits.begin(scene.session, Wanted(unit=scene.unit, officers=scene.officers[:2]))
    visits.send_back(scene.session, draft.id, "请补照片")
    seen = visit_page.page(scene.session, draft.id)
    assert (seen.returned, seen.story.title) == ("请补照片", "秋实物业有限公司（使用单位）")
    drafts.discard(scene.session, draft.id)
    assert drafts.listed(scene.session) == []
