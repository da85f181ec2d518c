"""The office's certificate keys: one encrypted JSON file each, made, listed, opened, recovered."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from equipinspect.model.errors import NotFound, UserError
from equipinspect.model.text import _
from equipinspect.trust import sealing, signing
from equipinspect.trust.sealing import Cost

FORMAT = "equipinspect-office-key-1"
ACTIVE, ROTATED, COMPROMISED = STATUSES = ("active", "rotated", "compromised")
DEMO_ORDINAL = 0
LAST_ORDINAL = 99
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ISSUER = re.compile(r"[0-9A-Z]{6}")
# published on purpose (EQI1.md): whoever reads this can sign with it, so it proves nothing
DEMO_SEED = signing.sha256(b"equipinspect-demo-key-v1")


@dataclass(frozen=True)
class PublicKey:
    """What a verifier holds of one key.

    ``issuer`` is empty for the demo key only, which signs for every demo office.
    """

    id: str
    issuer: str
    office: str
    public: bytes
    created: str
    status: str = ACTIVE
    demo: bool = False


@dataclass(frozen=True)
class OfficeKey:
    """An opened key: it can sign. Keep it no longer than the batch it was opened for."""

    about: PublicKey
    seed: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of ``message``."""
        return signing.sign(self.seed, message)


def key_id(ordinal: int, public: bytes) -> str:
    """Return K, two digits and SHA-256(public key) mod 36⁴ as four base36 digits."""
    rest = int.from_bytes(signing.sha256(public), "big")
    digits = "".join(BASE36[rest // 36**place % 36] for place in (3, 2, 1, 0))
    return f"K{ordinal:02d}{digits}"


def published(entry: Mapping[str, str]) -> PublicKey:
    """Return a key as another office published it: the fields of PublicKey, ``public`` hexadecimal.

    Raises ValueError, KeyError or TypeError when it is none.
    """
    public = bytes.fromhex(entry["public"])
    name, issuer, office, created, status = (
        str(entry[part]) for part in ("id", "issuer", "office", "created", "status")
    )
    key = PublicKey(name, issuer, office, public, created, status)
    numbered = re.fullmatch(r"K\d{2}[0-9A-Z]{4}", key.id)
    if not numbered or key_id(int(key.id[1:3]), public) != key.id:
        raise ValueError(key.id)
    if key.status not in STATUSES or not ISSUER.fullmatch(key.issuer):
        raise ValueError(key.id)
    return key


def demo_key() -> OfficeKey:
    """Return the published 演示 key, the same in every demo register."""
    public = signing.public_of(DEMO_SEED)
    about = PublicKey(key_id(DEMO_ORDINAL, public), "", _("演示"), public, "", ACTIVE, demo=True)
    return OfficeKey(about, DEMO_SEED)


def list_keys(folder: Path, issuer: str = "") -> list[PublicKey]:
    """Return the keys kept in ``folder`` (of one issuer, or all), oldest first."""
    found = [_about(_read(path), path) for path in sorted(folder.glob("*-K*.json"))]
    return [key for key in found if issuer in ("", key.issuer)]


def new_key(
    folder: Path,
    owner: tuple[str, str],
    passphrase: str,
    created: str,
    cost: Cost = Cost(),  # noqa: B008 - frozen
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> OfficeKey:
    """Make and keep the next key of ``owner`` = (issuer, office name); older ones become rotated.

    ``created`` is the day, YYYY-MM-DD. A rotated key keeps verifying what it signed.
    """
    issuer, office = owner
    if not ISSUER.fullmatch(issuer):
        raise UserError(_("发证机关代码 “{code}” 不是 6 位数字或大写字母。").format(code=issuer))
    older = list_keys(folder, issuer)
    ordinal = 1 + max((int(key.id[1:3]) for key in older), default=0)
    if ordinal > LAST_ORDINAL:
        raise UserError(_("本机关的证书密钥已编到 {n} 号，不能再新建。").format(n=LAST_ORDINAL))
    seed = random(signing.SEED_LENGTH)
    public = signing.public_of(seed)
    about = PublicKey(key_id(ordinal, public), issuer, office, public, created)
    key = OfficeKey(about, seed)
    _write(_path(folder, about), _sealed(key, passphrase, cost, random), exclusive=True)
    for other in older:
        if other.status == ACTIVE:
            set_status(folder, other, ROTATED)
    return key


def open_key(folder: Path, about: PublicKey, passphrase: str) -> OfficeKey:
    """Decrypt a key of the list; raise WrongPassphrase, NotFound or UserError."""
    return _unsealed(_path(folder, about), passphrase)


def active_key(folder: Path, issuer: str) -> PublicKey:
    """Return the key that ``issuer`` signs with; raise NotFound with what to do."""
    active = [key for key in list_keys(folder, issuer) if key.status == ACTIVE]
    if not active:
        raise NotFound(_("本机没有可用的证书密钥；请先新建密钥（keys new），或用恢复文件恢复。"))
    return active[-1]


def set_status(folder: Path, about: PublicKey, status: str) -> PublicKey:
    """Mark a key active, rotated (still verifies) or compromised (verifies nothing any more)."""
    if status not in STATUSES:
        raise UserError(_("密钥状态 “{status}” 不认识。").format(status=status))
    path = _path(folder, about)
    document = _read(path) | {"status": status}
    _write(path, document, exclusive=False)
    return _about(document, path)


def backup(folder: Path, about: PublicKey, passphrase: str, target: Path) -> None:
    """Write the encrypted recovery file: the key sealed anew, read back before this returns."""
    key = open_key(folder, about, passphrase)
    cost = _cost(_read(_path(folder, about)))
    _write(target, _sealed(key, passphrase, cost, secrets.token_bytes), exclusive=True)
    if _unsealed(target, passphrase).seed != key.seed:
        raise UserError(_("恢复文件 {path} 写入后读不回来；请换一个磁盘再试。").format(path=target))


def restore(recovery: Path, passphrase: str, folder: Path) -> OfficeKey:
    """Take the key of a recovery file into ``folder``; one that is there already stays as it is."""
    key = _unsealed(recovery, passphrase)
    path = _path(folder, key.about)
    if not path.exists():
        _write(path, _read(recovery), exclusive=True)
    return key


def _path(folder: Path, about: PublicKey) -> Path:
    return folder / f"{about.issuer}-{about.id}.json"


def _sealed(
    key: OfficeKey, passphrase: str, cost: Cost, random: Callable[[int], bytes]
) -> dict[str, Any]:
    """Return the document of a key file; the status stands outside the seal."""
    about = asdict(key.about) | {"public": key.about.public.hex(), "format": FORMAT}
    status = about.pop("status")
    del about["demo"]
    sealed = sealing.seal(key.seed, passphrase, about, cost, random)
    return {"about": about, "status": status, "sealed": sealed}


def _unsealed(path: Path, passphrase: str) -> OfficeKey:
    document = _read(path)
    about = _about(document, path)
    seed = sealing.unseal(document["sealed"], passphrase, document["about"])
    if signing.public_of(seed) != about.public:
        raise UserError(_("密钥文件 {path} 前后不符，不能使用。").format(path=path))
    return OfficeKey(about, seed)


def _cost(document: dict[str, Any]) -> Cost:
    sealed = document["sealed"]
    return Cost(sealed["passes"], sealed["memory_kib"], sealed["lanes"])


def _about(document: dict[str, Any], path: Path) -> PublicKey:
    """Return the public part of a key file; raise UserError when it is not one."""
    try:
        about = dict(document["about"])
        right = about.pop("format") == FORMAT and isinstance(document["sealed"], dict)
        public = bytes.fromhex(about.pop("public"))
        key = PublicKey(public=public, status=document["status"], **about)
        right = right and key.status in STATUSES and key_id(int(key.id[1:3]), public) == key.id
    except (KeyError, TypeError, ValueError, AttributeError):
        right = False
    if not right or not ISSUER.fullmatch(key.issuer):
        raise UserError(_("{path} 不是本系统的密钥文件，或已损坏。").format(path=path))
    return key


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFound(_("找不到密钥文件 {path}。").format(path=path)) from error
    except (OSError, ValueError) as error:
        raise UserError(_("{path} 不是本系统的密钥文件，或已损坏。").format(path=path)) from error
    return document if isinstance(document, dict) else {}


def _write(path: Path, document: dict[str, Any], *, exclusive: bool) -> None:
    """Write a key file whole or not at all, readable by its owner only."""
    if exclusive and path.exists():
        raise UserError(_("文件 {path} 已经存在，不会覆盖；请换一个文件名。").format(path=path))
    draft = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise UserError(
            _("密钥文件 {path} 写不进去：请检查磁盘和权限。").format(path=path)
        ) from error
