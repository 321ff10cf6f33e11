"""The storefront of the target pictures, as the canvas gets it."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.message import Message

from mapbench.tui.canvas.canvas import MappingCanvas
from mapbench.tui.canvas.content import SOURCE, TARGET, CanvasContent, CanvasField, CanvasLink, Counts
from mapbench.tui.canvas.messages import (
    AcceptWanted,
    DeleteWanted,
    LinkWanted,
    MarkChanged,
    MoveEnd,
    RowSelected,
)
from mapbench.tui.theme import colours, variables

SOURCES = """
id int 5512003
name text #1003
created_at text 2026-11-14T09:12:44Z
financial_status text partially_paid
currency text EUR
total_price text 1.249,00
total_discounts text 49,90
delivery_date text 18.11.2026
customer object
  first_name text Zoë
  last_name text Ångström
  email text z•••@example.org
  phone text null
shipping_address object
  city text Malmö
  zip gone
  postal_code text 211 20
line_items list 2 items · 1 of 2
  sku text A-1
  quantity int 2
  price text 12,00
note text thanks
"""
TARGETS = """
order_id text formula 5512003
placed_at time formula 2026-11-14T08:12:44Z
status text lookup PARTIALLY_PAID
channel text const web
totals object
  currency text copy EUR
  gross num formula 1249.00
  net num formula ✗ formula error
customer object
  name text formula Zoë Ångström
  email text copy z•••@example.org
  phone text
  loyalty_tier! text
deliver_on date formula 2026-11-18
shipping object scope
  city text copy Malmö
  postcode text copy
lines list each 2 items
  sku text copy A-1
  amount num formula 24.00
"""
RULES = """
id > order_id
created_at > placed_at
financial_status > status
currency > totals.currency
total_price > totals.gross
total_price total_discounts > totals.net
delivery_date > deliver_on
customer.first_name customer.last_name > customer.name
customer.email > customer.email
shipping_address > shipping
shipping_address.city > shipping.city
line_items > lines
line_items.*.sku > lines.*.sku
line_items.*.quantity line_items.*.price > lines.*.amount
"""


def _path(text):
    return tuple(text.split("."))


def _fields(text, side):
    fields, values, path, lists = [], {}, [], set()
    for line in text.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name, type_, *rest = line.split(maxsplit=2)
        required, name = name.endswith("!"), name.rstrip("!")
        path = [*path[:depth], name]
        full = tuple(
            step
            for n, one in enumerate(path)
            for step in ((one, "*") if tuple(path[: n + 1]) in lists else (one,))
        )
        if type_ == "list":
            lists.add(tuple(path))
        rule, value = "", rest[0] if rest else ""
        if side == TARGET and rest:
            rule, _, value = rest[0].partition(" ")
        kind = type_ if type_ in {"object", "list"} else "leaf"
        gone = "since 14 Nov" if type_ == "gone" else None
        mark = "constant" if rule == "const" else ""
        fields.append(
            CanvasField(
                full,
                name,
                depth,
                kind,
                type_,
                required or name == "net",
                gone,
                mark,
                rule,
                "order-ops" if name == "net" else "",
            )
        )
        if value:
            style = "null" if value == "null" else "error" if value.startswith("✗") else "text"
            values[full] = (value, style)
    return tuple(fields), values


def storefront():
    """The content, and the values of both sides."""
    source, source_values = _fields(SOURCES, SOURCE)
    target, target_values = _fields(TARGETS, TARGET)
    links = []
    for line in RULES.strip().splitlines():
        reads, writes = line.split(" > ")
        links.append(CanvasLink(writes, tuple(map(_path, reads.split())), _path(writes)))
    links.append(
        CanvasLink("shipping.postcode", (("shipping_address", "zip"),), ("shipping", "postcode"), "broken")
    )
    links.append(
        CanvasLink("guess 1", (("customer", "phone"),), ("customer", "phone"), "suggested", "0.91 same name")
    )
    links.append(
        CanvasLink(
            "guess 2",
            (("shipping_address", "postal_code"),),
            ("shipping", "postcode"),
            "suggested",
            "0.84 renamed",
        )
    )
    content = CanvasContent(
        source,
        target,
        tuple(links),
        "shopify · order",
        "canonical · order@2",
        Counts(31, 58, 1),
        Counts(24, 27, 1),
    )
    return content, source_values, target_values


class Shell(App[None]):
    """A canvas alone, with what it asked for."""

    CSS = "Screen { background: $background; }"
    dark: ClassVar[bool] = True

    def __init__(self, content=None, values=({}, {})):
        super().__init__()
        self.canvas = MappingCanvas()
        self.content, self.values = content, values
        self.heard: list[Message] = []

    @property
    def colours(self):
        return colours(dark=self.dark)

    def get_theme_variable_defaults(self):
        return variables(dark=True)

    def compose(self) -> ComposeResult:
        yield self.canvas

    def on_mount(self):
        from mapbench.tui.theme import DARK, LIGHT, theme

        self.register_theme(theme(dark=True))
        self.register_theme(theme(dark=False))
        self.theme = DARK if self.dark else LIGHT
        if self.content is not None:
            self.canvas.show(self.content)
            self.canvas.show_values(*self.values)
        self.canvas.panes[TARGET].focus()

    def on_link_wanted(self, event: LinkWanted):
        self.heard.append(event)

    def on_move_end(self, event: MoveEnd):
        self.heard.append(event)

    def on_delete_wanted(self, event: DeleteWanted):
        self.heard.append(event)

    def on_accept_wanted(self, event: AcceptWanted):
        self.heard.append(event)

    def on_mark_changed(self, event: MarkChanged):
        self.heard.append(event)

    def on_row_selected(self, event: RowSelected):
        self.heard.append(event)
