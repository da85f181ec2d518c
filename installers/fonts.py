"""Cuts the shipped fonts out of the full ones; run only when a font is renewed.

Sources: the npm packages `@expo-google-fonts/noto-sans-sc` and `@expo-google-fonts/noto-serif-sc`
(0.4.3, static TrueType, SIL Open Font License), fetched with `npm pack` and unpacked.

Usage: python installers/fonts.py SANS_PACKAGE SERIF_PACKAGE [OUT]
"""

import sys
from itertools import product
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).parent.parent / "resources" / "fonts"
SIGNS = (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0))
MARKS = (*range(0x2100, 0x2200), *range(0x2460, 0x2500), *range(0x25A0, 0x2600), 0x2713, 0x2717)
IDEOGRAPHS = range(0x4E00, 0xA000)
SUPPLEMENTARY = range(0x10000, 0x110000)
# 《通用规范汉字表》 draws these from extension A; people and places bear them, GBK lacks them
EXTENSION_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝"
    "䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
RARE = "䶮㛃喆镕堃祎𬭎"
FEATURES = ["ccmp", "kern", "mark", "mkmk", "liga", "vert", "vrt2"]


def encoded(codec: str) -> set[int]:
    """Every character the two-byte `codec` can write, as code points."""
    pairs = (bytes(pair) for pair in product(range(0x81, 0xFF), range(0x40, 0xFF)))
    return {ord(text) for pair in pairs if len(text := pair.decode(codec, "ignore")) == 1}


def cut(source: Path, target: Path, wanted: set[int]) -> None:
    """Write the `wanted` characters of `source` to `target`, as TrueType outlines."""
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)
    missing = [char for char in RARE if ord(char) in wanted and ord(char) not in font.getBestCmap()]
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")
    if missing:
        raise SystemExit(f"{target.name} lacks {missing}")


def main(sans: Path, serif: Path, out: Path = OUT) -> None:
    """Cut the two reading weights in full, the heading weight for everyday characters."""
    everyday = {*SIGNS, *MARKS, *encoded("gb2312")}
    full = {*everyday, *encoded("gbk"), *IDEOGRAPHS, *SUPPLEMENTARY, *map(ord, EXTENSION_A + RARE)}
    out.mkdir(parents=True, exist_ok=True)
    cut(sans / "400Regular/NotoSansSC_400Regular.ttf", out / "NotoSansSC-Regular.ttf", full)
    cut(sans / "500Medium/NotoSansSC_500Medium.ttf", out / "NotoSansSC-Medium.ttf", everyday)
    cut(serif / "400Regular/NotoSerifSC_400Regular.ttf", out / "NotoSerifSC-Regular.ttf", full)
    for package, name in ((sans, "OFL-NotoSansSC.txt"), (serif, "OFL-NotoSerifSC.txt")):
        text = (package / "LICENSE_FONT").read_text(encoding="utf-8")
        (out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
