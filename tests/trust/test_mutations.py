"""Thousands of altered codes: none is genuine with other content; what scanners do is forgiven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from urllib.parse import quote

import pytest

from equipinspect.model.codes import mod37_36
from equipinspect.trust import certificate_code as code
from equipinspect.trust import office_key
from equipinspect.trust.certificate_code import Claims, Revocations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DEMO = office_key.demo_key()
DAY = date(2026, 3, 7)
ISSUER = "610322"
CODES = 40


def _claims(serial: int) -> Claims:
    body = f"2603050{serial:04d}"
    claims = Claims(ISSUER, "EI", body + mod37_36(body), f"D3110100032016{serial:04d}"[:18],
                    "PC"[serial % 2], "2026-03-06", "2027-02")  # fmt: skip
    before = f"2602040{serial:04d}"
    return replace(claims, replaces=before + mod37_36(before)) if serial % 5 == 0 else claims


GENUINE = {text: code.claims_of(text) for text in (code.issue(_claims(n), DEMO)
                                                   for n in range(1, CODES + 1))}  # fmt: skip


def _changed(text: str, rnd: Random) -> str:
    place = rnd.randrange(len(text))
    return text[:place] + rnd.choice(ALPHABET + "/$ -.") + text[place + 1 :]


def _cut(text: str, rnd: Random) -> str:
    first, last = sorted(rnd.sample(range(len(text) + 1), 2))
    return text[:first] + text[last:]


def _doubled(text: str, rnd: Random) -> str:
    place = rnd.randrange(len(text))
    return text[:place] + text[place] + text[place:]


def _swapped_neighbours(text: str, rnd: Random) -> str:
    place = rnd.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _foreign_tail(text: str, rnd: Random) -> str:
    other = rnd.choice(list(GENUINE))
    return f"{text.rpartition('/')[0]}/{other.rpartition('/')[2]}"


def _swapped_field(text: str, rnd: Random) -> str:
    mine, other = text.split("/"), rnd.choice(list(GENUINE)).split("/")
    place = rnd.randrange(1, min(len(mine), len(other)) - 1)
    mine[place] = other[place]
    return "/".join(mine)


def _cased(text: str, rnd: Random) -> str:
    return "".join(rnd.choice((c.lower(), c)) for c in text)


def _separated(text: str, rnd: Random) -> str:
    return text.replace("/", rnd.choice(("\\", "|", "／", "//", " / ", "")), rnd.randrange(1, 9))


CHANGES: tuple[Callable[[str, Random], str], ...] = (
    _changed, _cut, _doubled, _swapped_neighbours, _foreign_tail, _swapped_field, _cased,
    _separated,
)  # fmt: skip


@pytest.mark.parametrize("count", [800, pytest.param(20_000, marks=pytest.mark.long)])
def test_no_altered_code_is_genuine_with_other_content(count: int) -> None:
    rnd, said = Random(20260306), list(GENUINE)
    own = {ISSUER: Revocations()}
    proven = 0
    for turn in range(count):
        text = rnd.choice(said)
        altered = CHANGES[turn % len(CHANGES)](text, rnd)
        verdict = code.verify(altered, (DEMO.about,), own, DAY)
        if verdict.claims is not None:
            proven += 1
            assert code.normalise(altered) in GENUINE, altered
            assert verdict.claims == GENUINE[code.normalise(altered)]
    assert 0 < proven < count / 3, "what only looks different still verifies"


@pytest.mark.parametrize(
    "artefact",
    [
        str.lower,
        lambda text: f"\\000026{text}",
        lambda text: "\r\n".join(text[n : n + 40] for n in range(0, len(text), 40)),
        lambda text: f"  {text}\t",
        lambda text: quote(text, safe=""),
        lambda text: f"HTTPS://OTHER.EXAMPLE/C/#{text}",
        lambda text: f"https://other.example/c/#{text.lower()}",
    ],
)
def test_what_scanners_do_is_forgiven(artefact: Callable[[str], str]) -> None:
    own = {ISSUER: Revocations()}
    for text, claims in GENUINE.items():
        verdict = code.verify(artefact(text), (DEMO.about,), own, DAY)
        assert (verdict.word, verdict.claims) == ("genuine", claims)
