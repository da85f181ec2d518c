"""The steps of a hazard: forbidden ones are refused with a sentence, allowed ones keep it consistent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.model import hazards
from equipinspect.model.hazard_steps import load_steps
from equipinspect.model.hazards import Facts, Wish, problems

STEPS = load_steps(RESOURCES)
TODAY = date(2026, 3, 31)
FOUND = "2026-03-02"
ALL = {
    "deadline": "2026-03-31",
    "done_on": "2026-03-02",
    "note": "说明",
    "paper": "文〔2026〕1号",
    "approver": "9",
    "receiver": "住建局",
    "receipt": "回执1",
    "case_no": "立〔2026〕1号",
    "fine": "30000",
    "level": "ordinary",
    "supervised_level": "city",
    "supervised_by": "市安委会",
    "reported_up_to": "市局",
}


def facts(state: str = "found", level: str = "ordinary", **more: object) -> Facts:
    return Facts(**{"state": state, "level": level, "found_on": FOUND, "last_on": FOUND, **more})


def wish(step: str, by: tuple[int, ...] = (1, 2), on: str = FOUND, **more: str) -> Wish:
    return Wish(step, on, by, {**ALL, **more}, ("after",))


def test_every_step_leads_from_known_states_to_known_states() -> None:
    states = {s for step in STEPS.by_key.values() for s in (*step.sources, step.target) if s}
    assert states == {
        "found", "issued", "rectifying", "reported", "rechecked", "closed", "transferred", "voided",
    }  # fmt: skip
    reached, before = {"found"}, set[str]()
    while reached != before:
        before = set(reached)
        reached |= {s.target for state in before for s in STEPS.following(state) if s.target}
    assert reached == states


@pytest.mark.parametrize(
    ("known", "asked", "key", "said"),
    [
        (facts(), wish("close"), "step", "还没有复查合格，不能销号"),
        (facts("reported"), wish("close"), "step", "还没有复查合格"),
        (facts("closed"), wish("issue"), "step", "已销号，不能再“交办（下达）”"),
        (facts(), wish("issue", deadline="2026-03-01"), "deadline", "早于排查日期"),
        (facts(), wish("issue", on="2026-03-05", deadline="2026-03-04"), "deadline", "早于这一步"),
        (facts(), wish("issue", on="2026-03-01"), "on", "早于排查日期"),
        (facts(), wish("issue", on="2026-04-01"), "on", "在今天之后"),
        (facts(), wish("issue", on="3月5日"), "on", "应写成"),
        (facts(last_on="2026-03-09"), wish("issue", on="2026-03-05"), "on", "早于上一步"),
        (facts("rechecked", "major"), wish("close", by=(1, 1)), "by", "同一名执法人员写了两次"),
        (facts("rechecked", "major"), wish("close", by=(1,)), "by", "要 2 名"),
        (facts("rechecked", "major"), Wish("close", FOUND, (1, 2), ALL), "photos", "整改后的照片"),
        (facts("rechecked", "major"), wish("close", approver=""), "approver", "审批人：未填"),
        (facts("rechecked", "major"), wish("close", approver="1"), "approver", "不能是经办"),
        (facts("rechecked", finders=frozenset({1, 2})), wish("close", by=(1,)), "by", "不能一个人销号"),
        (facts("issued", deadline="2026-03-20"), wish("extend", deadline="2026-03-20"), "deadline", "要晚于原来的"),
        (facts(), wish("transfer", receipt=""), "receipt", "移送回执：未填"),
        (facts(), wish("transfer", receiver=" "), "receiver", "移送单位：未填"),
        (facts("issued", "major"), wish("report"), "step", "五落实"),
        (facts("issued"), wish("report", done_on="2026-03-30"), "done_on", "之间"),
        (facts(level="ordinary"), wish("regrade"), "level", "没有变化"),
        (facts(), wish("fix_on_site", by=(1,)), "by", "要 2 名"),
        (facts(), Wish("fix_on_site", FOUND, (1, 2), ALL), "photos", "整改后的照片"),
        (facts(stopped=True), wish("stop_use"), "step", "已经责令停用"),
        (facts(sealed=True), wish("seal"), "step", "已经查封"),
        (facts(), wish("lift_seal"), "step", "没有查封"),
        (facts(), wish("dance"), "step", "没有“dance”这一步"),
    ],
)  # fmt: skip
def test_a_forbidden_step_is_refused_with_a_sentence(
    known: Facts, asked: Wish, key: str, said: str
) -> None:
    found = problems(STEPS, known, asked, TODAY)
    assert said in found[key]


def test_a_hazard_fixed_on_the_spot_closes_by_both_officers_of_the_check() -> None:
    known = facts(finders=frozenset({1, 2}))
    assert problems(STEPS, known, wish("fix_on_site"), TODAY) == {}


def test_levels_of_older_ledgers_count_in_two() -> None:
    words = ("ordinary", "larger", "severe", "major")
    assert [hazards.two_level(w) for w in words] == ["ordinary", "ordinary", "major", "major"]


def test_overdue_is_neither_rectified_nor_moved_nor_void() -> None:
    late = {
        s: STEPS.overdue(s, "2026-03-30", TODAY)
        for s in ("found", "issued", "rectifying", "reported")
    }
    assert all(late.values())
    for state in ("rechecked", "closed", "transferred", "voided"):
        assert not STEPS.overdue(state, "2026-03-30", TODAY)
    assert not STEPS.overdue("issued", "2026-03-31", TODAY)
    assert not STEPS.overdue("issued", "", TODAY)


@given(st.data())
def test_any_allowed_sequence_is_consistent_and_ends_in_a_final_state(data: st.DataObject) -> None:
    level = data.draw(st.sampled_from(["ordinary", "larger", "major"]))
    known = facts(level=level, filled=frozenset(hazards.FIVE), finders=frozenset({1}))
    path, day = [(FOUND, "found")], date.fromisoformat(FOUND)
    for _turn in range(8):
        step = data.draw(st.sampled_from(sorted(STEPS.by_key)))
        day += timedelta(days=data.draw(st.integers(0, 3)))
        asked = wish(step, by=data.draw(st.sampled_from([(1,), (2,), (1, 2), (2, 3)])), on=day.isoformat(),
                     deadline=(day + timedelta(days=9)).isoformat())  # fmt: skip
        refused = problems(STEPS, known, asked, TODAY)
        target = STEPS.by_key[step].target
        if known.state not in STEPS.by_key[step].sources:
            assert "step" in refused
        if refused or not target:
            continue
        assert not (step == "close" and known.state != "rechecked")
        assert not (step == "close" and asked.by == (1,))
        path.append((day.isoformat(), target))
        known = facts(target, level, last_on=day.isoformat(), filled=known.filled,
                      finders=known.finders)  # fmt: skip
    assert hazards.consistent(STEPS, path)
    finals = [state for _day, state in path if state in STEPS.final]
    assert len(finals) <= 1
    assert not finals or path[-1][1] in STEPS.final


def test_a_history_with_a_forbidden_arrow_is_seen() -> None:
    assert not hazards.consistent(STEPS, [(FOUND, "found"), ("2026-03-05", "rechecked")])
    assert not hazards.consistent(STEPS, [("2026-03-05", "found"), (FOUND, "issued")])
