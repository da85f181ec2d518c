"""The identification numbers of the trade: normal form, soft marks, grouping and check characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from unicodedata import normalize

from equipinspect.model.text import _

MOD37_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_BASE = r"(?P<base>[1-9F][0-9A-Z]{2}0)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_SERIAL = r"(?P<serial>[0-9A-Z]{4})"
_DEVICE_17 = re.compile(rf"{_BASE}(?P<maker>[0-9A-Z]{{5}}){_YEAR}{_SERIAL}")
_DEVICE_18 = re.compile(rf"{_BASE}(?P<division>\d{{6}}){_YEAR}{_SERIAL}")
_REGISTER_20 = re.compile(
    rf"(?P<base>[1-9][0-9A-Z]{{3}})(?P<division>\d{{6}}){_YEAR}(?P<month>\d{{2}}){_SERIAL}"
)
_REG_NO = re.compile(
    r"(?P<kind>[锅容瓶管梯起索游车])(?P<category>[0-9A-Z]{2})"
    r"(?P<province>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])"
    r"(?P<city>[A-Z])(?P<serial>[0-9A-Z]{3,6})\((?P<year>\d{2})\)"
)
_REG_NO_OLD = re.compile(r"[锅容瓶管梯起索游车].{3,}")
_DEVICE, _DEVICE_BY_OFFICE, _REGISTER, _CITIZEN = 17, 18, 20, 18  # lengths
_CREDIT = 18
_OLD_ID = 15
_RESCUE = re.compile(r"\d{4,8}")
_LICENCE = re.compile(r"TS[0-9A-Z-]+.*")
_DIVISION = re.compile(r"\d{6}")
_LOCAL_DIVISION = re.compile(r"[0-9A-Z]{6}")


def normalise(text: str) -> str:
    """Return a code in its normal form: half-width, upper case, without blanks (NFKC)."""
    return "".join(normalize("NFKC", text).split()).upper()


# --- check characters -------------------------------------------------------------------------


def iso7064_mod37_36(text: str) -> str:
    """Return the check character of ``text`` (0-9A-Z only) after ISO/IEC 7064 MOD 37,36.

    Raises ValueError when a character is outside the alphabet.
    """
    product = 36
    for character in text:
        total = (product + MOD37_ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return MOD37_ALPHABET[(37 - product) % 36]


mod37_36 = iso7064_mod37_36


def check37(text: str) -> bool:
    """Tell whether the last character of ``text`` is its MOD 37,36 check character."""
    if not text[1:] or any(character not in MOD37_ALPHABET for character in text):
        return False
    return iso7064_mod37_36(text[:-1]) == text[-1]


def credit_check_character(text: str) -> str:
    """Return the check character of the first 17 characters of a 统一社会信用代码 (GB 32100)."""
    total = sum(
        _CREDIT_ALPHABET.index(character) * pow(3, place, 31)
        for place, character in enumerate(text[:17])
    )
    return _CREDIT_ALPHABET[(31 - total % 31) % 31]


def id_card_check_character(text: str) -> str:
    """Return the check character of the first 17 digits of a 身份证号 (GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, text, strict=False))
    return "10X98765432"[total % 11]


def is_credit_code(text: str) -> bool:
    """Tell whether ``text`` is a complete 统一社会信用代码; lower case is accepted."""
    code = normalise(text)
    if len(code) != _CREDIT or any(character not in _CREDIT_ALPHABET for character in code):
        return False
    return code[2:8].isdigit() and credit_check_character(code) == code[17]


def is_id_card(text: str) -> bool:
    """Tell whether ``text`` is a complete 身份证号 with a real day of birth."""
    code = normalise(text)
    if len(code) != _CITIZEN or not code[:17].isascii() or not code[:17].isdigit():
        return False
    try:
        date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return False
    return id_card_check_character(code) == code[17]


def unit_id_type(text: str) -> str:
    """Say what stands in a unit's code box: uscc, id_card, old_reg_no, or none when empty."""
    if not normalise(text).strip("-—/"):
        return "none"
    if is_credit_code(text):
        return "uscc"
    return "id_card" if is_id_card(text) else "old_reg_no"


# --- soft marks: None is fine, else what looks odd -------------------------------------------


@lru_cache(maxsize=4096)
def check_device_code(text: str) -> str | None:
    """Mark a 设备代码 that is neither of 17 nor of 18 characters, nor an old one of 20."""
    code = normalise(text)
    if len(code) == _REGISTER:
        return check_old_reg_code(code)
    if len(code) not in (_DEVICE, _DEVICE_BY_OFFICE):
        return _("设备代码 {code} 有 {n} 位，应为 17、18 或 20 位").format(code=code, n=len(code))
    pattern = _DEVICE_17 if len(code) == _DEVICE else _DEVICE_18
    if not pattern.fullmatch(code):
        return _("设备代码 {code} 的格式少见，请与铭牌或登记证核对").format(code=code)
    return None


