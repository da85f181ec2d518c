"""The optional envelope of an exchange file: age with an X25519 key, apart from every signing key."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyrage

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

PREFIX = "AGE-SECRET-KEY-"


@dataclass(frozen=True)
class EnvelopeKey:
    """The key that opens envelopes; its ``recipient`` is public and travels in the office's record."""

    secret: str = field(repr=False)
    recipient: str

    @classmethod
    def new(cls) -> EnvelopeKey:
        """Make a key."""
        return cls._of(pyrage.x25519.Identity.generate())

    @classmethod
    def load(cls, text: str) -> EnvelopeKey:
        """Read what ``secret`` holds; raise UserError when it is no key."""
        try:
            return cls._of(pyrage.x25519.Identity.from_str(text.strip()))
        except pyrage.IdentityError as error:
            raise UserError(_("信封密钥已损坏，打不开加密的交换文件。")) from error

    @classmethod
    def _of(cls, identity: pyrage.x25519.Identity) -> EnvelopeKey:
        return cls(str(identity), str(identity.to_public()))


def seal(plain: Path, sealed: Path, recipients: list[str]) -> None:
    """Encrypt a file to the public keys of its receivers; raise UserError when one is no key."""
    try:
        keys = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError as error:
        raise UserError(_("收件机关的信封公钥不对，不能加密；请核对机构记录。")) from error
    pyrage.encrypt_file(str(plain), str(sealed), keys)


def unseal(sealed: Path, plain: Path, key: EnvelopeKey) -> None:
    """Decrypt a file; raise UserError when it was sealed for someone else or was changed."""
    identity = pyrage.x25519.Identity.from_str(key.secret)
    try:
        pyrage.decrypt_file(str(sealed), str(plain), [identity])
    except (pyrage.DecryptError, OSError) as error:
        raise UserError(_("加密的文件打不开：不是给本机的，或已被改动。")) from error
