"""The identification numbers of the trade: normal form, soft marks, grouping and check characters."""

from collections.abc import Callable

MOD37_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _mod37_36_state(text: str) -> int:
    """Return the running product of ISO/IEC 7064 MOD 37,36 after ``text``."""
    product = 36
    for character in text:
        total = (product + MOD37_ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return product


def iso7064_mod37_36(text: str) -> str:
    """Return the check character of ``text`` (0-9A-Z only) after ISO/IEC 7064 MOD 37,36.

    Raises ValueError when a character is outside the alphabet.
    """
    return MOD37_ALPHABET[(37 - _mod37_36_state(text)) % 36]


mod37_36 = iso7064_mod37_36


def check37(text: str) -> bool:
    """Tell whether the last character of ``text`` is its MOD 37,36 check character."""
    if len(text) < 2 or any(character not in MOD37_ALPHABET for character in text):
        return False
    return iso7064_mod37_36(text[:-1]) == text[-1]


CHECKS: dict[str, Callable[[str], str | None]] = {}
