"""Devices and people on the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

DIGITS = "11111 22222 33333 44444 55555 66666"
KEYS = ["replica", "fingerprint", "person", "device", "role", "state"]


def test_an_office_lists_lets_in_and_shuts_out(register: Path, cli: Cli) -> None:
    (own,) = cli("replicas", "list", "--json").data
    assert list(own) == KEYS
    assert own["state"] == "self"
    assert own["person"] == "甄执一"
    made = cli("replicas", "enrol", *DIGITS.split(), "--person", "王二", "--role", "officer",
               "--area", "凤翔区", "--device", "笔记本", "--json")  # fmt: skip
    assert made.data["state"] == "enrolled"
    assert made.data["fingerprint"] == DIGITS
    assert "610305" in cli("replicas", "list").out
    assert cli("replicas", "revoke", "王二", "--reason", "丢失", "--json").data == {
        "replica": None, "last_admitted": 0}  # fmt: skip
    states = [each["state"] for each in cli("replicas", "list", "--json").data]
    assert states == ["self", "revoked"]


def test_what_is_wrong_is_said(register: Path, cli: Cli) -> None:
    wrong = cli("replicas", "enrol", "红山", "--person", "王二", "--role", "officer")
    assert (wrong.status, wrong.out) == (1, "")
    assert "指纹" in wrong.err
    wrong = cli("replicas", "enrol", DIGITS, "--person", "王二", "--role", "局长")
    assert wrong.status == 1
    assert "内勤管理员" in wrong.err
    assert cli("replicas", "revoke", "没有").status == 1
    assert cli("replicas", "enrol", DIGITS).status == 2


def test_this_device_shows_itself(register: Path, cli: Cli, tmp_path: Path) -> None:
    shown = cli("replicas", "show", "--qr", tmp_path / "q.svg", "--json").data
    assert len(shown["words"].split()) == 10
    assert shown["qr"].startswith("EQD1/")
    assert (tmp_path / "q.svg").read_text(encoding="utf-8").startswith("<svg")
    assert shown["words"] in cli("replicas", "show").out


def test_people_change_places(register: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    own = cli("replicas", "show", "--json").data["fingerprint"]
    cli("replicas", "enrol", DIGITS, "--person", "王二", "--role", "officer")
    cli("replicas", "enrol", own, "--person", "孙二", "--role", "协管员")
    assert "需要 PIN" in cli("people", "pin").err
    monkeypatch.setenv("EQUIPINSPECT_PIN", "2468")
    assert cli("people", "pin").status == 0
    assert cli("people", "switch", "孙二", "--json").data["role"] == "assistant"
    assert "不能" in cli("add", "unit", "单位名称=甲厂").err
    monkeypatch.setenv("EQUIPINSPECT_PIN", "1357")
    assert "PIN 不对" in cli("people", "switch", "甄执一").err
    monkeypatch.setenv("EQUIPINSPECT_PIN", "2468")
    assert cli("people", "switch", "甄执一").status == 0
    assert [p["at_work"] for p in cli("people", "list", "--json").data] == [True, False]
    assert cli("people", "clear-pin", "孙二").status == 0
    assert "孙二" in cli("people", "list").out
