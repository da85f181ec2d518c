"""The item being judged, open in place: four verdicts, words, photos, and the hazard that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from equipinspect.app.visit_desk import At, View
from equipinspect.app.visit_page import ItemView
from equipinspect.gui.checks.boxes import REST
from equipinspect.gui.checks.consequence import Consequence
from equipinspect.gui.checks.photo_strip import PhotoStrip
from equipinspect.gui.checks.verdicts import VerdictButton, VerdictKeys
from equipinspect.gui.desk import Desk
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.check_box import CheckBox
from equipinspect.gui.widgets.label import Label
from equipinspect.model.checklists import VERDICTS
from equipinspect.model.fields import Value
from equipinspect.model.text import _

WORDS, STRIP = 72, 72
SAID = ("fail", "nearly")


class Words(QPlainTextEdit):
    """What was found, in the officer's words; Enter goes on."""

    def __init__(self, look: Look, on_enter: Callable[[], None]) -> None:
        super().__init__()
        self._on_enter = on_enter
        self.setProperty("form", True)
        self.setTabChangesFocus(True)
        self.setFixedHeight(look.px(WORDS))
        self.setFont(look.font("form"))
        self.setAccessibleName(_("问题描述"))
        self.setPlaceholderText(_("写明问题：在哪里、怎么样"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; Shift+Enter begins a new line; Ctrl+Enter belongs to the page."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if plain:
                self._on_enter()
                return
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
        super().keyPressEvent(event)


class Judging(QWidget):
    """Stands in the list in the place of the item it judges."""

    def __init__(self, desk: Desk, judge: Callable[[str], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self._judge, self._back = desk, judge, back
        self.item: ItemView | None = None
        self.on_say: Callable[[At, Mapping[str, str]], None] = lambda _at, _texts: None
        self.on_grade: Callable[[At, Mapping[str, Value]], None] = lambda _at, _values: None
        look = desk.look
        self.setProperty("ground", "sel")
        self.number = Label(look, "", step="form", medium=True)
        self.text = Label(look, "", step="form", medium=True).wrap()
        self.clause = Label(look, "", "text2", "small")
        labels = desk.declarations.get("check_item").field("verdict").labels
        self.verdicts = {v: VerdictButton(look, n, labels[v]) for n, v in enumerate(VERDICTS, 1)}
        for verdict, made in self.verdicts.items():
            made.clicked.connect(lambda _on=False, v=verdict: self._judge(v))
        self._fields()
        self.consequence = Consequence(self._desk)
        self.consequence.on_grade = self._tell_grade
        self._lay_out()
        keys = VerdictKeys(self, self._judge, self._leave)
        for edit in (self.words, self.no_photo, *self.consequence.editors()):
            edit.installEventFilter(keys)

    def _fields(self) -> None:
        look = self._desk.look
        self.words = Words(look, self._after_words)
        self.photos = PhotoStrip(look)
        self.no_photo = QLineEdit()
        self.no_photo.setAccessibleName(_("没有照片的原因"))
        self.no_photo.setPlaceholderText(_("没有照片时在这里写明原因"))
        self.no_photo.returnPressed.connect(self._leave)
        self.fixed = CheckBox(look, _("当场整改（Alt+Z）"))
        self.fixed.clicked.connect(self._fix)
        self.open_hazard = Label(look, "", "text2", "small").wrap()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(REST)
        self._typing.timeout.connect(self.flush)
        self.words.textChanged.connect(self._typing.start)
        self.no_photo.textEdited.connect(lambda _text: self._typing.start())

    def _lay_out(self) -> None:
        px = self._desk.look.px
        verdicts = QHBoxLayout()
        verdicts.setSpacing(px(8))
        for made in self.verdicts.values():
            verdicts.addWidget(made, 1)
        self.saying = self._words_part()
        inner = QVBoxLayout()
        inner.setSpacing(px(8))
        inner.setContentsMargins(px(32), 0, 0, 0)
        inner.addLayout(verdicts)
        for part in (self.open_hazard, self.saying, self.consequence):
            inner.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(16), px(10))
        column.setSpacing(px(8))
        column.addLayout(self._head())
        column.addLayout(inner)

    def _head(self) -> QHBoxLayout:
        px, head = self._desk.look.px, QHBoxLayout()
        head.setSpacing(px(16))
        self.number.setMinimumWidth(px(16))
        head.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.text, 1)
        head.addWidget(self.clause)
        return head

    def _words_part(self) -> QWidget:
        px, part = self._desk.look.px, QWidget()
        found, proof = QHBoxLayout(), QHBoxLayout()
        found.setSpacing(px(8))
        found.addWidget(self.words, 1)
        found.addWidget(self.photos)
        proof.setSpacing(px(16))
        proof.addWidget(self.no_photo, 1)
        proof.addWidget(self.fixed)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(found)
        column.addLayout(proof)
        return part

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground of the current row and its bar."""
        painter, look = QPainter(self), self._desk.look
        painter.fillRect(self.rect(), look.colour("sel"))
        painter.fillRect(0, 0, look.px(3), self.height(), look.colour("accent"))
        painter.end()

    # showing

    @property
    def at(self) -> At:
        """Return part and item that are judged."""
        assert self.item is not None
        return self.item.part, self.item.code

    def show_item(self, item: ItemView, view: View) -> None:
        """Show an item; words that are being typed for the same one are left alone."""
        other = self.item is None or (item.part, item.code) != self.at
        if other:
            self.flush()
        self.item, mark = item, item.mark
        self.number.setText(str(item.number))
        self.text.setText(f"{item.text}　{item.hint}".rstrip("　"))
        self.clause.setText(item.clause)
        for verdict, made in self.verdicts.items():
            made.setChecked(mark.verdict == verdict)
        if other or not self.words.hasFocus() or not self.words.toPlainText():
            self._show_words(mark.words)
            if self.words.hasFocus():
                self.words.selectAll()  # typing replaces what was proposed
        if other or not self.no_photo.hasFocus():
            self.no_photo.setText(mark.no_photo)
        self.fixed.setChecked(mark.fixed)
        self.photos.show_photos(mark.photos, view.photos)
        asked = _("这一项还有一处未销号隐患，请一并核实。") if item.open_hazard else ""
        self.open_hazard.setText(asked)
        self.open_hazard.setVisible(bool(asked))
        self.saying.setVisible(mark.verdict in SAID or bool(mark.words))
        self.consequence.show_item(item, view, other)

    def _show_words(self, text: str) -> None:
        self.words.blockSignals(True)
        if self.words.toPlainText() != text:
            self.words.setPlainText(text)
        self.words.blockSignals(False)

    # what a person does

    def _tell_grade(self, values: Mapping[str, Value]) -> None:
        if self.item is not None:
            self.on_grade(self.at, values)

    def _fix(self) -> None:
        if self.item is not None:
            self.on_say(self.at, {"fixed": "1" if self.fixed.isChecked() else ""})

    def _after_words(self) -> None:
        if self.item is not None and not self.item.mark.photos:
            self.no_photo.setFocus()
        else:
            self._leave()

    def _leave(self) -> None:
        self.flush()
        self._back()

    def flush(self) -> None:
        """Write what was typed now."""
        self._typing.stop()
        self.consequence.flush()
        if self.item is None:
            return
        mark = self.item.mark
        typed = {"words": self.words.toPlainText(), "no_photo": self.no_photo.text()}
        texts = {k: v for k, v in typed.items() if v != getattr(mark, k)}
        if texts:
            for key, value in texts.items():
                setattr(mark, key, value)
            self.on_say(self.at, texts)

    def role(self) -> str:
        """Say what the next photo shows: after the rectification once that is marked."""
        return "after" if self.fixed.isChecked() else "before"
