"""XML as the mapping format says: `@name`, `#text`, prefixes, lists; and what attacks with it comes to nothing."""

import resource

import pytest

from mapbench.connect.reading import Reading, lists_of, names_of
from mapbench.connect.xml_records import read_xml
from mapbench.errors import MapbenchError

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def read(text, *, size=1 << 18, schema=None, **said):
    content = text if isinstance(text, bytes) else text.encode()
    if "lists" in said:
        said["lists"] = lists_of(said["lists"])
    if "records" in said:
        said["records"] = names_of(said["records"])
    blocks = [content[at : at + size] for at in range(0, len(content), size)]
    return [row.value for chunk in read_xml(blocks, "a.xml", Reading(**said), schema) for row in chunk.rows]


@pytest.mark.parametrize("size", [1, 13, 1 << 18])
def test_elements_attributes_and_text_are_fields(size):
    text = '<orders><order id="1"><a>x &amp; &#65;<![CDATA[<b>]]></a><m cur="EUR">5</m><e/></order><order/></orders>'
    assert read(text, size=size) == [
        {"@id": "1", "a": "x & A<b>", "m": {"@cur": "EUR", "#text": "5"}, "e": ""},
        {},
    ]


def test_prefixes_stay_and_declarations_are_attributes_where_they_stand():
    text = (
        '<i xmlns="urn:i" xmlns:cbc="urn:c"><cbc:ID cbc:scheme="x">5</cbc:ID><n xml:lang="de">y</n><l/></i>'
    )
    assert read(text) == [
        {"@xmlns": "urn:i", "@xmlns:cbc": "urn:c", "cbc:ID": {"@cbc:scheme": "x", "#text": "5"},
         "n": {"@xml:lang": "de", "#text": "y"}, "l": ""}
    ]  # fmt: skip


def test_what_repeats_is_a_list_and_what_is_said_to_always_is_one():
    text = "<orders><order><l><s>1</s></l></order><order><l><s>1</s><s>2</s></l></order><order/></orders>"
    assert read(text) == [{"l": {"s": "1"}}, {"l": {"s": ["1", "2"]}}, {}]
    assert read(text, lists=["l.s"]) == [{"l": {"s": ["1"]}}, {"l": {"s": ["1", "2"]}}, {}]
    assert read(text, lists=["l[*].s", "l"])[0] == {"l": [{"s": ["1"]}]}


def test_a_list_of_the_schema_is_always_one_and_an_object_never_a_text():
    line = {
        "type": "object",
        "properties": {"note": {"type": "object", "properties": {"#text": {"type": "string"}}}},
    }
    schema = {"type": "object", "properties": {"id": {}, "line": {"type": "array", "items": line}}}
    inner = "<line><note>x</note></line>"
    expected = {"line": [{"note": {"#text": "x"}}]}
    assert read(f"<order>{inner}</order>", schema=schema) == [expected]
    assert read(f"<orders><order>{inner}</order></orders>", schema=schema) == [expected]
    assert read(f"<orders><order>{inner}<id/></order><order/></orders>", schema=schema) == [
        {**expected, "id": ""},
        {},
    ]
    assert read("<orders><order><line><note/></line></order></orders>", schema=schema) == [
        {"line": [{"note": {}}]}
    ]


def test_a_schema_that_refers_to_itself_has_an_end():
    schema = {"$defs": {"n": {"type": "object", "properties": {"n": {"type": "array", "items": {"$ref": "#/$defs/n"}}}}},
              "$ref": "#/$defs/n"}  # fmt: skip
    assert read("<n><n><n/></n></n>", schema=schema, records="n") == [{"n": [{"n": [{}]}]}]


def test_nil_is_null_and_an_empty_element_the_empty_text():
    assert read(f'<r {XSI}><x><a xsi:nil="true"/><b/></x><x/></r>') == [{"a": None, "b": ""}, {}]


def test_comments_and_instructions_and_blanks_between_elements_are_nothing():
    text = "<?xml version='1.0'?><!-- a --><r>\n <x>\n  <a> b </a><!-- c --><?d e?>\n </x>\n <x/>\n</r><!-- z -->"
    assert read(text) == [{"a": " b "}, {}]


def test_text_between_elements_is_kept():
    assert read("<p><l>Hello <b>you</b>, there</l><l/></p>", records="p.l") == [{"#text": "Hello , there", "b": "you"}, {}]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<order><id>1</id><line>a</line><line>b</line></order>", [{"id": "1", "line": ["a", "b"]}]),
        ("<orders><order><id>1</id></order></orders>", [{"id": "1"}]),
        ("<ids><id>1</id><id>2</id></ids>", [{"#text": "1"}, {"#text": "2"}]),
        ("<records><record/></records>", [{}]),
        ("<records/>", []),
        ("<orders/>", []),
        ('<order id="1"/>', [{"@id": "1"}]),
    ],
)
def test_where_nobody_says_it_records_are_what_the_root_repeats_else_the_root(text, expected):
    assert read(text) == expected


