"""An export or a withdrawal that dies at any point: no half file, before or after, and again gives after."""

import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from equipinspect.model.declarations import Declarations
from equipinspect.store import opening
from equipinspect.store.copies import files_folder
from tests.exchanging import Device, device

CHILD = """
import os, signal, sys
from pathlib import Path
from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.store import export, import_log, opening, withdrawing
from equipinspect.store.export import Selection
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey, replica_number
from tests.exchanging import ABOUT, NOW, never
what, path, target, left = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), [int(sys.argv[4])]
register = opening.open_file(path, declarations.load(RESOURCES))
def step(*_where):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
if what == "export":
    register.signer = DeviceKey.load(signing.sha256("田野".encode()))
    register.replica = replica_number(register.signer.public)
    export.write(register, target, Selection(), ABOUT, step, never)
else:
    register.connection.set_progress_handler(step, 200)
    withdrawing.take_back(register, import_log.last(register), NOW)
"""


def worked(folder: Path, declared: Declarations) -> Device:
    """A field device with forty lifts and eight photos."""
    field = device(folder, declared, "田野")
    files = files_folder(field.register.path)
    files.mkdir()
    for number in range(40):
        lift = field.add("elevator", {"address": f"{number} 号", "serial_no": f"S{number}"})
        field.write(lift, "name", f"{number} 号梯")
        if number % 5 == 0:
            content = f"photo {number}".encode() * 9000
            name = sha256(content).hexdigest()
            (files / f"{name}.jpg").write_bytes(content)
            field.add("attachment", {"owner": lift, "sha256": name, "media_type": "image/jpeg"})
    return field


def die(what: str, path: Path, target: Path, after: int) -> bool:
    """Run one child that is killed after so many steps; say whether it died."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, what, str(path), str(target), str(after)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert child.returncode in (0, -signal.SIGKILL), child.stderr
    return child.returncode != 0


@pytest.mark.parametrize("count", [3, pytest.param(40, marks=pytest.mark.long)])
def test_a_killed_export_leaves_no_file_or_a_whole_one(
    count: int, tmp_path: Path, declared: Declarations
) -> None:
    field, rnd, died = worked(tmp_path, declared), Random(count), 0
    before, path = field.digest, field.register.path
    field.register.close()
    for number in range(count):
        target = tmp_path / f"week{number}.eqx"
        dead = die("export", path, target, rnd.randint(0, 10))
        died += dead
        assert target.exists() is not dead
        again = Device("田野", opening.open_file(path, declared), tmp_path)
        again.register.signer = field.register.signer
        again.register.replica = field.register.replica
        assert again.digest == before
        if dead:
            assert again.give(target.name) == target
        again.register.close()
        assert not target.with_name(target.name + ".part").exists()
        office = device(tmp_path, declared, f"机关{number}")
        merged = office.take(target)
        assert (merged.result, merged.photos, merged.photos_missing) == ("merged", 8, [])
        assert office.clean()
        office.register.close()
    assert died


@pytest.mark.parametrize("count", [3, pytest.param(60, marks=pytest.mark.long)])
def test_a_killed_withdrawal_leaves_before_or_after(
    count: int, tmp_path: Path, declared: Declarations
) -> None:
    week = worked(tmp_path, declared).give()
    office = device(tmp_path, declared, "机关")
    blank = (office.digest, office.rows)
    office.take(week)
    full, held = (office.digest, office.rows), office.register.path
    office.register.close()
    rnd, died = Random(count), 0
    for number in range(count):
        target = tmp_path / f"try{number}.eqi"
        shutil.copy(held, target)
        shutil.copytree(files_folder(held), files_folder(target))
        died += die("withdraw", target, target, rnd.randint(0, 120))
        each = Device("机关", opening.open_file(target, declared), tmp_path)
        assert (each.digest, each.rows) in (blank, full)
        assert each.clean()
        each.take(week)
        assert (each.digest, each.rows) == full
        assert each.clean()
        each.register.close()
    assert died
