"""An office and its laptops as real registers in folders of their own, handing files to and fro."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path

from equipinspect.app import enrolling, handing_in, joining, keys, merge_desk, records, return_files
from equipinspect.app.enrolling import Wanted
from equipinspect.app.joining import Joined, Newcomer
from equipinspect.app.merge_desk import Handed
from equipinspect.app.office import Beginning, create_office
from equipinspect.app.session import Session
from equipinspect.store import queries, state_digest
from tests.registers import place

PASSPHRASE = "只在测试里用的口令"


class Round:
    """The registers of one story; every file has a fresh name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[Session] = []
        self._files = count(1)

    def close(self) -> None:
        """Close every register."""
        for session in self.opened:
            session.close()

    def keep(self, session: Session) -> Session:
        """Close a register with the others."""
        self.opened.append(session)
        return session

    def home(self, name: str) -> Path:
        """The data folder of one account."""
        found = self.folder / f"{name}-home"
        found.mkdir(exist_ok=True)
        return found

    def office(self, name: str = "凤翔区局", county: str = "610305", signs: bool = True) -> Session:
        """Begin an office, with its certificate key unless it shall have none."""
        path = self.folder / f"{name}.eqi"
        answers = Beginning(name, county, f"{name}甲", f"{name}电脑")
        session = self.keep(create_office(path, place(self.home(name)), answers))
        if signs:
            keys.new_key(session, PASSPHRASE)
        return session

    def file(self) -> Path:
        """A path for the next file."""
        return self.folder / f"{next(self._files)}.eqx"

    def base(self, office: Session) -> Path:
        """An office's whole register as a file."""
        return self.hand_in(office, full=True)

    def join(self, base: Path, name: str) -> tuple[Session, Joined]:
        """A laptop that joins from a base."""
        path = self.folder / f"{name}.eqi"
        session, joined = joining.join(
            base, path, place(self.home(name)), Newcomer(name, f"{name}笔记本")
        )
        return self.keep(session), joined

    def hand_in(self, session: Session, full: bool = False) -> Path:
        """What a register hands in."""
        target = self.file()
        handing_in.hand_in(session, target, handing_in.Wanted(full=full))
        return target

    def hand_back(
        self, office: Session, name: str, only: Mapping[str, str] | None = None, full: bool = False
    ) -> Path:
        """The return file of a laptop, by its person's name."""
        target = self.file()
        wanted = return_files.Wanted(name, only or {}, full)
        return_files.hand_back(office, target, wanted, PASSPHRASE)
        return target

    def exchange(self, office: Session, laptop: Session, name: str) -> None:
        """A whole Friday: the laptop hands in, the office hands back."""
        merge(office, self.hand_in(laptop))
        merge(laptop, self.hand_back(office, name))


def merge(session: Session, path: Path) -> Handed:
    """Merge one file."""
    return merge_desk.merge_file(session, path)


def enrol(office: Session, joined: Joined, name: str, role: str = "执法人员") -> None:
    """Let a laptop in."""
    enrolling.enrol(office, Wanted(joined.fingerprint, name, role))


def unit(session: Session, name: str) -> int:
    """Register a unit."""
    return records.save_new(session, "unit", {"name": name})


def units(session: Session) -> set[str]:
    """The names of the units listed."""
    return {str(row.values["name"]) for row in queries.all_rows(session.register, "unit")}


def digest(session: Session) -> str:
    """The state of a register in one word."""
    return state_digest.digest(session.register)
