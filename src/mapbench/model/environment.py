"""The environment file: what has to hold before a package runs there. It belongs to operations, and lies in no project."""

from __future__ import annotations

from pydantic import Field

from mapbench.model.base import FileModel, Id, Shape, Text


class Asked(Shape):
    """Whose approval a package needs."""

    roles: list[Id] = Field(default_factory=list, description="Roles that approve every package.")
    owner: bool = Field(
        default=True, description="The mapping's owner approves: the one it had and the one it has."
    )
    affected: bool = Field(
        default=True,
        description="Whoever owns what comes out differently approves, in the mapping and in those that read it.",
    )
    minimum: int = Field(default=1, ge=0, description="How many different people approve, at least.")


class EnvironmentFile(FileModel):
    """One environment: who may approve, what runs there, and what a package needs to be promoted to it."""

    environment: Id = Field(description="The environment's id, equal to the file's stem.")
    title: Text = Field(default=None, description="What people call it.")
    signers: str = Field(
        description="OpenSSH's allowed_signers file, relative to this file: keys of people with their roles.",
        examples=["allowed_signers"],
    )
    lock: str = Field(
        description="The lock file, relative to this file: which package of each mapping runs there.",
        examples=["production.lock"],
    )
    packages: list[str] = Field(
        default_factory=list,
        description="Folders, relative to this file, where packages lie that ran there; beside the package itself and dist/.",
    )
    approvals: Asked = Field(default_factory=Asked, description="Whose approval a package needs.")
    note: Text = Field(default=None, description="Anything a reader should know.")
