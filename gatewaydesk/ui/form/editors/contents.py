"""Texts that hold something else: JSON written as a text, and a file's bytes in base64."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFileDialog, QPushButton

from gatewaydesk.document import disk
from gatewaydesk.document.manner import decoded
from gatewaydesk.document.reading import read
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import json_look, look
from gatewaydesk.ui.form.editors.base import Editor
from gatewaydesk.ui.form.editors.one_line import OneLine
from gatewaydesk.ui.form.editors.paragraph import LONGEST, GrowingText, Paragraph
from gatewaydesk.ui.form.flow import Flow

LARGEST = 5 * 1024 * 1024  # bytes of a file; a document is checked whole at every edit, and sent whole
_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "application/pdf": ".pdf", "text/plain": ".txt"}
_SHOWN = 48  # characters of the encoded text
_BEGINNING = 1000  # characters of a long text


class JsonString(Paragraph):
    """JSON inside a text: coloured, and told where it breaks; the value is the text, whatever it says."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.text.setFont(json_look.fixed_font())
        self.colours = json_look.Colours(self.text)
        self.error = look.Text(tone="wrong", size="small")
        self.error.hide()
        self.column.addWidget(self.error)
        self.text.textChanged.connect(self._look)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Texts that are said to hold JSON."""
        holds = field.media_type == "application/json" or field.media_type.endswith("+json")
        return 60 if field.kind is Kind.TEXT and holds and not field.encoding else 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.text.setFont(json_look.fixed_font())

    def _look(self) -> None:
        text = self.text.raw()
        broken = read(text).broken
        self.text.setExtraSelections(json_look.wave(self.text, text, broken))
        self.error.setText(f"The text is not JSON. {broken.sentence}" if broken is not None else "")
        self.error.setVisible(broken is not None)


class Stowed(Editor):
    """A value too large for a page: its beginning, and buttons that load another one, save it and take it out."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self._value = ""
        self.line = OneLine(field.with_(limits=field.limits.__class__(), examples=()))
        self.line.line.setReadOnly(True)
        self.main = self.take_over(self.line.line)
        self.load = QPushButton("Load a file…")
        self.load.setAccessibleName(f"Load a file into {field.title}")
        self.load.clicked.connect(self._ask_load)
        self.save = look.quiet_button("Save as…", f"Save {field.title} as a file")
        self.save.clicked.connect(self._ask_save)
        self.empty = look.quiet_button("Remove", f"Remove the file in {field.title}")
        self.empty.clicked.connect(lambda: self.tell(ABSENT))
        self.problem = look.Text(tone="wrong", size="small")
        self.problem.hide()
        self.column.addWidget(self.line)
        bar = Flow(gap=look.SPACE)
        for button in (self.load, self.save, self.empty):
            bar.addWidget(self.take_over(button))
        self.column.addLayout(bar)
        self.column.addWidget(self.problem)

    def value_of(self, data: bytes) -> str:
        """What stands for a file's bytes in the document.

        Raises:
            FileProblem: nothing can.
        """
        raise NotImplementedError

    def data_of(self, value: str) -> bytes:
        """The bytes that a value of the document stands for."""
        raise NotImplementedError

    def words_for(self, value: str) -> str:
        """How large it is, and what of it is shown."""
        raise NotImplementedError

    def set_read_only(self) -> None:
        for button in (self.load, self.empty):
            button.setEnabled(False)

    def name(self, object_name: str, title: str) -> None:
        super().name(object_name, title)
        place = object_name.removeprefix("field:")
        self.load.setObjectName(f"load:{place}")
        self.save.setObjectName(f"save:{place}")

    def load_file(self, path: Path) -> None:
        """Takes a file's bytes over, or says why not."""
        self._say("")
        try:
            if path.stat().st_size > LARGEST:
                self._say(f"“{path.name}” has {size(path.stat().st_size)}; at most {size(LARGEST)} fit in.")
                return
            data = path.read_bytes()
            value = self.value_of(data)
        except OSError as error:
            self._say(f"“{path.name}” could not be read: {disk.os_reason(error)}.")
        except FileProblem as error:
            self._say(f"“{path.name}”: {error.what} {error.todo}".rstrip())
        else:
            self.tell(value)

    def save_file(self, path: Path) -> None:
        """Writes the bytes to a file, or says why not."""
        self._say("")
        try:
            disk.write_bytes(path, self.data_of(self._value))
        except FileProblem as error:
            self._say(f"{error.what} {error.todo}")

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _ask_load(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, f"Load a file into {self.field.title}")
        if name:
            self.load_file(Path(name))

    def _ask_save(self) -> None:
        start = self.field.name.strip("*") or "file"
        ending = _ENDINGS.get(self.field.media_type, "")
        name, _ = QFileDialog.getSaveFileName(self, f"Save {self.field.title}", f"{start}{ending}")
        if name:
            self.save_file(Path(name))

    def _show(self, value: Any) -> None:
        self._value = value if isinstance(value, str) else ""
        self.line.line.setText(self.words_for(self._value) if self._value else "")
        self.line.line.setCursorPosition(0)
        self.save.setVisible(bool(self._value))
        self.empty.setVisible(bool(self._value))
        self.load.setText("Load another…" if self._value else "Load a file…")


