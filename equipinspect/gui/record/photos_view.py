"""The photos and scans of one record: small pictures with their captions, and adding another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from equipinspect.app import attachments
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import IconButton, link_button
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.wording import moment_near
from equipinspect.model.text import _

WIDTH = 320
PICTURES = "*.jpg *.jpeg *.png *.pdf"


@dataclass(frozen=True)
class Photo:
    """One photo or scan: its file, caption, when and by whom it was kept."""

    file: Path
    caption: str
    when: str
    who: str


def photos(session: Session, number: int) -> list[Photo]:
    """Return the photos and scans of a record, newest first."""
    return [
        Photo(
            file,
            str(row.values.get("caption") or ""),
            str(row.values.get("taken_at") or ""),
            str(row.values.get("taken_by") or ""),
        )
        for row, file in attachments.of_record(session, number)
    ]


class PhotosView(QWidget):
    """A column of pictures; a click opens the whole file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._number = 0
        px = desk.look.px
        self.add = IconButton(desk.look, _("添加照片或扫描件…　F8"), "photo", "")
        self.add.setObjectName("add_photo")
        self.add.clicked.connect(self.choose)
        self._list = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(self.add)
        column.addLayout(self._list)
        column.addStretch(1)

    def show_of(self, number: int) -> None:
        """Show the photos of a record."""
        self._number = number
        self._desk.watched(self._desk.jobs.read(photos, number)).done.connect(self._show)

    def choose(self) -> None:
        """Keep a file that the person picks."""
        kinds = _("照片和扫描件 ({kinds})").format(kinds=PICTURES)
        path = self._desk.messages.open_file(_("添加照片或扫描件"), kinds)
        if path is not None and self._number:
            self.keep(path)

    def keep(self, path: Path) -> None:
        """Keep a file with this record."""
        job = self._desk.jobs.run(attachments.attach, self._number, path)
        self._desk.watched(job).done.connect(self._kept)

    def _kept(self, _number: int) -> None:
        self._desk.say(_("照片已存入台账文件旁的文件夹。"), undo=True)
        self._desk.tell_written({"attachment"})
        self.show_of(self._number)

    def _show(self, found: list[Photo]) -> None:
        while item := self._list.takeAt(0):
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        if not found:
            none = _("还没有照片。JPG、PNG 会缩小并加上时间和姓名，PDF 原样保存。")
            self._list.addWidget(Label(self._desk.look, none, "text2").wrap())
        for photo in found:
            self._add(photo)

    def _add(self, photo: Photo) -> None:
        picture = QLabel()
        picture.setPixmap(self._thumbnail(photo.file))
        picture.setAccessibleName(photo.caption)
        self._list.addWidget(picture)
        when = moment_near(photo.when, self._desk.now())
        words = "　".join(part for part in (photo.caption, when, photo.who) if part)
        self._list.addWidget(Label(self._desk.look, words, "text2").wrap())
        opens = link_button(_("打开原图") if photo.file.is_file() else _("文件不在本机"))
        opens.setEnabled(photo.file.is_file())
        opens.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(photo.file))))
        self._list.addWidget(opens, 0, Qt.AlignmentFlag.AlignLeft)

    def _thumbnail(self, file: Path) -> QPixmap:
        reader = QImageReader(str(file))
        reader.setAutoTransform(True)
        size = reader.size()
        if not size.isValid():
            return self._desk.look.pixmap("photo", "text3", 40)
        width = self._desk.look.px(WIDTH)
        reader.setScaledSize(QSize(width, max(1, size.height() * width // size.width())))
        return QPixmap.fromImage(reader.read())
