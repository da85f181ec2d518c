"""The refusals of files that cannot be read, one Chinese sentence each."""

from pathlib import Path

from equipinspect.model.errors import UserError
from equipinspect.model.text import _


class Unreadable(UserError):
    """A file that is no sheet, is damaged, locked by a password or too large."""


def missing(path: Path, error: OSError) -> Unreadable:
    """The file is not there or may not be opened."""
    if isinstance(error, FileNotFoundError):
        text = _("找不到文件 “{name}”，请检查路径")
    elif isinstance(error, IsADirectoryError):
        text = _("“{name}” 是文件夹，请选择其中的一个文件")
    else:
        text = _("打不开文件 “{name}”，请检查权限，并先关闭正在使用它的程序")
    return Unreadable(text.format(name=path.name))


def damaged(path: Path) -> Unreadable:
    """The file is cut off or contradicts itself."""
    text = _(
        "文件 “{name}” 不完整或已损坏，无法读取；请重新取得，或用 Excel、WPS 打开后另存为 xlsx"
    )
    return Unreadable(text.format(name=path.name))


def protected(path: Path) -> Unreadable:
    """The file is encrypted."""
    text = _("文件 “{name}” 设有打开密码，无法读取；请用 Excel 或 WPS 去掉密码后再导入")
    return Unreadable(text.format(name=path.name))


def wrong_type(path: Path, what: str) -> Unreadable:
    """The content is something else than a sheet; ``what`` names it in Chinese."""
    text = _("文件 “{name}” 不是可导入的表格（内容是{what}）；请提供 xlsx、xls 或 csv 文件")
    return Unreadable(text.format(name=path.name, what=what))


def too_large(path: Path, what: str) -> Unreadable:
    """The content exceeds what a ledger can hold; ``what`` says in which respect."""
    text = _("文件 “{name}” {what}，超出可读范围；请删去多余的行列，或分成几个文件再导入")
    return Unreadable(text.format(name=path.name, what=what))
