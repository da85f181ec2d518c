"""The identification numbers of the trade: normal form, soft marks, grouping and check characters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from unicodedata import normalize

from equipinspect.model.numbers import shipped
from equipinspect.model.text import _

MOD37_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CITIZEN = 18
_OLD_ID = 15


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
    weighing = shipped().weighings["credit_code"]
    return weighing.alphabet[-weighing.remainder(text)]


def id_card_check_character(text: str) -> str:
    """Return the check character of the first 17 digits of a 身份证号 (GB 11643)."""
    weighing = shipped().weighings["id_card"]
    return weighing.characters[weighing.remainder(text)]


def is_credit_code(text: str) -> bool:
    """Tell whether ``text`` is a complete 统一社会信用代码; lower case is accepted."""
    code = normalise(text)
    if not shipped().matched("credit_code", code) or _strange(code):
        return False
    return credit_check_character(code) == code[-1]


def _strange(code: str) -> bool:
    """Say whether a code has characters that no 统一社会信用代码 has."""
    return not set(code) <= set(shipped().weighings["credit_code"].alphabet)


def is_id_card(text: str) -> bool:
    """Tell whether ``text`` is a complete 身份证号 with a real day of birth."""
    code = normalise(text)
    found = shipped().matched("id_card", code)
    if not (found and code.isascii()):
        return False
    try:
        date.fromisoformat(found["born"])
    except ValueError:
        return False
    return id_card_check_character(code) == code[-1]


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
    code, numbers = normalise(text), shipped()
    if len(code) in numbers.lengths("old_reg_code"):
        return check_old_reg_code(code)
    if len(code) not in numbers.lengths("device_code"):
        *most, last = numbers.lengths("device_code") + numbers.lengths("old_reg_code")
        lengths = _("{most} 或 {last}").format(most="、".join(map(str, most)), last=last)
        said = _("设备代码 {code} 有 {n} 位，应为 {lengths} 位")
        return said.format(code=code, n=len(code), lengths=lengths)
    if not numbers.matched("device_code", code):
        return _("设备代码 {code} 的格式少见，请与铭牌或登记证核对").format(code=code)
    return None


@lru_cache(maxsize=4096)
def check_old_reg_code(text: str) -> str | None:
    """Mark an old 注册代码 that is not of 20 characters or names an impossible month."""
    code, numbers = normalise(text), shipped()
    lengths = numbers.lengths("old_reg_code")
    if len(code) not in lengths:
        said = _("注册代码 {code} 有 {n} 位，应为 {lengths} 位")
        return said.format(code=code, n=len(code), lengths=_(" 或 ").join(map(str, lengths)))
    found = numbers.matched("old_reg_code", code)
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
    if shipped().matched("reg_no", number) or shipped().matched("old_reg_code", number):
        return None
    return _("使用登记证编号 {number} 的格式少见，请与登记证核对").format(number=number)


@lru_cache(maxsize=4096)
def check_credit_code(text: str) -> str | None:
    """Mark a unit's code that is neither a right 统一社会信用代码 nor a right 身份证号."""
    code = normalise(text)
    if is_credit_code(code) or is_id_card(code):
        return None
    [length] = shipped().lengths("credit_code")
    if len(code) != length:
        said = _("统一社会信用代码有 {n} 位，应为 {length} 位")
        return said.format(n=len(code), length=length)
    if _strange(code[:-1]):
        return _("统一社会信用代码里不会出现 I、O、S、V、Z，请核对")
    if not code[2:8].isdigit():
        return _("统一社会信用代码第 3–8 位应为数字，请核对")
    return _("末位应为 {right}，请核对执照").format(right=credit_check_character(code))


def check_id_card(text: str) -> str | None:
    """Mark a 身份证号 that cannot be right; never repeats the number itself."""
    return None if is_id_card(text) else _("身份证号不对，请核对位数、出生日期和末位")


def check_rescue_code(text: str) -> str | None:
    """Mark a 应急救援识别码 that is not of 4 to 8 digits (the length is local)."""
    if shipped().matched("rescue_code", normalise(text)):
        return None
    return _("应急救援识别码 {code} 一般是 4–8 位数字").format(code=text)


def check_licence_no(text: str) -> str | None:
    """Mark a 许可证编号 that does not begin with TS."""
    if shipped().matched("licence_no", normalise(text)):
        return None
    return _("许可证编号 {code} 一般以 TS 开头").format(code=text)


def check_division_code(text: str) -> str | None:
    """Mark a division code that is neither a national one of six digits nor a local one of six."""
    code = normalise(text)
    if not shipped().matched("division_code", code):
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
    for number in ("device_code", "old_reg_code", "reg_no"):
        if found := shipped().matched(number, code):
            return {key: value for key, value in found.groupdict().items() if value}
    return {}


def _sizes(code: str) -> tuple[int, ...]:
    """Return how a code is parted for reading; nothing for a text that is none."""
    if is_credit_code(code):
        return shipped().forms["credit_code"][0].groups
    forms = (f for number in ("device_code", "old_reg_code") for f in shipped().forms[number])
    return next((form.groups for form in forms if form.pattern.fullmatch(code)), ())


def grouped(code: str) -> str:
    """Return a long code in groups for reading (3110 10003 2018 0003); other texts unchanged."""
    if not (code.isascii() and code.isalnum() and code == code.upper()):
        return code
    pieces, start = [], 0
    for size in _sizes(code):
        pieces.append(code[start : start + size])
        start += size
    return " ".join(pieces) or code


def masked(code: str) -> str:
    """Cover the middle of a 身份证号 (first 6 and last 2 stay); other codes are shown grouped."""
    plain = normalise(code)
    if is_credit_code(plain):
        return grouped(plain)
    if len(plain) in (_OLD_ID, _CITIZEN) and plain[:-1].isdigit():
        return plain[:6] + "*" * (len(plain) - 8) + plain[-2:]
    return code
