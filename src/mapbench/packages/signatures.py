"""SSH signatures, made and checked by `ssh-keygen -Y`: whoever has OpenSSH can check them without mapbench."""

from __future__ import annotations

import os
import re
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mapbench.errors import MapbenchError
from mapbench.packages.errors import SignatureError

NAMESPACE: Final = "mapbench"
_KEY: Final = re.compile(r"(?:^|\s)(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+\s+(AAAA[A-Za-z0-9+/]+=*)")
_FINGERPRINT: Final = re.compile(r"key SHA256:([A-Za-z0-9+/]{43})$", re.MULTILINE)
_SECONDS: Final = 60

_Ran = subprocess.CompletedProcess[bytes]


class SigningError(MapbenchError):
    """ssh-keygen could not do it: it is not installed, there is no such key, a passphrase is missing."""


@dataclass(frozen=True)
class Signers:
    """An `allowed_signers` file, read once: which key belongs to which names, and when. `moment`: as of when, else now.

    A name is a person's address or a role.
    """

    content: bytes
    moment: datetime | None = None

    def names(self, signature: bytes) -> tuple[str, ...]:
        """The names of the key that made a signature; none where it is not trusted, or not at that time."""
        with _files(signature=signature, signers=self.content) as at:
            ran = _ran(
                "find-principals", *self._time(), "-s", str(at / "signature"), "-f", str(at / "signers")
            )
        if ran.returncode != 0:
            return ()
        # ssh-keygen tells the names of the first line only.
        return tuple(dict.fromkeys([*_text(ran.stdout).splitlines(), *self._names_of(_key_in(signature))]))

    def may(self, role: str, content: bytes, signature: bytes) -> bool:
        """Whether the signature is one of this content, by a key that may speak for a role."""
        with _files(signature=signature, signers=self.content) as at:
            files = ("-s", str(at / "signature"), "-f", str(at / "signers"))
            ran = _ran("verify", *self._time(), "-n", NAMESPACE, "-I", role, *files, content=content)
        return ran.returncode == 0

    def has(self, role: str) -> bool:
        """Whether any line names a role."""
        return any(role in names for _, names in self._lines)

    def _names_of(self, key: str) -> Iterator[str]:
        for one, names in self._lines:
            if one == key:
                yield from names

    @cached_property
    def _lines(self) -> list[tuple[str, list[str]]]:
        """Key and names of each line."""
        found = []
        for line in _text(self.content).splitlines():
            key = _KEY.search(line)
            if key is not None and not line.lstrip().startswith("#"):
                found.append((key[1], line.split(None, 1)[0].strip('"').split(",")))
        return found

    def _time(self) -> list[str]:
        if self.moment is None:
            return []
        return [f"-Overify-time={self.moment.astimezone():%Y%m%d%H%M%S}"]


def fingerprint(content: bytes, signature: bytes, entry: str) -> str:
    """The fingerprint (SHA-256, hexadecimal) of the key that signed.

    Raises SignatureError, for the file `entry`, where no key signed this content for mapbench.
    """
    with _files(signature=signature) as at:
        words = ("check-novalidate", "-n", NAMESPACE, "-s", str(at / "signature"))
        ran = _ran(*words, content=content)
    found = _FINGERPRINT.search(_text(ran.stdout))
    if ran.returncode != 0 or found is None:
        message = f"The signature beside {entry} is not one of this statement."
        raise SignatureError(message, "It was changed after it was signed: have it signed again.", entry)
    return b64decode(found[1] + "=").hex()


def sign(content: bytes, key: Path, *, asking: bool = False) -> bytes:
    """The armoured signature of some content, by a key file, or the agent that holds its key.

    `asking`: a passphrase may be asked for at the terminal. Raises SigningError.
    """
    with _files(statement=content) as at:
        ran = _ran("sign", "-q", "-n", NAMESPACE, "-f", str(key), str(at / "statement"), asking=asking)
        if ran.returncode != 0:
            raise _refusal(key, _text(ran.stderr or b""))
        return (at / "statement.sig").read_bytes()


def comment_of(key: Path) -> str:
    """What stands behind the key in its public file, mostly an address; "" where there is none."""
    public = key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")
    try:
        parts = public.read_text("utf-8", "replace").split(None, 2)
    except OSError:
        return ""
    return parts[2].strip() if len(parts) == 3 else ""


def _key_in(signature: bytes) -> str:
    """The public key inside an armoured signature, in base64."""
    body = b"".join(line for line in signature.splitlines() if not line.startswith(b"-----"))
    try:
        raw = b64decode(body)
    except ValueError:
        return ""
    # "SSHSIG", a number, then the key with its length before it.
    return b64encode(raw[14 : 14 + int.from_bytes(raw[10:14], "big")]).decode()


@contextmanager
def _files(**contents: bytes) -> Iterator[Path]:
    with TemporaryDirectory(prefix="mapbench-") as folder:
        for name, content in contents.items():
            (Path(folder) / name).write_bytes(content)
        yield Path(folder)


def _ran(*words: str, content: bytes = b"", asking: bool = False) -> _Ran:
    environment = {**os.environ, "LC_ALL": "C"}
    given = {"input": content, "stderr": subprocess.PIPE}
    if asking:
        given = {}  # ssh-keygen asks on the standard streams
    else:
        environment["SSH_ASKPASS_REQUIRE"] = "never"
    try:
        return subprocess.run(  # type: ignore[call-overload, no-any-return]  # noqa: S603 - ssh-keygen itself, no shell
            ["ssh-keygen", "-Y", *words], env=environment, stdout=subprocess.PIPE, timeout=None if asking else _SECONDS,  # noqa: S607
            check=False, **given,
        )  # fmt: skip
    except FileNotFoundError:
        message = "Signatures are made and checked by ssh-keygen, which is not installed."
        raise SigningError(message, "Install OpenSSH; Debian and Ubuntu call it openssh-client.") from None
    except subprocess.TimeoutExpired:
        raise SigningError(
            f"ssh-keygen gave no answer in {_SECONDS} seconds.", "Is the agent there?"
        ) from None


def _refusal(key: Path, said: str) -> SigningError:
    if not key.exists():
        return SigningError(
            f"There is no key '{key}'.", "Make one: ssh-keygen -t ed25519. Or name one: --key FILE."
        )
    if "No private key" in said and key.suffix == ".pub":
        return SigningError(f"The agent does not hold '{key}'.", f"Add it: ssh-add '{key.with_suffix('')}'.")
    if "passphrase" in said:
        hint = (
            f"Add it to the agent first: ssh-add '{key}'. Or approve on the command line, which asks for it."
        )
        return SigningError(f"The key '{key}' has a passphrase.", hint)
    if "too open" in said:
        return SigningError(f"Others may read the key '{key}'.", f"Make it yours: chmod 600 '{key}'.")
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "")
    return SigningError(
        f"ssh-keygen did not sign with '{key}': {last.strip() or 'it said no'}.", "Is it an SSH key?"
    )


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
