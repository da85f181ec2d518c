"""双随机: fair by its weights, the same again for anybody, nobody near a unit he stays away from."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.model import draw
from equipinspect.model.draw import Candidate, Officer
from equipinspect.model.errors import UserError

RULES = draw.load_draw_rules(RESOURCES)
OFFICERS = [Officer(f"P{n}", f"虚构{n}") for n in range(6)]
METHOD, EACH = RULES.method, RULES.officers
CRITICAL_9 = 27.88  # chi-square, 9 degrees of freedom, one in a thousand


def units(*weights: str) -> list[Candidate]:
    return [Candidate(f"U{n:02}", f"虚构{n}公司", Decimal(w)) for n, w in enumerate(weights)]


def chi_square(seen: Counter[str], expected: dict[str, float]) -> float:
    return sum((seen[key] - wanted) ** 2 / wanted for key, wanted in expected.items())


@pytest.mark.parametrize(
    "weights", [("1",) * 10, ("0.5", "1", "2", "4", "1", "1", "0.5", "2", "8", "4")]
)
def test_the_first_unit_is_drawn_by_weight(weights: tuple[str, ...]) -> None:
    pools = draw.frozen(units(*weights), OFFICERS)
    rounds = 4000
    seen = Counter(draw.draw(pools, f"{n:07}", 1, METHOD, EACH)[0].unit.key for n in range(rounds))
    total = sum(map(Decimal, weights))
    expected = {f"U{n:02}": float(Decimal(w) / total) * rounds for n, w in enumerate(weights)}
    assert chi_square(seen, expected) < CRITICAL_9


def test_every_unit_is_as_likely_among_several() -> None:
    pools = draw.frozen(units(*["1"] * 10), OFFICERS)
    rounds, wanted = 3000, 3
    seen = Counter(
        d.unit.key for n in range(rounds) for d in draw.draw(pools, f"{n:07}", wanted, METHOD, EACH)
    )
    expected = {f"U{n:02}": rounds * wanted / 10 for n in range(10)}
    assert chi_square(seen, expected) < CRITICAL_9
    assert sum(seen.values()) == rounds * wanted


def test_officers_are_as_likely_as_each_other() -> None:
    many = [Officer(f"P{n}", f"虚构{n}") for n in range(10)]
    pools = draw.frozen(units("1"), many)
    rounds = 3000
    seen = Counter(
        o.key for n in range(rounds) for o in draw.draw(pools, f"{n:07}", 1, METHOD, 2)[0].officers
    )
    assert chi_square(seen, {f"P{n}": rounds * 0.2 for n in range(10)}) < CRITICAL_9


names = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8)


@given(
    st.lists(
        st.tuples(names, st.sampled_from(["0.5", "1", "2", "4", "8"])), min_size=1, max_size=20
    ),
    st.integers(0, 10**9),
    st.randoms(use_true_random=False),
)
def test_the_same_again_whatever_the_order_of_the_pool(
    rows: list[tuple[str, str]], seed: int, rnd: object
) -> None:
    pool = [Candidate(f"U{n:02}", name, Decimal(w)) for n, (name, w) in enumerate(rows)]
    mixed = list(pool)
    rnd.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = draw.frozen(pool, OFFICERS), draw.frozen(mixed, OFFICERS[::-1])
    assert one == two
    wanted = max(1, len(pool) // 2)
    first = draw.draw(one, f"{seed:010}", wanted, METHOD, EACH)
    assert first == draw.draw(two, f"{seed:010}", wanted, METHOD, EACH)
    assert len({d.unit.key for d in first}) == wanted
    assert all(len(set(d.officers)) == EACH for d in first)


@given(st.integers(0, 10**7))
def test_nobody_is_sent_to_a_unit_he_stays_away_from(seed: int) -> None:
    away = [
        Officer("P8", "虚构甲", frozenset({"U00", "U01"})),
        Officer("P9", "虚构乙", frozenset({"U02"})),
    ]
    pools = draw.frozen(units("1", "1", "1"), [*away, *OFFICERS[:2]])
    for each in draw.draw(pools, f"{seed:08}", 3, METHOD, EACH):
        assert all(each.unit.key not in officer.recused for officer in each.officers)


def test_another_seed_or_another_pool_is_another_draw() -> None:
    pools = draw.frozen(units(*["1"] * 40), OFFICERS)
    other = draw.frozen(units(*["1"] * 39, "2"), OFFICERS)
    first = draw.draw(pools, "12345", 10, METHOD, EACH)
    assert first != draw.draw(pools, "12346", 10, METHOD, EACH)
    assert first != draw.draw(other, "12345", 10, METHOD, EACH)
    assert pools.units_hash != other.units_hash


def test_weights_follow_the_credit_class_and_the_key_units() -> None:
    assert [RULES.weight(c, key_unit=False) for c in ("A", "B", "C", "D", "")] == [
        Decimal("0.5"), 1, 2, 4, 1,
    ]  # fmt: skip
    assert RULES.weight("C", key_unit=True) == 4


def test_a_seed_is_the_digits_as_read() -> None:
    assert draw.checked_seed("第 ２０２６ 期：03 17 22", RULES) == "2026031722"
    with pytest.raises(UserError, match="至少 5 位"):
        draw.checked_seed("0317", RULES)


def test_what_the_pools_cannot_give_is_refused() -> None:
    pools = draw.frozen(units("1", "1"), OFFICERS[:1])
    with pytest.raises(UserError, match="只剩 1 名"):
        draw.draw(pools, "12345", 1, METHOD, EACH)
    with pytest.raises(UserError, match="不能抽取 3 家"):
        draw.draw(pools, "12345", 3, METHOD, EACH)
    with pytest.raises(UserError, match="权重大于零"):
        draw.draw(draw.frozen(units("0", "1"), OFFICERS), "12345", 2, METHOD, EACH)
