"""The released packages of the example: sound, made from what they say, and told so that a reviewer understands them."""

from pathlib import Path

import pytest
from tests.review.released import DIST, PAIRS, STOREFRONT, make, packages

from mapbench.packages.verify import verify
from mapbench.release.comparing import compare
from mapbench.review.rendering.layout import page_of
from mapbench.review.rendering.text import as_text

PAGE = Path(__file__).parents[2] / "docs" / "packages.md"
#: What stands on the first screen of each diff, from top to bottom.
TOLD = {
    "shopify-order": ("minor required", '"UNKNOWN" → "PARTLY_PAID"', "order-netsuite", '"U" → "C"'),
    "order-netsuite": ("patch required", "Behaves alike on 4 records.", "rule memo"),
    "netsuite-invoice": ("minor required", "rejected before, accepted now", '→ "CREDITED"'),
    "crm-contact": ("minor required", "~ phone in 1 of 10", '"+157388117883" → "+15738811788"'),
    "shopify-product": ("major required", "accepted before, skipped now", "Gift card 50", '"Gift Cards"'),
}


def test_there_are_five_pairs_and_nothing_else():
    assert len(PAIRS) == 5
    assert sorted(DIST.glob("*.mapkg")) == sorted(path for _, *pair in packages() for path in pair)


@pytest.mark.parametrize("path", [one for _, *pair in packages() for one in pair], ids=lambda path: path.stem)
def test_a_released_package_verifies(path):
    assert verify(path).manifest.stem == path.stem


@pytest.mark.parametrize("found", packages(), ids=lambda found: found[0].mapping)
def test_the_first_screen_of_the_diff_says_what_changes(found):
    pair, old, new = found
    (review,) = compare(str(old), str(new), STOREFRONT).reviews
    screen = "\n".join(as_text(page_of(review), width=100).splitlines()[:30])
    rest = " ".join(screen.split())
    for words in TOLD[pair.mapping]:
        assert words in rest, screen
        rest = rest[rest.index(words) :]


def test_the_page_about_packages_holds_every_sentence():
    text = " ".join(PAGE.read_text("utf-8").split())
    assert [pair.sentence for pair in PAIRS if pair.sentence not in text] == []


@pytest.mark.parametrize("pair", [pytest.param(one, marks=() if one.mapping == "crm-contact" else pytest.mark.long) for one in PAIRS], ids=lambda pair: pair.mapping)  # fmt: skip
def test_they_can_be_made_again_byte_for_byte(pair, tmp_path):
    make(pair, tmp_path)
    for path in tmp_path.glob("*.mapkg"):
        assert path.read_bytes() == (DIST / path.name).read_bytes()
