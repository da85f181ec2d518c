"""Names that are likely the same are pointed out, numbers alone make no difference worth a word."""

import pytest

from equipinspect.app.likeness import likely_same, pairs


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Queen Annes", "Queen Anne's"),
        ("宝鸡秋实物业管理有限公司", "宝鸡市秋实物业管理有限责任公司"),
        ("凤翔区城关镇中心小学", "凤翔城关镇中心小学"),
    ],
)
def test_likely_pairs_are_found(one: str, two: str) -> None:
    [(first, second, score)] = pairs([one, "完全不同的名称"], [two])
    assert {first, second} == {one, two}
    assert 88 <= score <= 100


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("秋实家园3号楼", "秋实家园4号楼"),
        ("第一小学", "第二小学"),
        ("甲公司", "乙集团"),
        ("甲", "甲"),
    ],
)
def test_other_pairs_are_not(one: str, two: str) -> None:
    assert pairs([one], [two]) == []


def test_known_names_are_not_compared_with_each_other() -> None:
    assert pairs([], ["Queen Annes", "Queen Anne's"]) == []
    assert pairs(["Kent"], ["Queen Annes", "Queen Anne's"]) == []


def test_the_most_alike_come_first() -> None:
    found = pairs(
        ["Airport Square XX", "Alexander House"], ["Airport Square XXI", "Alexander House LLC"]
    )
    assert [score for *_names, score in found] == [97, 90]


def test_thousands_of_names_are_compared_by_their_rare_pieces() -> None:
    names = [f"虚构{chr(0x4E00 + n)}{chr(0x5E00 + n % 97)}物业服务中心" for n in range(6000)]
    slip = f"{names[4321]}站"
    assert (min(names[4321], slip), max(names[4321], slip), 95) in pairs([slip], names)


def test_the_sentence_says_that_nothing_was_joined() -> None:
    [sentence] = likely_same(["Queen Annes"], ["Queen Anne's"], "所在县区")
    assert (
        sentence
        == "所在县区“Queen Anne's”与“Queen Annes”很像（100%），可能是同一个，没有合并，请核对"
    )
