"""The exchange file `.eqx`: its fixed tables, its manifest, and what its content digest covers.

A real SQLite file anyone can open. Within one major version the tables are the same letter for letter.

* ``manifest``: who made the file, when, what it holds: counts, tips, hashes, extra parts; signed.
* ``change_set``, ``operation``: as in a register. Operations outside the sets of the file fill what
  the receiver so far has as a digest only.
* ``sliced``: operations of which a slice carries only the digest.
* ``waiting``: change sets that the maker of the file could not merge itself, passed on byte by byte.
* ``blob_chunk``: photos and scans, named by SHA-256 and suffix, in chunks of 1 MiB.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from equipinspect.model.canonical import canonical

APPLICATION_ID = 0x45515831  # "EQX1"
MAJOR = 1  # PRAGMA user_version
FORMAT = "equipinspect-exchange-1"
SUFFIX = ".eqx"
PAGE = 4096
CHUNK = 1 << 20
MANIFEST_DOMAIN = b"equipinspect-manifest-v1\x00"
CONTENT_DOMAIN = b"equipinspect-content-v1\x00"
PART = "part."
UNSIGNED = frozenset({"signature", "office_key", "office_signature"})

TABLES = (
    "CREATE TABLE manifest(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE change_set(replica INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " lamport INTEGER NOT NULL, seen TEXT NOT NULL, person TEXT NOT NULL, action TEXT NOT NULL,"
    " reason TEXT NOT NULL, declarations TEXT NOT NULL, at_wall TEXT NOT NULL, zone TEXT NOT NULL,"
    " first_op INTEGER NOT NULL, n_op INTEGER NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL,"
    " signature BLOB NOT NULL, PRIMARY KEY(replica, seq)) STRICT, WITHOUT ROWID",
    "CREATE TABLE operation(id INTEGER PRIMARY KEY, entity INTEGER NOT NULL, record TEXT NOT NULL,"
    " field TEXT NOT NULL, value TEXT NOT NULL, parents TEXT NOT NULL) STRICT",
    "CREATE TABLE sliced(id INTEGER PRIMARY KEY, digest BLOB NOT NULL) STRICT",
    "CREATE TABLE waiting(hash BLOB PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE blob_chunk(id INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL,"
    " content BLOB NOT NULL) STRICT",
)

Tips = Mapping[int, tuple[int, str]]  # replica → last seq, its hash as hex


@dataclass(frozen=True)
class About:
    """Who makes a file, as its manifest says: program version, wall clock, person, device, office.

    ``office`` is the name, ``county`` the division code; ``demo`` data never meets real data.
    """

    program: str
    made_at: str
    person: str
    device: str
    office: str
    county: str
    demo: bool = False


@dataclass(frozen=True)
class Manifest:
    """What a file says of itself; ``parts`` are extra statements by name, parsed from canonical JSON."""

    about: About
    replica: int
    public_key: str
    declarations: str
    tips: Tips
    since: Mapping[int, int]
    sets: int
    operations: int
    sliced: int
    waiting: int
    photos: int
    photo_bytes: int
    first_day: str
    last_day: str
    content: str
    parts: Mapping[str, object] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Return the manifest as key and text, the way its table stores it, without signatures."""
        about = self.about
        found: dict[str, object] = {
            "format": FORMAT, "program": about.program, "made_at": about.made_at,
            "person": about.person, "device": about.device, "office": about.office,
            "county": about.county, "demo": int(about.demo), "replica": self.replica,
            "public_key": self.public_key, "declarations": self.declarations,
            "tips": canonical([[r, seq, own] for r, (seq, own) in sorted(self.tips.items())]),
            "since": canonical([[r, seq] for r, seq in sorted(self.since.items())]),
            "sets": self.sets, "operations": self.operations, "sliced": self.sliced,
            "waiting": self.waiting, "photos": self.photos, "photo_bytes": self.photo_bytes,
            "first_day": self.first_day, "last_day": self.last_day, "content": self.content,
        }  # fmt: skip
        found |= {PART + name: canonical(part) for name, part in self.parts.items()}
        return {key: str(value) for key, value in found.items()}


def read_manifest(texts: Mapping[str, str]) -> Manifest:
    """Read the texts of a manifest; raise ValueError when it is none of this major version."""
    try:
        if texts["format"] != FORMAT:
            raise ValueError(texts["format"])
        about = About(
            texts["program"], texts["made_at"], texts["person"], texts["device"],
            texts["office"], texts["county"], texts["demo"] == "1",
        )  # fmt: skip
        numbers = {
            key: int(texts[key])
            for key in (
                "replica",
                "sets",
                "operations",
                "sliced",
                "waiting",
                "photos",
                "photo_bytes",
            )
        }
        return Manifest(
            about=about,
            public_key=texts["public_key"],
            declarations=texts["declarations"],
            tips={int(r): (int(seq), str(own)) for r, seq, own in json.loads(texts["tips"])},
            since={int(r): int(seq) for r, seq in json.loads(texts["since"])},
            first_day=texts["first_day"],
            last_day=texts["last_day"],
            content=texts["content"],
            parts={k[len(PART) :]: json.loads(v) for k, v in texts.items() if k.startswith(PART)},
            **numbers,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def manifest_digest(texts: Mapping[str, str]) -> bytes:
    """Return what is signed: a hash over every key but the signatures themselves."""
    covered = {key: value for key, value in texts.items() if key not in UNSIGNED}
    return sha256(MANIFEST_DOMAIN + canonical(covered).encode()).digest()


class Content:
    """Gathers the content digest of a file, fed in the order sets, fills, waiting, photos."""

    def __init__(self) -> None:
        self._whole = sha256(CONTENT_DOMAIN)

    def add(self, *parts: object) -> None:
        """Take one more thing up: numbers, texts, or hashes."""
        plain = [part.hex() if isinstance(part, bytes) else part for part in parts]
        self._whole.update(canonical(plain).encode())

    def digest(self) -> str:
        """Return the digest of everything so far as hexadecimal digits."""
        return self._whole.hexdigest()