def test_a_root_that_shows_two_kinds_of_records_is_refused_with_the_way_out():
    text = "<o><line>a</line><line>b</line><id>1</id></o>"
    with pytest.raises(MapbenchError, match="o holds id, too") as caught:
        read(text)
    assert "records=" in caught.value.hint
    assert read(text, records="o") == [{"line": ["a", "b"], "id": "1"}]
    assert read(text, records="$.o.line[*]") == [{"#text": "a"}, {"#text": "b"}]


def test_a_path_that_leads_nowhere_is_refused_with_the_name_that_was_meant():
    with pytest.raises(MapbenchError, match="in orders there is no ordr") as caught:
        read("<orders><order/></orders>", records="orders.ordr")
    assert "order" in caught.value.hint
    with pytest.raises(MapbenchError, match="its root is orders"):
        read("<orders><order/></orders>", records="invoices.invoice")
    assert read("<orders><count>0</count></orders>", records="orders.order") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_the_character_set_is_what_the_document_says(encoding):
    text = f"<?xml version='1.0' encoding='{encoding}'?><r><x><a>Müller</a></x></r>"
    assert read(text.encode(encoding)) == [{"a": "Müller"}]


def test_the_character_set_can_be_said_where_the_document_does_not():
    content = "<r><x><a>Müller</a></x></r>".encode("cp1252")
    with pytest.raises(MapbenchError, match="cannot be read on") as caught:
        read(content)
    assert "encoding" in caught.value.hint
    assert read(content, encoding="cp1252") == [{"a": "Müller"}]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("<r>\n<x><a>1</a></x>\n<x><a>2</a></x>\n<x><a>1</b></x></r>", "a.xml:4:", "mismatch"),
        ("<r>\n<x><a>1</a></x>\n<x><a>2</a></x>\n<x><a>1", "a.xml:4:", "Premature end"),
        ("<r>\n<x><a>1</a></x>\n<x><a>2</a></x>\n&nope;</r>", "a.xml:4:", "nope"),
    ],
)
def test_what_stands_before_a_break_is_read_and_the_break_has_its_place(text, place, said):
    found = []
    with pytest.raises(MapbenchError, match=said) as caught:
        found.extend(row.value for chunk in read_xml([text.encode()], "a.xml") for row in chunk.rows)
    assert str(caught.value.place).startswith(place)
    assert found == [{"a": "1"}, {"a": "2"}]


@pytest.mark.parametrize("text", ["", "hello", "{}", "<a"])
def test_what_is_no_xml_is_one_sentence_and_a_hint(text):
    with pytest.raises(MapbenchError, match="cannot be read on") as caught:
        read(text)
    assert caught.value.hint


LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><r><x>&b;</x></r>'


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><r><x>&f;</x></r>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r><x/></r>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><r/>',
        "<!DOCTYPE r><r/>",
    ],
)
def test_no_dtd_no_entity_no_network(text):
    with pytest.raises(MapbenchError, match="DTD"):
        read(text)


def test_deep_and_endless_documents_have_a_limit():
    with pytest.raises(MapbenchError, match="nested deeper than 200"):
        read("<a>" * 300 + "</a>" * 300)
    with pytest.raises(MapbenchError, match=r"longer than 64 MB|longer than 10 MB"):
        for _ in read_xml(
            iter([b"<r><x>", *[b"<y>" + b"z" * 250_000 + b"</y>"] * 300]),
            "a.xml",
            Reading(records=("r", "x")),
        ):
            pass


def test_a_record_of_endless_empty_elements_has_a_limit():
    blocks = iter([b"<r><x>", *[b"<y/>" * 60_000] * 40])
    with pytest.raises(MapbenchError, match="longer than 64 MB"):
        for _ in read_xml(blocks, "a.xml", Reading(records=("r", "x"))):
            pass


def test_memory_stays_flat_however_long_the_document_is():
    record = b"<order><id>7</id><note>%s</note></order>" % (b"x" * 5000)

    def blocks():
        yield b"<orders><head>" + b"<skip>y</skip>" * 50_000 + b"</head>"
        for _ in range(8000):
            yield record
        yield b"</orders>"

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(
        len(chunk.rows) for chunk in read_xml(blocks(), "a.xml", Reading(records=("orders", "order")))
    )
    assert count == 8000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
