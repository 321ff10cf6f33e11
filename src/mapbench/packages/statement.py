"""What an approval says: a small JSON file in attestations/, which somebody signed with an SSH key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

import msgspec

from mapbench.packages.errors import StatementError
from mapbench.packages.names import OUTSIDE

#: What stands behind the name of a statement in the name of its signature, as `ssh-keygen -Y sign` calls it.
SIGNATURE: Final = ".sig"
#: The role of whoever made the change. Their signature says who that is, and never approves.
AUTHOR: Final = "author"
_LARGEST: Final = 64 * 1024

Line = Annotated[str, msgspec.Meta(max_length=1000)]
Role = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}$")]


class Statement(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """One decision about one package. Nothing of it counts before its signature was checked.

    `digest` is the package's, `package` its name for people; `until` the last day on which it holds. `values` are the target
    paths whose changed values are accepted, `findings` the accepted findings by fingerprint. `who` is what the signer says
    of themselves; who it is, the signers' file says.
    """

    type: Literal["approval"]
    format: Literal[1]
    digest: Digest
    package: Line
    role: Role
    decision: Literal["approve", "reject"]
    who: Line
    on: date
    until: date
    values: list[Line] = []
    findings: list[Line] = []
    note: Line = ""

    def to_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


class _Type(msgspec.Struct):
    type: str = ""


def read_statement(name: str, content: bytes) -> Statement | None:
    """The statement in a file; None for one of another type. Raises StatementError for what is malformed."""
    if len(content) > _LARGEST:
        raise StatementError(f"The statement {name} is larger than {_LARGEST // 1024} kB.", entry=name)
    try:
        if msgspec.json.decode(content, type=_Type).type not in ("", "approval"):
            return None
        return msgspec.json.decode(content, type=Statement)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        # The reason quotes what stands in the file, which may be anything.
        message = f"The statement {name} is none: {ascii(str(error)[:200])[1:-1]}."
        raise StatementError(message, "Take it out of the package, or have it signed again.", name) from None


def is_role(text: str) -> bool:
    """Whether a text can be a role: small letters, digits and single dashes, as teams have."""
    try:
        msgspec.convert(text, Role)
    except msgspec.ValidationError:
        return False
    return True


def statement_name(role: str, key: str) -> str:
    """The file of a statement: one for each role and key, so that a new decision takes the place of the one before."""
    return f"{OUTSIDE}{role}-{key[:12]}.json"