class FileInText(Stowed):
    """A file in base64."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.line.line.setPlaceholderText(f"No file yet; at most {size(LARGEST)}")

    @classmethod
    def fits(cls, field: Field) -> int:
        """Texts in base64."""
        return 60 if field.kind is Kind.TEXT and field.encoding == "base64" else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Base64 that says the same when it is decoded and encoded again; any other text is shown as it is."""
        if not isinstance(value, str):
            return value is ABSENT or value is None
        return _bytes_of(value) is not None

    def value_of(self, data: bytes) -> str:
        return base64.b64encode(data).decode("ascii")

    def data_of(self, value: str) -> bytes:
        return _bytes_of(value) or b""

    def words_for(self, value: str) -> str:
        kind = f" ({self.field.media_type})" if self.field.media_type else ""
        more = "…" if len(value) > _SHOWN else ""
        return f"{size(len(self.data_of(value)))}{kind}: {value[:_SHOWN]}{more}"


class LongText(Stowed):
    """A text that is longer than a page can show without standing still: its beginning, to be changed elsewhere.

    Of a secret not even that.
    """

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self.beginning = GrowingText()
        self.beginning.setReadOnly(True)
        self.beginning.setAccessibleName(f"The beginning of {field.title}")
        self.column.insertWidget(1, self.take_over(self.beginning))
        self.hint = look.Text(
            "To change it, save it as a file, edit that and load it; or use the JSON view.", tone="muted", size="small"
        )
        self.column.addWidget(self.hint)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Every text, where nothing else can show it; a secret that no line can hold comes here before a paragraph."""
        return (50 if field.secret else 2) if Paragraph.fits(field) else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """What is longer than `LONGEST`, whatever it is made of: nothing of it is typed here."""
        return isinstance(value, str) and (field.secret or len(value) > LONGEST)

    def value_of(self, data: bytes) -> str:
        return decoded(data)[0]

    def data_of(self, value: str) -> bytes:
        return value.encode("utf-8", "surrogatepass")

    def words_for(self, value: str) -> str:
        if self.field.secret:
            return f"{len(value):,} characters, which are hidden"
        return f"{len(value):,} characters, of which the first {_BEGINNING:,} are shown"

    def _show(self, value: Any) -> None:
        super()._show(value)
        self.beginning.setHidden(self.field.secret)
        if not self.field.secret:
            self.beginning.show_text(f"{self._value[:_BEGINNING]}…" if self._value else "")


def size(count: int) -> str:
    """A number of bytes as people say it: 812 bytes, 12.3 KB, 5 MB."""
    for unit, of in (("MB", 1024 * 1024), ("KB", 1024)):
        if count >= of:
            return f"{count / of:,.1f}".removesuffix(".0") + f" {unit}"
    return f"{count:,} byte{'' if count == 1 else 's'}"


def _bytes_of(text: str) -> bytes | None:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None
