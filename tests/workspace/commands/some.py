"""Commands of every kind for the example project, drawn or by number: some fit, some are refused."""

from tests.workspace.edited import FILE, MAPPING

from mapbench.workspace.commands.links import LeaveUnmapped, LinkFields
from mapbench.workspace.commands.material import PinSchema, SetLookupRow, WriteFixtures
from mapbench.workspace.commands.moving import RetargetRule
from mapbench.workspace.commands.project_files import (
    DeclareVersion,
    EditEntity,
    EditLookup,
    EditMapping,
    EditProject,
    EditSystem,
    NewMapping,
    WriteFile,
)
from mapbench.workspace.commands.rebinding import RebindFields, ResourceRule
from mapbench.workspace.commands.rules import DeleteRules, EditRule, ReplaceRule
from mapbench.workspace.commands.tests import AddTest


def paths(*texts):
    return [tuple(text.split(".")) for text in texts]


SOURCES = paths(
    "id", "note", "customer", "customer.first_name", "line_items", "line_items.*.sku", "line_items.*.price",
    "tax_lines.*.rate", "fulfillments.*.tracking_company", "refunds.*.transactions.*.amount", "shipping_address.zip",
)  # fmt: skip
TARGETS = paths(
    "note", "legacy_code", "review", "customer.name", "customer", "lines", "lines.*.sku", "lines.*.title", "taxes.*.rate",
    "shipments.*.carrier", "per_vendor.*.dearest", "tags", "shipping.city", "totals.gross", "options_by_sku.{}.title",
)  # fmt: skip
TEXTS = ("", "a: b # c", "ünï\u200bcode", "- x", "line one\nline two\n", "'", '"', "{}", "1_000", "no")


def ats(project):
    """The key paths of all rules of the mapping; none where it is broken."""
    there = MAPPING in project.ids("mapping")
    document = project.loaded("mapping", MAPPING).document if there else None
    found = []

    def walk(rules, at):
        for index, rule in enumerate(rules if isinstance(rules, list) else []):
            found.append((*at, index))
            if isinstance(rule, dict):
                walk(rule.get("rules"), (*at, index, "rules"))

    if document and isinstance(document.data, dict):
        walk(document.data.get("rules"), ("rules",))
    return found or [("rules", 0)]


def some_command(project, choose):
    """A command; `choose` takes one of several things."""
    at, text = choose(ats(project)), choose(TEXTS)
    source, target = choose(SOURCES), choose(TARGETS)
    make = choose(
        [
            lambda: LinkFields(MAPPING, target, (source,)),
            lambda: LinkFields(MAPPING, target, tuple(dict.fromkeys((source, choose(SOURCES))))),
            lambda: LeaveUnmapped(MAPPING, target, text),
            lambda: EditRule(MAPPING, at, {choose(["note", "formula", "default", "owner"]): choose([text, ...])}),
            lambda: ReplaceRule(MAPPING, at, {"target": "swapped", "source": "id", "note": text}),
            lambda: DeleteRules(MAPPING, tuple({at, choose(ats(project))})),
            lambda: RetargetRule(MAPPING, at, target),
            lambda: ResourceRule(MAPPING, at, choose(SOURCES), source),
            lambda: RebindFields("shopify.order", ((choose(SOURCES), source),)),
            lambda: PinSchema("shopify.order", {"type": "object", "title": text}),
            lambda: EditSystem("shopify", ("owner",), choose([text, ...])),
            lambda: EditEntity("order", ("schema", "properties", "note", "description"), text),
            lambda: EditLookup("carrier", ("title",), choose([text, ...])),
            lambda: EditMapping(MAPPING, ("title",), choose([text, ...])),
            lambda: EditProject("storefront", ("objective",), text),
            lambda: SetLookupRow("carrier", choose(["UPS", text]), choose([text, ...])),
            lambda: SetLookupRow("country", choose(["DE", "XX"]), choose(["D,E", ...])),
            lambda: AddTest(MAPPING, {"name": text, "given": {"record": {"id": text}}, "expect_skipped": True}),
            lambda: WriteFixtures(choose(["shopify.order", "new.dataset"]), {"1": text, "2": "{}"}),
            lambda: NewMapping(choose(["one", "two"]), "crm.contact", "customer@1"),
            lambda: DeclareVersion(MAPPING, choose(["1.5.0", "2.0.0"])),
            lambda: WriteFile(choose([FILE, "notes/a/b.md", "waivers.yaml"]), text),
        ]
    )  # fmt: skip
    return make()
