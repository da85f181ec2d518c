"""The one colour table: every colour of the window by name, in light, dark and high contrast."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SCHEMES = ("light", "dark", "contrast")

_GROUNDS = {
    "window": ("#F3F5F6", "#171B1F", "#000000"),
    "base": ("#FFFFFF", "#1E2328", "#000000"),
    "sunken": ("#EBEEF0", "#121518", "#000000"),
    "hover": ("#EEF3F3", "#262D33", "#1A1A1A"),
    "sel": ("#DDEEEC", "#1D3F3D", "#003D39"),
    "selInactive": ("#E7ECEE", "#2A3137", "#1A1A1A"),
}

_INK = {
    "line": ("#DCE1E5", "#30373E", "#FFFFFF"),
    "edge": ("#B6BFC6", "#48525B", "#FFFFFF"),
    "line2": ("#78838D", "#7A8690", "#FFFFFF"),
    "text": ("#1A222B", "#E6EAED", "#FFFFFF"),
    "text2": ("#4A5662", "#B3BDC6", "#FFFFFF"),
    "text3": ("#5E6A76", "#98A4AE", "#E0E0E0"),
    "dis": ("#87919A", "#66717B", "#A0A0A0"),
    "accent": ("#0B6B66", "#5CC4BB", "#3DF5E4"),
    "accentHover": ("#095A56", "#7AD3CB", "#8CFFF5"),
    "onAccent": ("#FFFFFF", "#06211F", "#000000"),
    "ring": ("#0B6B66", "#5CC4BB", "#FFFFFF"),
}

_RISK = {
    "red": ("#A61B14", "#FF9C93", "#FF8A80"),
    "redBg": ("#FBE9E7", "#43211F", "#000000"),
    "redMark": ("#C6271E", "#FF7A6E", "#FF8A80"),
    "orange": ("#8A4300", "#FFB067", "#FFB454"),
    "orangeBg": ("#FDEEDD", "#412B16", "#000000"),
    "orangeMark": ("#C96A10", "#F0973F", "#FFB454"),
    "yellow": ("#6B5200", "#EBCB58", "#FFE14D"),
    "yellowBg": ("#FBF3CF", "#3A3214", "#000000"),
    "yellowMark": ("#E0B104", "#D9B52F", "#FFE14D"),
    "blue": ("#1F4E8C", "#93BFF5", "#8EC5FF"),
    "blueBg": ("#E5EEF9", "#1E3148", "#000000"),
    "blueMark": ("#2F6DB5", "#6FA8EC", "#8EC5FF"),
}

RISKS = ("red", "orange", "yellow", "blue")
_TABLE = {**_GROUNDS, **_INK, **_RISK}


def colours(scheme: str) -> Mapping[str, str]:
    """Return the hex value of every colour name in ``light``, ``dark`` or ``contrast``."""
    column = SCHEMES.index(scheme)
    return MappingProxyType({name: values[column] for name, values in _TABLE.items()})
