"""People with keys, and packages that they approved."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import pytest

from mapbench.packages.attesting import attest
from mapbench.packages.contents import digest_of, read_files
from mapbench.packages.signatures import sign
from mapbench.packages.statement import SIGNATURE, Statement, statement_name

TODAY = date(2026, 11, 28)
STATEMENT = Statement(
    "approval", 1, "sha256:" + "0" * 64, "web-order-1.0.0", "finance", "approve", "ida@example.com", TODAY, date(2027, 2, 26)
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody with a key; `line` is what an allowed_signers file says of them."""

    name: str
    key: Path

    @property
    def public(self) -> str:
        return self.key.with_name(f"{self.key.name}.pub").read_text().rsplit(" ", 1)[0]

    def line(self, *roles: str, options: str = "") -> str:
        return f"{','.join((self.name, *roles))} {options} {self.public}\n".replace("  ", " ")


def person(folder: Path, name: str) -> Person:
    """Makes a key."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    key = folder / name.partition("@")[0]
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key], check=True)
    return Person(name, key)


def approved(path: Path, by: Person, role: str = "finance", **said) -> str:
    """Adds what somebody says of a package, whatever it is; the name of the statement."""
    digest = f"sha256:{digest_of(read_files(path))}"
    statement = msgspec.structs.replace(
        STATEMENT, **{"digest": digest, "role": role, "who": by.name, **said}
    ).to_json()
    name = statement_name(role, by.name.encode().hex() + "0" * 12)
    attest(path, {name: statement, name + SIGNATURE: sign(statement, by.key)})
    return name
