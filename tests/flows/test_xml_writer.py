"""Outputs as XML: what was written is read again as what it was."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapbench.connect.reading import Reading
from mapbench.connect.xml_records import read_xml
from mapbench.engine.values import Failure
from mapbench.flows.xml_writer import XmlLines


def again(outputs, lists=()):
    writer = XmlLines()
    document = writer.head + b"".join(map(writer.line, outputs)) + writer.tail
    return [
        row.value
        for chunk in read_xml([document], "a.xml", Reading(lists=frozenset(lists)))
        for row in chunk.rows
    ]


names = st.builds("{}{}".format, st.sampled_from(["a", "Bc", "_d", "é"]), st.sampled_from(["", "-1", ".e"]))
texts = st.text(
    st.sampled_from("aé€😀 &<>\"'\n\r\t]x;") | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]),
    max_size=6,
)
texts = texts.filter(lambda text: not {"\ufffe", "\uffff"} & set(text))
words = texts.filter(lambda text: text.strip() != "")


def objects(inner):
    fields = st.dictionaries(names, inner | st.lists(inner, min_size=2, max_size=3), min_size=1, max_size=3)
    attributes = st.dictionaries(names.map("@{}".format), texts, max_size=2)
    return st.builds(_joined, attributes, fields, st.none() | words)


def _joined(attributes, fields, text):
    return {**attributes, **fields, **({"#text": text} if text else {})}


values = st.recursive(texts | st.none(), objects, max_leaves=6)


@given(st.lists(objects(values), max_size=3))
def test_what_is_written_is_read_again(outputs):
    assert again(outputs) == outputs


def test_a_list_of_one_is_one_where_the_dataset_says_so():
    assert again([{"l": [{"s": ["1"]}]}], lists=[("l",), ("l", "s")]) == [{"l": [{"s": ["1"]}]}]


def test_numbers_and_truths_are_their_json_text_and_an_empty_list_is_nothing():
    output = {
        "n": 1,
        "f": 0.1,
        "d": Decimal("1.50"),
        "t": True,
        "none": None,
        "l": [],
        "o": {},
        "e": "",
        "@a": 5,
        "@b": None,
    }
    line = XmlLines().line(output).decode()
    assert (
        line
        == '<record a="5"><n>1</n><f>0.1</f><d>1.50</d><t>true</t><none xsi:nil="true"/><o/><e/></record>\n'
    )


def test_a_record_is_one_line():
    assert XmlLines().line({"a": "x\ny\r", "@b": 'q"\n\t'}).count(b"\n") == 1
    assert again([{"a": "x\ny\r", "@b": 'q"\n\t'}]) == [{"a": "x\ny\r", "@b": 'q"\n\t'}]


def test_prefixes_need_an_address():
    output = {"@xmlns:cbc": "urn:c", "cbc:ID": {"@cbc:s": "x", "#text": "1"}}
    assert again([output]) == [output]
    with pytest.raises(Failure, match="Nothing says what the prefix of 'cbc:ID' means") as caught:
        XmlLines().line({"cbc:ID": "1"})
    assert "@xmlns:cbc" in caught.value.hint


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ({"a b": 1}, "'a b' is no name"),
        ({"": 1}, "is no name"),
        ({"1a": 1}, "is no name"),
        ({"@a<": 1}, "is no name"),
        ({"a": "x\0"}, r"U\+0000"),
        ({"a": [[1]]}, "a list in a list"),
        ({"@a": {"b": 1}}, "an object where a text belongs"),
        ({"#text": [1]}, "a list"),
    ],
)
def test_what_xml_cannot_say_rejects_the_record(output, said):
    with pytest.raises(Failure, match=said) as caught:
        XmlLines().line(output)
    assert caught.value.code == "bad-text"
    assert caught.value.hint


def test_what_is_nested_deeper_than_can_be_read_rejects_the_record():
    output: object = "x"
    for _ in range(250):
        output = {"a": output}
    with pytest.raises(Failure, match="nested deeper"):
        XmlLines().line(output)
