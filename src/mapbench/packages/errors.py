"""Why a package is refused. Each step that reads or verifies one has its own error and code."""

from __future__ import annotations

from mapbench.errors import MapbenchError

_AGAIN = "Export it again, or fetch it anew from where it was released."


class PackageError(MapbenchError):
    """A package was refused. `entry` is the file inside it that is to blame, where there is one."""

    code = "package"

    def __init__(self, message: str, hint: str = "", entry: str | None = None) -> None:
        super().__init__(message, hint or _AGAIN)
        self.entry = entry


class UnreadableError(PackageError):
    """It is no package: no zip file, no folder with a manifest, or cut off."""

    code = "unreadable"


class ForeignBytesError(PackageError):
    """Bytes stand before, between or behind the entries of the zip file."""

    code = "foreign-bytes"


class CompressedEntryError(PackageError):
    """An entry is compressed or encrypted; packages store their files as they are."""

    code = "compressed"


class UnsafeNameError(PackageError):
    """An entry's name is absolute, leads out of the package, or has characters that are not allowed."""

    code = "name"


class DuplicateEntryError(PackageError):
    """Two entries have one name, or names that differ in case only."""

    code = "duplicate"


class LinkEntryError(PackageError):
    """An entry is a link or another kind of special file."""

    code = "link"


class TooLargeError(PackageError):
    """The package, one of its files or their number is beyond the limits."""

    code = "size"


class MissingFileError(PackageError):
    """A file that is listed, or that every package has, is not there."""

    code = "missing-file"


class RenamedFileError(MissingFileError):
    """A file that is listed is there under another name."""

    code = "renamed-file"


class UnlistedFileError(PackageError):
    """A file is there that SHA256SUMS or the manifest does not list."""

    code = "unlisted-file"


class WrongSumError(PackageError):
    """A file's content is not what SHA256SUMS says, or SHA256SUMS itself is malformed."""

    code = "sum"


class ManifestError(PackageError):
    """manifest.json is malformed or contradicts the files."""

    code = "manifest"


class FormatVersionError(PackageError):
    """The package is of a format or language that this version does not read."""

    code = "format"


class ProgramError(PackageError):
    """program.json is no program."""

    code = "program"


class MappingRefusedError(PackageError):
    """mapping.yaml does not compile, or another file that a person wrote cannot be read."""

    code = "mapping"


class DerivedFileError(PackageError):
    """A derived file is not what mapping.yaml and the files beside it give."""

    code = "derived"


class GoldenError(PackageError):
    """The mapping does not give the outputs the package says it gives."""

    code = "golden"


class LockError(PackageError):
    """The digest is not the one that the lock file names."""

    code = "lock"


class DraftError(PackageError):
    """The package is marked as a draft, which nothing runs unless told to."""

    code = "draft"


class ApprovalError(PackageError):
    """An approval does not count. `entry` is its statement, `who` made it as far as that is known."""

    code = "approval"


class StatementError(ApprovalError):
    """A statement in attestations/ is malformed."""

    code = "statement"


class UnsignedError(ApprovalError):
    """A statement has no signature beside it."""

    code = "unsigned"


class SignatureError(ApprovalError):
    """A signature is not one of this statement, or not one that was made for mapbench."""

    code = "signature"


class OtherDigestError(ApprovalError):
    """The statement is about another package."""

    code = "digest"


class SignerError(ApprovalError):
    """The key that signed is not, or not any more, among the signers that are trusted."""

    code = "signer"


class RoleError(ApprovalError):
    """The signer is known, but may not speak for the role."""

    code = "role"


class ExpiredError(ApprovalError):
    """The last day of the approval is over."""

    code = "expired"


class AuthorError(ApprovalError):
    """Whoever made the change approved it."""

    code = "author"


class RejectedError(ApprovalError):
    """Somebody who may speak for a role rejects the package."""

    code = "rejected"


class NotApprovedError(ApprovalError):
    """No approval is there, or none that is asked for."""

    code = "missing"
