"""The project file, `mapbench.yaml`: who answers for the whole, teams, tiers, policies, check levels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mapbench.model.base import NOT_NULL, Duration, FileModel, Id, Shape, Text

#: What happens when an endpoint no longer gives what its pinned schema says.
OnDrift = Annotated[Literal["evolve", "freeze", "reject", "drop-value"] | None, NOT_NULL]


_TierName = Literal["revenue-critical", "operational", "informational"]


class Team(Shape):
    """People who own things together."""

    id: Id = Field(description="What `owner` keys say.")
    name: Text = Field(default=None, description="What people call the team.")
    members: list[str] = Field(default_factory=list, description="Who is in it.")
    support: Text = Field(default=None, description="Where it is asked for help.")
    escalation: Text = Field(default=None, description="Who is called when the team does not answer.")


class TierPolicy(Shape):
    """What a tier asks of what is in it."""

    owner: Text = Field(default=None, description="The team that answers for the tier.")
    review: Duration = Field(default=None, description="How often a person has to look at what is in it.")


class Policies(Shape):
    """Limits that hold for the whole project."""

    chain_limit: int = Field(default=3, ge=1, description="How many systems a chain of mappings may pass.")
    on_drift: OnDrift = Field(
        default=None,
        description="What is done with records that the pinned schema of their dataset refuses; left out: freeze.",
    )


def _tiers() -> dict[_TierName, TierPolicy]:
    return {
        "revenue-critical": TierPolicy(review="30d"),
        "operational": TierPolicy(review="90d"),
        "informational": TierPolicy(review="180d"),
    }


class ProjectFile(FileModel):
    """One project: a folder with one person who answers for it."""

    project: Id = Field(description="The project's id.")
    title: Text = Field(default=None, description="What people call it.")
    lead: Text = Field(default=None, description="The one person who answers for the whole.")
    objective: Text = Field(default=None, description="What it is for, in one sentence.")
    scope: list[str] = Field(default_factory=list, description="The canonical entities it is about.")
    teams: list[Team] = Field(default_factory=list, description="The teams that own things here.")
    tiers: dict[_TierName, TierPolicy] = Field(
        default_factory=_tiers,
        description="What each tier asks; left out: reviews after 30, 90 and 180 days.",
    )
    policies: Policies = Field(
        default_factory=Policies, description="Limits that hold for the whole project."
    )
    checks: dict[str, Literal["off", "info", "warning", "error"]] = Field(
        default_factory=dict, description="The level of a check, by its code."
    )
    note: Text = Field(default=None, description="Anything a reader should know.")
