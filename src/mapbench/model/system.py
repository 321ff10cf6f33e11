"""The system file: one system, how it is reached, and its datasets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mapbench.model.base import (
    NOT_NULL,
    Classification,
    Day,
    Duration,
    FileModel,
    Id,
    Json,
    Shape,
    Text,
    Tier,
    Timeliness,
)
from mapbench.model.project import OnDrift

#: The day of a review, where one is named.
Reviewed = Annotated[Day | None, NOT_NULL]
_Percent = Annotated[
    Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?%$", examples=["99.9%"])] | None, NOT_NULL
]


class Sla(Shape):
    """What is promised."""

    freshness: Duration = Field(default=None, description="How old what is read may be.")
    error_rate: _Percent = Field(default=None, description="The share of records that may be rejected.")
    availability: _Percent = Field(default=None, description="The share of time in which it answers.")


class Auth(Shape):
    """How a request proves who sends it; secrets only by reference, `${NAME}`."""

    type: Literal["none", "bearer", "basic", "header", "query", "oauth2"] = Field(description="The scheme.")
    token: Text = Field(default=None, description="Of `bearer`.")
    username: Text = Field(default=None, description="Of `basic`.")
    password: Text = Field(default=None, description="Of `basic`.")
    name: Text = Field(default=None, description="The header or query parameter.")
    value: Text = Field(default=None, description="What the header or query parameter carries.")
    token_url: Text = Field(default=None, description="Of `oauth2`: where tokens are fetched.")
    client_id: Text = Field(default=None, description="Of `oauth2`.")
    client_secret: Text = Field(default=None, description="Of `oauth2`.")
    scope: Text = Field(default=None, description="Of `oauth2`: what the token is asked for.")
    audience: Text = Field(
        default=None, description="Of `oauth2`: for whom the token is, where that is asked."
    )
    client_auth: Annotated[Literal["client_secret_basic", "client_secret_post"] | None, NOT_NULL] = Field(
        default=None,
        description="Of `oauth2`: whether id and secret go in the header (as usual) or the body.",
    )


class Quota(Shape):
    """How many requests a time allows."""

    requests: int = Field(ge=1, description="How many.")
    per: Duration = Field(description="In how long.")


class Connection(Shape):
    """How a system is reached."""

    type: Literal["http", "file", "sql"] = Field(description="What kind of system it is.")
    url: Text = Field(default=None, description="The base address; `${NAME:-default}` reads the environment.")
    path: Text = Field(default=None, description="Of `file`: the folder or file.")
    auth: Annotated[Auth | None, NOT_NULL] = Field(
        default=None, description="How requests prove who sends them."
    )
    headers: dict[str, str] = Field(default_factory=dict, description="Headers of every request.")
    quota: Annotated[Quota | None, NOT_NULL] = Field(default=None, description="What the system allows.")
    timeout: Duration = Field(default=None, description="How long an answer may take.")
    proxy: Text = Field(
        default=None,
        description="The proxy on the way, `http://${USER}:${PASSWORD}@host:3128`; else HTTPS_PROXY and NO_PROXY count.",
    )
    ca: Text = Field(
        default=None,
        description="A PEM file, relative to the project, of certificates to trust besides the usual ones.",
    )


class Pagination(Shape):
    """How the next page is asked for."""

    type: Literal["link", "cursor", "page", "offset", "body", "none"] = Field(description="The way.")
    parameter: Text = Field(
        default=None,
        description="The query parameter of the cursor, page or offset; of a POST the path to it in the body.",
    )
    next: Text = Field(default=None, description="The path to the next cursor or address in a payload.")
    size: Annotated[int | None, NOT_NULL] = Field(default=None, ge=1, description="Records on a page.")
    size_parameter: Text = Field(default=None, description="The query parameter of the size, as `parameter`.")
    place: Annotated[Literal["query", "body"] | None, NOT_NULL] = Field(
        default=None, description="Where the parameters go; without it in the body where there is one."
    )


class Incremental(Shape):
    """How only what is new is asked for: a parameter carries the newest value seen of a field."""

    field: str = Field(description="The path to the field in a record, such as `updated_at`.")
    parameter: Text = Field(
        default=None, description="The query parameter; without it `{since}` stands in `request` or `body`."
    )
    first: Annotated[str | int | None, NOT_NULL] = Field(
        default=None, description="The value as long as none was seen; without it everything is asked for."
    )


class Read(Shape):
    """What a file or database does not say itself, as `run --read` takes it."""

    format: Annotated[
        Literal["json", "jsonl", "csv", "tsv", "xml", "xlsx", "parquet", "sqlite"] | None, NOT_NULL
    ] = Field(default=None, description="What the file is, where its ending does not tell.")
    encoding: Text = Field(default=None, description="The character set of CSV and XML.")
    delimiter: Text = Field(default=None, description="What stands between the cells of a CSV.")
    quote: Text = Field(default=None, description="What a cell of a CSV may be enclosed in.")
    escape: Text = Field(default=None, description="What a quote inside quotes has before it.")
    sheet: Annotated[str | int | None, NOT_NULL] = Field(
        default=None, description="A sheet, by name or number."
    )
    header: Annotated[int | None, NOT_NULL] = Field(
        default=None, ge=1, description="The row of a sheet that names the columns."
    )
    member: Text = Field(default=None, description="Which files of a zip; * stands for anything.")
    limit: Annotated[int | None, NOT_NULL] = Field(
        default=None, ge=1, description="At most so many rows of a database."
    )


class Dataset(Shape):
    """One kind of record that a system holds; its name is `system.dataset`."""

    title: Text = Field(default=None, description="What people call it.")
    owner: Text = Field(default=None, description="The team that answers for it, if not the system's.")
    timeliness: Timeliness = Field(default=None, description="How soon a change arrives.")
    request: Text = Field(default=None, description="Method and path, the file's name, or the query.")
    body: Annotated[dict[str, Json] | list[Json] | None, NOT_NULL] = Field(
        default=None,
        description="What a POST that reads sends, as JSON; texts may hold `${NAME}`, `${NAME:-default}` and `{since}`.",
    )
    records: Text = Field(default=None, description="The path to the records in a payload.")
    key: list[str] = Field(default_factory=list, description="The fields that tell records apart.")
    lists: list[str] = Field(default_factory=list, description="Of XML: paths that are always lists.")
    read: Annotated[Read | None, NOT_NULL] = Field(
        default=None, description="Of files and databases: what they do not say themselves."
    )
    pagination: Annotated[Pagination | None, NOT_NULL] = Field(
        default=None, description="How the next page is asked for."
    )
    incremental: Annotated[Incremental | None, NOT_NULL] = Field(
        default=None, description="How only what is new is asked for."
    )
    on_drift: OnDrift = Field(default=None, description="As in the project's policies, for this dataset.")
    note: Text = Field(default=None, description="Anything a reader should know.")


class SystemFile(FileModel):
    """One system: what it is to the company, how it is reached, what it holds."""

    system: Id = Field(description="The system's id, equal to the file's stem.")
    title: Text = Field(default=None, description="What people call it.")
    role: Annotated[Literal["record", "engagement", "intelligence"] | None, NOT_NULL] = Field(
        default=None, description="Where data is born, where people work with it, or where it is looked at."
    )
    owner: Text = Field(default=None, description="The team that answers for it.")
    reviewed: Reviewed = Field(
        default=None, description="The day on which its owner last looked at all of it."
    )
    tier: Tier = Field(default=None, description="How much depends on it.")
    sla: Annotated[Sla | None, NOT_NULL] = Field(default=None, description="What it promises.")
    runbook: Text = Field(default=None, description="What to do when it fails.")
    clearance: Classification = Field(default=None, description="The highest classification it may receive.")
    connection: Annotated[Connection | None, NOT_NULL] = Field(default=None, description="How it is reached.")
    datasets: dict[Id, Dataset] = Field(default_factory=dict, description="What it holds, by name.")
    note: Text = Field(default=None, description="Anything a reader should know.")
