"""Formatting sorts and normalises, keeps comments and meaning, and has nothing left to do the second time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mapbench.model.documents import Document
from mapbench.project.formatting import formatted
from mapbench.project.ordering import target_names, target_order
from mapbench.schemas.fields import Schema

SCHEMA = Schema({
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "customer": {"type": "object", "properties": {"name": {}, "email": {}}},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {}, "qty": {}}}},
        "by": {"type": "object", "additionalProperties": {"type": "object", "properties": {"a": {}, "b": {}}}},
        "total": {"type": "number"},
    },
})  # fmt: skip

UNSORTED = """\
# all orders
version: 1.0.0
mapping: shop   # its id

rules:
# the sum
- formula: sum(l.p for l in lines)   # exact
  source: {lines: "l[*]"}
  target: total
- target: unknown
  constant: 1
- target: lines
  rules:
  - {source: q, target: qty}
  # the article
  - target: sku
    source: s
  each: l[*]

- target: customer.email
  source: e
- target: customer.name
  # first and last
  source: n
- copy_all: {}
- {source: id, target: id}
source: shop.order
"""

SORTED = """\
# all orders
mapping: shop   # its id
version: 1.0.0
source: shop.order

rules:
- copy_all: {}
- {target: id, source: id}
- target: customer.name
  # first and last
  source: n

- target: customer.email
  source: e
- target: lines
  each: l[*]
  rules:
  # the article
  - target: sku
    source: s
  - {target: qty, source: q}
# the sum
- target: total
  source: {lines: "l[*]"}
  formula: sum(l.p for l in lines)   # exact
- target: unknown
  constant: 1
"""


def tidy(text: str, kind: str | None = "mapping", schema: Schema | None = SCHEMA) -> str:
    return formatted(Document.parse(text), kind, schema)


def test_rules_and_keys_are_sorted_and_comments_stay() -> None:
    assert tidy(UNSORTED) == SORTED


def test_there_is_nothing_left_to_do() -> None:
    assert tidy(SORTED) == SORTED


def test_without_a_schema_rules_stay_in_place() -> None:
    targets = [rule.get("target") for rule in Document.parse(tidy(UNSORTED, schema=None)).data["rules"]]
    assert targets == [rule.get("target") for rule in Document.parse(UNSORTED).data["rules"]]


def test_rules_of_a_keyed_collection_are_sorted_as_its_values_are() -> None:
    text = "mapping: m\nrules:\n- target: by\n  each: x[*]\n  keyed_by: item.k\n  rules:\n  - target: b\n    source: b\n  - target: a\n    source: a\n"
    assert [r["target"] for r in Document.parse(tidy(text)).data["rules"][0]["rules"]] == ["a", "b"]


def test_line_ends_blanks_and_marks_are_normalised() -> None:
    assert tidy("\ufeffmapping: a  \r\ntitle: b \r\n\r\n\r\n") == "mapping: a\ntitle: b\n"
    assert tidy("") == ""
    assert tidy("# only this\n\n") == "# only this\n"


def test_texts_in_blocks_and_quotes_keep_their_blanks() -> None:
    for text in (
        "mapping: a\ntitle: |\n  b  \n  c\n",
        'mapping: a\ntitle: "b  \n\n  c"\n',
        "mapping: a\ntitle: |+\n  b\n\n",
    ):
        assert Document.parse(tidy(text)).data == Document.parse(text).data


def test_other_kinds_have_their_keys_sorted() -> None:
    assert tidy("entries: {b: 1, a: 2}\nlookup: t\n", "lookup") == "lookup: t\nentries: {b: 1, a: 2}\n"


def test_target_names_and_order() -> None:
    assert target_names('a."b.c".d') == ("a", "b.c", "d")
    assert target_names('a["b c"]') == ("a", "b c")
    assert target_order(SCHEMA)[:4] == ["id", "customer", "customer.name", "customer.email"]


RULES = st.lists(
    st.tuples(
        st.sampled_from(["id", "customer.name", "customer.email", "total", "lines", "other", "x.y"]),
        st.permutations(["target", "source", "note"]),
        st.sampled_from(["block", "flow"]),
        st.sampled_from(["", "# about it\n", "\n", "\n# after a blank\n\n"]),
        st.sampled_from(["", "   # beside"]),
    ),
    unique_by=lambda one: one[0],
    max_size=6,
)


def written(rules: list[tuple[str, list[str], str, str, str]], pad: str) -> str:
    lines = ["rules:" + (" []" if not rules else "")]
    for target, keys, style, above, beside in rules:
        values = [f"{key}: {target if key == 'target' else 'v'}" for key in keys]
        lines += [pad + line if line else "" for line in above.split("\n")[:-1]]
        if style == "flow":
            lines.append(f"{pad}- {{{', '.join(values)}}}{beside}")
        else:
            lines += [
                f"{pad}- {values[0]}{beside}",
                f"{pad}  # inside",
                *(f"{pad}  {value}" for value in values[1:]),
            ]
    return "\n".join(lines) + "\n"


@settings(deadline=None)
@given(
    RULES,
    st.sampled_from(["", "  "]),
    st.permutations(["mapping: m\n", "title: t  # t\n", "# alone\nowner: o\n"]),
    st.booleans(),
)
def test_formatting_is_idempotent_and_loses_nothing(
    rules: list[tuple[str, list[str], str, str, str]], pad: str, heads: list[str], last: bool
) -> None:
    text = written(rules, pad) + "".join(heads) if last else "".join(heads) + written(rules, pad)
    once = tidy(text)
    assert tidy(once) == once
    assert sorted(part for part in once.replace("\n", " ").split() if part.startswith("#")) == sorted(
        part for part in text.replace("\n", " ").split() if part.startswith("#")
    )
    before, after = Document.parse(text).data, Document.parse(once).data
    assert sorted(map(repr, sorted(before.pop("rules"), key=lambda r: r["target"]))) == sorted(
        map(
            repr,
            sorted(
                (
                    {k: r[k] for k in next(x for x in _rules(text) if x["target"] == r["target"])}
                    for r in after.pop("rules")
                ),
                key=lambda r: r["target"],
            ),
        )
    )
    assert before == after


def _rules(text: str) -> list[dict[str, str]]:
    return list(Document.parse(text).data["rules"])
