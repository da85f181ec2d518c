"""The words a verifier answers with, in order of precedence, and how people read them."""

from __future__ import annotations

from equipinspect.model.text import _

UNREADABLE = "unreadable"
FOREIGN = "foreign"
UNKNOWN_KEY = "unknown_key"
FORGED = "forged"
KEY_RETIRED = "key_retired"
REVOKED = "revoked"
REPLACED = "replaced"
NOT_YET_VALID = "not_yet_valid"
EXPIRED = "expired"
LIST_STALE = "list_stale"
GENUINE = "genuine"

VERDICTS = (
    UNREADABLE, FOREIGN, UNKNOWN_KEY, FORGED, KEY_RETIRED, REVOKED, REPLACED, NOT_YET_VALID,
    EXPIRED, LIST_STALE, GENUINE,
)  # fmt: skip


def verdict_label(word: str, limit_days: int = 30) -> str:
    """Return the Chinese of a verdict; ``limit_days`` is the age a revocation list may have."""
    return {
        UNREADABLE: _("无法识别"),
        FOREIGN: _("不是本系统二维码"),
        UNKNOWN_KEY: _("未知密钥"),
        FORGED: _("签名不符（伪造或篡改）"),
        KEY_RETIRED: _("密钥已停用（泄露）"),
        REVOKED: _("真实但已作废"),
        REPLACED: _("真实但已被替换"),
        NOT_YET_VALID: _("尚未生效"),
        EXPIRED: _("真实但已过展示期"),
        LIST_STALE: _("真实，作废清单已超过 {days} 天").format(days=limit_days),
        GENUINE: _("真实有效"),
    }[word]