@lru_cache(maxsize=4096)
def check_old_reg_code(text: str) -> str | None:
    """Mark an old 注册代码 that is not of 20 characters or names an impossible month."""
    code = normalise(text)
    if len(code) != _REGISTER:
        return _("注册代码 {code} 有 {n} 位，应为 20 位").format(code=code, n=len(code))
    found = _REGISTER_20.fullmatch(code)
    if not found:
        return _("注册代码 {code} 的格式少见，请核对").format(code=code)
    if not "01" <= found["month"] <= "12":
        return _("注册代码 {code} 里的月份 {month} 不在 01–12").format(
            code=code, month=found["month"]
        )
    return None


@lru_cache(maxsize=4096)
def check_reg_no(text: str) -> str | None:
    """Mark a 使用登记证编号 whose form is unusual; old numbers and 20-character codes pass."""
    number = normalise(text)
    if _REG_NO.fullmatch(number) or _REGISTER_20.fullmatch(number):
        return None
    if _REG_NO_OLD.fullmatch(number) and "(" not in number:
        return None
    return _("使用登记证编号 {number} 的格式少见，请与登记证核对").format(number=number)


@lru_cache(maxsize=4096)
def check_credit_code(text: str) -> str | None:
    """Mark a unit's code that is neither a right 统一社会信用代码 nor a right 身份证号."""
    code = normalise(text)
    if is_credit_code(code) or is_id_card(code):
        return None
    if len(code) != _CREDIT:
        return _("统一社会信用代码有 {n} 位，应为 18 位").format(n=len(code))
    if any(character not in _CREDIT_ALPHABET for character in code[:17]):
        return _("统一社会信用代码里不会出现 I、O、S、V、Z，请核对")
    if not code[2:8].isdigit():
        return _("统一社会信用代码第 3–8 位应为数字，请核对")
    return _("末位应为 {right}，请核对执照").format(right=credit_check_character(code))


def check_id_card(text: str) -> str | None:
    """Mark a 身份证号 that cannot be right; never repeats the number itself."""
    return None if is_id_card(text) else _("身份证号不对，请核对位数、出生日期和末位")


def check_rescue_code(text: str) -> str | None:
    """Mark a 应急救援识别码 that is not of 4 to 8 digits (the length is local)."""
    if _RESCUE.fullmatch(normalise(text)):
        return None
    return _("应急救援识别码 {code} 一般是 4–8 位数字").format(code=text)


def check_licence_no(text: str) -> str | None:
    """Mark a 许可证编号 that does not begin with TS."""
    if _LICENCE.fullmatch(normalise(text)):
        return None
    return _("许可证编号 {code} 一般以 TS 开头").format(code=text)


def check_division_code(text: str) -> str | None:
    """Mark a division code that is neither a national one of six digits nor a local one of six."""
    code = normalise(text)
    if not (_DIVISION.fullmatch(code) or _LOCAL_DIVISION.fullmatch(code)):
        return _("区划代码 {code} 应为 6 位；没有国家代码的地方用本地代码").format(code=text)
    if code.isdigit() and code.endswith("01"):
        return _("{code} 是市辖区占位代码，请选具体的县区").format(code=code)
    return None


CHECKS: dict[str, Callable[[str], str | None]] = {
    "device_code": check_device_code,
    "old_reg_code": check_old_reg_code,
    "reg_no": check_reg_no,
    "credit_code": check_credit_code,
    "id_card": check_id_card,
    "rescue_code": check_rescue_code,
    "licence_no": check_licence_no,
    "division_code": check_division_code,
}


# --- reading aids -----------------------------------------------------------------------------


def parts_of(text: str) -> dict[str, str]:
    """Split a device, register or registration number into its named parts; empty if unknown."""
    code = normalise(text)
    for pattern in (_DEVICE_17, _DEVICE_18, _REGISTER_20, _REG_NO):
        found = pattern.fullmatch(code)
        if found:
            return {key: value for key, value in found.groupdict().items() if value}
    return {}


_GROUPS = {_DEVICE: (4, 5, 4, 4), _DEVICE_BY_OFFICE: (4, 6, 4, 4), _REGISTER: (4, 6, 6, 4)}


def grouped(code: str) -> str:
    """Return a long code in groups for reading (3110 10003 2018 0003); other texts unchanged."""
    if not (code.isascii() and code.isalnum() and code == code.upper()):
        return code
    if is_credit_code(code):
        sizes: tuple[int, ...] = (4, 4, 4, 4, 2)
    elif len(code) in _GROUPS and parts_of(code):
        sizes = _GROUPS[len(code)]
    else:
        return code
    pieces, start = [], 0
    for size in sizes:
        pieces.append(code[start : start + size])
        start += size
    return " ".join(pieces)


def masked(code: str) -> str:
    """Cover the middle of a 身份证号 (first 6 and last 2 stay); other codes are shown grouped."""
    plain = normalise(code)
    if is_credit_code(plain):
        return grouped(plain)
    if len(plain) in (_OLD_ID, _CITIZEN) and plain[:-1].isdigit():
        return plain[:6] + "*" * (len(plain) - 8) + plain[-2:]
    return code
