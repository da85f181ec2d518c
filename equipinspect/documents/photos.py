"""Makes evidence photos small and gives each a strip that says when, of what and by whom it was taken."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

LONGEST_SIDE = 1600
QUALITY = 82
MOST_PIXELS = 120_000_000
STRIP_INK = (255, 255, 255)
STRIP_GROUND = (20, 24, 28)
FONT = Path("fonts") / "NotoSansSC-Regular.ttf"


def stamped(content: bytes, strip: str, resources: Path) -> bytes:
    """Return a photo as JPEG, at most 1,600 pixels long, turned upright, with ``strip`` beneath it.

    Camera data such as coordinates are left out. Raises UserError for what is no picture.
    """
    picture = _opened(content)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    height = max(28, picture.width // 36)
    font = ImageFont.truetype(resources / FONT, round(height * 0.6))
    whole = Image.new("RGB", (picture.width, picture.height + height), STRIP_GROUND)
    whole.paste(picture, (0, 0))
    ImageDraw.Draw(whole).text(
        (height // 3, picture.height + height / 2), strip, STRIP_INK, font, anchor="lm"
    )
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > MOST_PIXELS:
            raise UserError(
                _("图片有 {w}×{h} 像素，太大，请先缩小。").format(w=picture.width, h=picture.height)
            )
        return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise UserError(_("这个文件不是可读的图片，请选 JPG 或 PNG。")) from error
