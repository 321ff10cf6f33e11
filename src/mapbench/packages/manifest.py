"""manifest.json: who the package is, what it is compatible with, and every file with its role and size."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import msgspec

from mapbench.packages.contents import SUMS
from mapbench.packages.errors import FormatVersionError, ManifestError, MissingFileError, UnlistedFileError
from mapbench.packages.names import OUTSIDE
from mapbench.packages.reference import MANIFEST

#: The numbers of package formats that are read; the last one is written.
FORMATS: Final = (1,)


class File(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One file; `name` is what the project calls it, where the package has to spell it otherwise."""

    path: str
    role: str
    size: int
    name: str | None = None


class Dataset(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Source or target: its reference, the version of an entity, and its pinned schema with the SHA-256 of its file."""

    reference: str
    version: str | None = None
    schema: str | None = None
    digest: str | None = None


class Manifest(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The manifest. `draft` packages are refused by a runtime unless it is told to take them."""

    format: int
    language: int
    mapping: str
    version: str
    title: str | None = None
    owner: str | None = None
    source: Dataset | None = None
    target: Dataset | None = None
    params: list[str] = msgspec.field(default_factory=list)
    draft: bool = False
    files: list[File] = msgspec.field(default_factory=list)

    @property
    def stem(self) -> str:
        """The name of the package's file, without its ending; drafts have a name of their own."""
        return f"{self.mapping}-{self.version}" + (".draft" if self.draft else "")

    def to_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


class _Number(msgspec.Struct):
    format: int


def read_manifest(files: Mapping[str, bytes]) -> Manifest:
    """The manifest of a package, held against its files.

    Raises FormatVersionError, ManifestError, MissingFileError or UnlistedFileError.
    """
    try:
        number = msgspec.json.decode(files[MANIFEST], type=_Number).format
        if number not in FORMATS:
            message = f"The package is of format {number}; this version of mapbench reads {FORMATS[-1]}."
            raise FormatVersionError(message, "Use a newer mapbench.", MANIFEST)
        manifest = msgspec.json.decode(files[MANIFEST], type=Manifest)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ManifestError(f"manifest.json is no manifest: {error}.", entry=MANIFEST) from None
    _check_files(manifest, files)
    return manifest


def digest(content: bytes) -> str:
    """The digest of one file, as manifests write it."""
    return f"sha256:{sha256(content).hexdigest()}"


def listed(files: Mapping[str, bytes]) -> list[str]:
    """The files that a manifest lists: all but itself, the sums and attestations."""
    return sorted(name for name in files if name not in (MANIFEST, SUMS) and not name.startswith(OUTSIDE))


def _check_files(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    there, named = set(listed(files)), {file.path for file in manifest.files}
    for name in sorted(named - there):
        raise MissingFileError(f"The package lacks {name}, which manifest.json lists.", entry=name)
    for name in sorted(there - named):
        raise UnlistedFileError(f"The package has {name}, which manifest.json does not list.", entry=name)
    for file in manifest.files:
        if file.size != len(files[file.path]):
            message = (
                f"manifest.json says that {file.path} has {file.size} bytes; it has {len(files[file.path])}."
            )
            raise ManifestError(message, entry=file.path)
