"""EQI1: the vectors of the published text, and what must never verify."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from equipinspect.model.codes import mod37_36
from equipinspect.model.errors import UserError
from equipinspect.trust import certificate_code as code
from equipinspect.trust import office_key, signing
from equipinspect.trust.certificate_code import Claims, Revocations
from equipinspect.trust.office_key import OfficeKey, PublicKey
from equipinspect.trust.verdicts import VERDICTS, verdict_label

TEXT = (Path(__file__).parents[2] / "resources/templates/EQI1.md").read_text("utf-8")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DEMO = office_key.demo_key()
ISSUER = "610322"
NUMBER = "26030500317" + mod37_36("26030500317")
CLAIMS = Claims(ISSUER, "EI", NUMBER, "D31101000320160031", "P", "2026-03-06", "2027-02")
GENUINE = code.issue(CLAIMS, DEMO)
DAY = date(2026, 3, 7)
OWN_TABLE = {ISSUER: Revocations()}


def block(name):
    return [json.loads(x) for x in re.search(f"```{name}\n(.*?)```", TEXT, re.S)[1].splitlines()]


def line(name):
    return re.findall(rf"^{re.escape(name)} += (\S+)$", TEXT, re.M)[-1]


def published_keys():
    for row in block("keys"):
        public = bytes.fromhex(row["public"])
        assert signing.sha256_hex(row["seed_is_sha256_of"].encode()) == row["seed"]
        assert signing.public_of(bytes.fromhex(row["seed"])) == public
        assert office_key.key_id(int(row["id"][1:3]), public) == row["id"]
        yield PublicKey(row["id"], row["issuer"], "", public, "", row["status"])


def published_lists():
    return {
        row["issuer"]: Revocations(
            row["reasons"], date.fromisoformat(row["dated"]), row["limit_days"]
        )
        for row in block("list")
    }


def judge(text, on=DAY, keys=(DEMO.about,), lists=OWN_TABLE):
    return code.verify(text, keys, lists, on).word


@pytest.mark.parametrize("vector", block("vectors"), ids=lambda v: f"{v['verdict']}-{v['note']}")
def test_vector_of_the_published_text(vector):
    on = date.fromisoformat(vector["on"])
    verdict = code.verify(vector["text"], list(published_keys()), published_lists(), on)
    assert verdict.word == vector["verdict"]
    proven = verdict.word in VERDICTS[VERDICTS.index("revoked") :]
    assert (verdict.claims is not None) == proven


def test_the_vectors_show_every_verdict():
    assert {vector["verdict"] for vector in block("vectors")} == set(VERDICTS)


def test_the_example_step_by_step():
    core, whole = line("core"), line("code")
    assert whole == GENUINE == f"{core}/{line('signature')}"
    assert line("message") == (code.DOMAIN + core.encode()).hex()
    assert line("sig") == DEMO.sign(code.DOMAIN + core.encode()).hex()
    assert line("public") == DEMO.about.public.hex()
    assert f"密钥编号 {DEMO.about.id}" in TEXT


def test_the_check_characters_of_the_text():
    pairs = re.findall(r"`([0-9A-Z]+)` → `([0-9A-Z])`", TEXT)
    assert len(pairs) == 4
    assert all(mod37_36(body) == check for body, check in pairs)


def test_the_grammar_of_the_text_is_the_grammar_of_the_program():
    table = re.findall(r"^\| `(\w+)` \|", TEXT, re.M)
    assert list(dict.fromkeys(table)) == [
        "unreadable", "foreign", "forged", "unknown_key", *VERDICTS[4:]
    ]  # fmt: skip
    assert all(verdict_label(word) in TEXT.replace("超过 N 天", "超过 30 天") for word in VERDICTS)


def test_a_genuine_code_gives_back_its_claims_and_says_demo():
    verdict = code.verify(GENUINE, [DEMO.about], OWN_TABLE, DAY)
    assert verdict.claims == replace(CLAIMS, key=DEMO.about.id)
    assert verdict.demo
    assert len(GENUINE) == 173


@given(st.integers(0, len(GENUINE) - 1), st.sampled_from(ALPHABET + "/%#: -é"))
def test_one_altered_character_is_never_genuine(place, character):
    assume(GENUINE[place] != character)
    assert judge(GENUINE[:place] + character + GENUINE[place + 1 :]) != "genuine"


@given(st.integers(0, len(GENUINE) - 1))
def test_one_missing_or_doubled_character_is_never_genuine(place):
    assert judge(GENUINE[:place] + GENUINE[place + 1 :]) != "genuine"
    assert judge(GENUINE[:place] + GENUINE[place] + GENUINE[place:]) != "genuine"


@given(st.text(min_size=1, max_size=30), st.booleans())
def test_other_text_around_a_genuine_code_is_never_genuine(text, before):
    assume(code.normalise(text))
    mixed = text + GENUINE if before else GENUINE + text
    assume(code.normalise(mixed) != GENUINE)
    assert judge(mixed) != "genuine"


@given(st.text(max_size=400))
def test_any_text_gets_a_verdict(text):
    assert judge(text) in VERDICTS
    assert judge("EQI1/" + text) in ("forged", "unknown_key")


@given(st.binary(min_size=64, max_size=64))
def test_a_signature_has_one_spelling_of_100_characters(signature):
    text = code.encode_signature(signature)
    assert len(text) == 100
    assert code.decode_signature(text) == signature
    shifted = int(text, 36) + (1 << 512)
    assert code.decode_signature(text.lower()) is None
    assert shifted >= 36**100 or code.decode_signature(base36(shifted)) is None


def base36(number):
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = ALPHABET[digit] + digits
    return digits


numbers = st.text(ALPHABET, min_size=5, max_size=19).map(lambda body: body + mod37_36(body))
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(numbers, days, st.integers(0, 4000), st.sampled_from("PC"), st.booleans())
def test_every_stateable_claim_comes_back(number, issued, later, result, monthly):
    end = date.fromordinal(issued.toordinal() + later).isoformat()
    claims = replace(
        CLAIMS,
        number=number,
        issued=issued.isoformat(),
        valid_to=end[:7] if monthly else end,
        result=result,
    )
    text = code.issue(claims, DEMO)
    verdict = code.verify(text, [DEMO.about], OWN_TABLE, issued)
    assert verdict.word == "genuine"
    assert verdict.claims == replace(claims, key=DEMO.about.id)


@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": "2026-02"},
        {"valid_to": "2026-03-05"},
        {"valid_to": "—"},
        {"valid_to": ""},
        {"issued": "2026-02-30"},
        {"issued": "2026-3-6"},
        {"number": "26030500317A"},
        {"number": "ABC"},
        {"equipment": "D123"},
        {"equipment": "E8123456789ABC"},
        {"equipment": "E0I23456789ABC"},
        {"result": "X"},
        {"type": "E"},
        {"issuer": "61032"},
        {"replaces": NUMBER},
        {"replaces": "260305003170"},
    ],
)
def test_what_may_not_be_stated_is_not_signed(change):
    with pytest.raises(UserError, match="不能签发"):
        code.issue(replace(CLAIMS, **change), DEMO)


def own_key(status="active", issuer=ISSUER):
    seed = signing.sha256(b"a key of this test")
    public = signing.public_of(seed)
    about = PublicKey(office_key.key_id(1, public), issuer, "某局", public, "", status)
    return OfficeKey(about, seed)


def test_a_key_signs_for_its_own_office_only_and_only_while_active():
    with pytest.raises(UserError, match="不能为 610322 签发"):
        code.issue(CLAIMS, own_key(issuer="610303"))
    with pytest.raises(UserError, match="已停用"):
        code.issue(CLAIMS, own_key("rotated"))


def test_a_key_verifies_for_its_own_office_only():
    text = code.issue(CLAIMS, own_key())
    assert judge(text, keys=[own_key().about]) == "genuine"
    assert judge(text, keys=[own_key(issuer="610303").about]) == "unknown_key"
    assert judge(text, keys=[DEMO.about]) == "unknown_key"


@pytest.mark.parametrize(
    ("status", "word"), [("rotated", "genuine"), ("compromised", "key_retired")]
)
def test_the_state_of_the_key_decides(status, word):
    assert judge(code.issue(CLAIMS, own_key()), keys=[own_key(status).about]) == word


def test_another_key_under_the_same_id_is_a_forgery():
    text = code.issue(CLAIMS, own_key())
    impostor = replace(DEMO.about, id=own_key().about.id, issuer=ISSUER)
    assert judge(text, keys=[impostor]) == "forged"
    assert judge(text, keys=[impostor, own_key().about]) == "genuine"


@pytest.mark.parametrize(
    ("device", "registration", "field"),
    [
        (" 31101000320160031 ", "", "D31101000320160031"),
        ("３１１０ｆ000320160031", "", "D3110F000320160031"),
        ("311061032220140800", "31106401052014080025", "D311061032220140800"),
        ("—", "31106401052014080025", "D31106401052014080025"),
        ("3110 10003 2016 0031", "", "E0123456789ABC"),
        ("", "", "E0123456789ABC"),
    ],
)
def test_the_equipment_field(device, registration, field):
    assert code.equipment_field(device, registration, "0123456789ABC") == field


def test_over_long_input_is_cut_short_not_searched():
    assert judge(GENUINE + " " * 3000) == "forged"
    assert judge(" " * 3000 + GENUINE) == "unreadable"
    assert judge("x" * 10_000_000) == "foreign"


def test_every_single_substitution_in_the_number_breaks_its_check_character():
    for place in range(len(NUMBER)):
        for character in set(ALPHABET) - {NUMBER[place]}:
            number = NUMBER[:place] + character + NUMBER[place + 1 :]
            text = GENUINE.replace(NUMBER, number)
            assert code.read(text) == "forged"
