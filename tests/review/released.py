"""The released packages of the example: what each release was made from, and what it changes for the business.

    python -m tests.review.released

writes projects/storefront/dist/ anew, each package from a copy of the project as it stands with the texts below put back.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

STOREFRONT = Path(__file__).parents[2] / "projects" / "storefront"
DIST = STOREFRONT / "dist"
ORDERS, STATES = "mappings/shopify-order.yaml", "lookups/order-status.yaml"
#: (file, text of today, text of then).
Put = tuple[str, str, str]
SHORT_NOTES: tuple[Put, ...] = (
    (ORDERS, "truncate(squeeze(value), 60)", "truncate(squeeze(value), 40)"),
    ("tests/shopify-order.yaml", "please deliver to the boat house behin…", "please deliver to …"),
)


class Pair(NamedTuple):
    """Two releases of a mapping, `old` with the texts `then`; `since` is put back in both. `sentence` was written first."""

    mapping: str
    old: str
    new: str
    sentence: str
    then: tuple[Put, ...]
    since: tuple[Put, ...] = ()


PAIRS = (
    Pair(
        "shopify-order", "1.2.0", "1.3.0",
        "Partly paid orders come as PARTLY_PAID instead of UNKNOWN, and so reach the ERP as C instead of U.",
        (
            (STATES, "  partially_paid: PARTLY_PAID\n", ""),
            ("tests/shopify-order.yaml", "status: PARTLY_PAID", "status: UNKNOWN"),
        ),
        SHORT_NOTES,
    ),
    Pair(
        "order-netsuite", "1.0.0", "1.0.1",
        "Nothing changes for anybody: the memo is computed by another formula and comes out the same.",
        (("mappings/order-netsuite.yaml", "formula: coalesce(gift, note)", "formula: default(gift, note)"),),
    ),
    Pair(
        "netsuite-invoice", "0.8.0", "0.9.0",
        "Credited invoices are no longer rejected: they come through with the status CREDITED.",
        (
            ("lookups/invoice-status.yaml", ", credited: CREDITED", ""),
            ("tests/netsuite-invoice.yaml", "expect: {status: CREDITED, credited: 80}", "expect_error: {target: status, code: lookup-miss}"),
        ),
    ),
    Pair(
        "crm-contact", "0.8.0", "0.9.0",
        "Phone numbers of contacts no longer end in the digits of their extension.",
        (
            ("mappings/crm-contact.yaml", 'clean_phone(before(first(value) + " x", " x"))', "clean_phone(first(value))"),
            ("mappings/crm-contact.yaml", "  note: The first one; an extension behind x is left out\n", "  note: The first one\n"),
            ("tests/crm-contact.yaml", 'phone: "+15738811788", newsletter', "newsletter"),
        ),
    ),
    Pair(
        "shopify-product", "0.8.0", "0.9.0",
        "Gift cards no longer become products: they are skipped.",
        (
            ("mappings/shopify-product.yaml", "skip_when: {source: {type: $.product_type}, formula: type == \"Gift Cards\"}\n", ""),
            ("tests/shopify-product.yaml", "- name: a gift card is no product\n  given: {fixture: shopify.product/510.json}\n  expect_skipped: true\n", ""),
        ),
    ),
)  # fmt: skip


def packages() -> Iterator[tuple[Pair, Path, Path]]:
    """Each pair with its packages, the old one first."""
    for pair in PAIRS:
        old, new = (DIST / f"{pair.mapping}-{version}.mapkg" for version in (pair.old, pair.new))
        yield pair, old, new


def make(pair: Pair, dist: Path) -> None:
    """Exports both releases of a pair into a folder, through the gate, as anybody would."""
    from mapbench.cli.main import run

    for version, then in ((pair.old, pair.then), (pair.new, ())):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(
                shutil.copytree(
                    STOREFRONT, Path(place) / "then", ignore=shutil.ignore_patterns(".mapbench", "dist")
                )
            )
            for name, now, before in (*then, *pair.since):
                path = folder / name
                text = path.read_text("utf-8")
                assert now in text, f"{now!r} is not in {name}"
                path.write_text(text.replace(now, before), "utf-8")
            path = folder / "mappings" / f"{pair.mapping}.yaml"
            lines = path.read_text("utf-8").splitlines(keepends=True)
            path.write_text(
                "".join(f"version: {version}\n" if line.startswith("version: ") else line for line in lines),
                "utf-8",
            )
            assert run(["-C", str(folder), "export", pair.mapping, "-o", str(dist)]) == 0  # fmt: skip


if __name__ == "__main__":
    DIST.mkdir(exist_ok=True)
    for released in DIST.glob("*.mapkg"):
        released.unlink()
    for made in PAIRS:
        make(made, DIST)
