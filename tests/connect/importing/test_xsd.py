"""An XML Schema: the schema of records as XML is read here, held against the reader itself."""

from pathlib import Path

import pytest

from mapbench.connect.importing.imported import SeveralParts, Wish
from mapbench.connect.importing.importing import import_file
from mapbench.connect.records import open_records
from mapbench.schemas.fields import Schema
from mapbench.schemas.validation import Validator

ORDERS = """<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:o="urn:o" targetNamespace="urn:o">
  <xs:element name="order">
    <xs:annotation><xs:documentation>One
      order</xs:documentation></xs:annotation>
    <xs:complexType>
      <xs:sequence>
        <xs:element name="placed" type="xs:date"/>
        <xs:element name="status" type="o:Status" minOccurs="0"/>
        <xs:element name="total"><xs:complexType><xs:simpleContent><xs:extension base="xs:decimal">
          <xs:attribute name="currency" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
        <xs:element name="line" type="o:Line" maxOccurs="unbounded"/>
        <xs:choice><xs:element name="mail" type="xs:string"/><xs:element name="phone" type="xs:string"/></xs:choice>
        <xs:element name="gift" type="xs:string" nillable="true" minOccurs="0"/>
      </xs:sequence>
      <xs:attribute name="id" type="xs:int" use="required"/>
    </xs:complexType>
  </xs:element>
  <xs:element name="receipt" type="xs:string"/>
  <xs:simpleType name="Status"><xs:restriction base="xs:string"><xs:enumeration value="OPEN"/><xs:enumeration value="PAID"/></xs:restriction></xs:simpleType>
  <xs:complexType name="Thing"><xs:sequence><xs:element name="sku" type="xs:string"/></xs:sequence></xs:complexType>
  <xs:complexType name="Line"><xs:complexContent><xs:extension base="o:Thing"><xs:sequence>
    <xs:element name="qty" type="xs:int"/><xs:element name="part" type="o:Line" minOccurs="0" maxOccurs="5"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
</xs:schema>"""
XML = """<orders>
<order id="1"><placed>2026-01-31</placed><status>PAID</status><total currency="EUR">9.50</total>
  <line><sku>A</sku><qty>1</qty><part><sku>B</sku><qty>2</qty></part></line><mail>a@x.io</mail></order>
<order id="2"><placed>2026-02-01</placed><total currency="EUR">1</total><line><sku>C</sku><qty>1</qty></line><phone>1</phone></order>
</orders>"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    (tmp_path / "orders.xsd").write_text(ORDERS)
    return tmp_path / "orders.xsd"


def test_an_element_becomes_the_schema_of_its_records(orders):
    schema = Schema(import_file(orders, "erp.order", Wish("order")).schema)
    assert schema.root.description == "One order"
    assert schema.root.order() == ("placed", "status", "total", "line", "mail", "phone", "gift", "@id")
    assert [name for name, one in schema.root.children.items() if one.required] == [
        "placed",
        "total",
        "line",
        "@id",
    ]
    assert schema.field(("status",)).enum == ("OPEN", "PAID")
    assert schema.field(("placed",)).format == "date"
    assert schema.field(("line", "*", "part", "*", "part", "*", "sku")).types == {"string"}
    assert schema.field(("gift",)).nullable


def test_records_fit_it_as_they_are_read(orders, tmp_path):
    validator = Validator(Schema(import_file(orders, "erp.order", Wish("order")).schema))
    (tmp_path / "orders.xml").write_text(XML)
    records = [record.value for record in open_records(tmp_path / "orders.xml")]
    assert [one["@id"] for one in records] == ["1", "2"]
    from mapbench.connect.xml_shape import known_of, shaped

    known = known_of((), import_file(orders, "erp.order", Wish("order")).schema)
    assert [[v.message for v in validator.violations(shaped(one, known))] for one in records] == [[], []]
    assert not validator.is_valid({"@id": "1", "placed": "today"})


def test_several_elements_are_offered(orders):
    with pytest.raises(SeveralParts) as several:
        import_file(orders, "erp.order", Wish())
    assert [part.name for part in several.value.parts] == ["order", "receipt"]
    assert import_file(orders, "erp.order", Wish("receipt")).schema["type"] == "string"
