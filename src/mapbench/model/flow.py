"""The flow file: one integration, what is moved when, through which mappings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mapbench.model.base import NOT_NULL, Duration, FileModel, Id, Shape, Text, Tier
from mapbench.model.system import Reviewed, Sla


class Trigger(Shape):
    """What starts the flow: exactly one of the three."""

    every: Duration = Field(default=None, description="A length of time between runs.")
    event: Text = Field(default=None, description="The name of an event.")
    request: Annotated[bool | None, NOT_NULL] = Field(default=None, description="A request over HTTP.")


class Outbound(Shape):
    """One way out: a mapping and where its output goes."""

    mapping: str = Field(description="A mapping, `mapping@major`.")
    target: Text = Field(default=None, description="A dataset, `system.dataset`.")
    note: Text = Field(default=None, description="Anything a reader should know.")


class Delivery(Shape):
    """How output reaches its target."""

    retries: int = Field(default=0, ge=0, description="How often a failed delivery is tried again.")
    idempotency_key: Text = Field(default=None, description="The output field that tells deliveries apart.")
    dead_letter: bool = Field(default=False, description="Keep what could not be delivered.")


class FlowFile(FileModel):
    """One integration."""

    flow: Id = Field(description="The flow's id, equal to the file's stem.")
    title: Text = Field(default=None, description="What people call it.")
    owner: Text = Field(default=None, description="The team that answers for it.")
    reviewed: Reviewed = Field(
        default=None, description="The day on which its owner last looked at all of it."
    )
    tier: Tier = Field(default=None, description="How much depends on it.")
    source: Text = Field(default=None, description="A dataset, `system.dataset`.")
    trigger: Annotated[Trigger | None, NOT_NULL] = Field(default=None, description="What starts it.")
    inbound: Text = Field(default=None, description="The mapping into the canonical entity, `mapping@major`.")
    outbound: list[Outbound] = Field(default_factory=list, description="The mappings out of it.")
    delivery: Delivery = Field(default_factory=Delivery, description="How output reaches its target.")
    sla: Annotated[Sla | None, NOT_NULL] = Field(default=None, description="What it promises.")
    alert: Text = Field(default=None, description="The team that is told when it fails.")
    note: Text = Field(default=None, description="Anything a reader should know.")
