"""Mappings from what published APIs answer to the example's canonical model."""

INVOICE = """
mapping: xero-invoice
version: 0.1.0
owner: finance
source: xero.invoice
target: invoice@1
rules:
- {target: invoice_no, source: InvoiceNumber}
- {target: order_id, source: Reference, default: none}
- {target: customer_id, source: Contact.ContactID}
- {target: issued_on, source: DateString, formula: "left(value, 10)"}
- {target: due_on, source: DueDateString, formula: "left(value, 10)"}
- {target: status, source: Status, lookup: {PAID: PAID, VOIDED: CREDITED}, default: OPEN}
- {target: currency, source: CurrencyCode}
- {target: net, source: SubTotal}
- {target: tax, source: TotalTax}
- {target: total, source: Total}
- {target: open, source: AmountDue}
- target: lines
  each: LineItems[*]
  rules:
  - {target: position, formula: index + 1}
  - {target: sku, source: ItemCode, default: "-"}
  - {target: title, source: Description}
  - {target: quantity, source: Quantity, formula: integer(value)}
  - {target: unit_price, source: UnitAmount}
  - {target: amount, source: LineAmount}
"""
CUSTOMER = """
mapping: xero-customer
version: 0.1.0
owner: crm-team
source: xero.contact
target: customer@1
rules:
- {target: contact_id, source: ContactID}
- {target: email, source: EmailAddress, when: not is_blank(value)}
- {target: given_name, source: FirstName}
- {target: family_name, source: LastName}
- target: phone
  source:
    all: "Phones[*]"
  formula: first([digits(p.PhoneAreaCode + p.PhoneNumber) for p in all if not is_blank(p.PhoneNumber)])
- {target: segment, source: IsCustomer, lookup: {"true": customer, "false": lead}, default: lead}
- {target: newsletter, constant: false}
"""
ORDER = """
mapping: xero-order
version: 0.1.0
owner: order-ops
source: xero.purchase-order
target: order@2
rules:
- {target: order_id, source: PurchaseOrderID}
- {target: order_no, source: PurchaseOrderNumber}
- {target: placed_at, source: DateString, formula: 'datetime(value, "%Y-%m-%dT%H:%M:%S", "UTC")'}
- {target: status, source: Status, lookup: {BILLED: PAID, DELETED: VOIDED}, default: OPEN}
- {target: channel, constant: web}
- {target: currency, source: CurrencyCode}
- target: customer
  rules:
  - {target: id, source: Contact.ContactID}
  - {target: name, source: Contact.Name}
  - {target: segment, constant: standard}
- target: lines
  each: LineItems[*]
  rules:
  - {target: position, formula: index + 1}
  - {target: order, source: $.PurchaseOrderID}
  - {target: sku, source: ItemCode, default: "-"}
  - {target: title, source: Description}
  - {target: quantity, source: Quantity, formula: integer(value)}
  - {target: unit_price, source: UnitAmount}
  - {target: total, source: LineAmount}
- target: totals
  rules:
  - {target: gross, source: Total}
  - {target: tax, source: TotalTax}
  - {target: net, source: SubTotal}
"""
SHOPIFY_ORDER = """
mapping: sample-order
version: 0.1.0
owner: order-ops
source: myshop.order
target: order@2
rules:
- {target: order_id, source: id, formula: text(value)}
- {target: order_no, source: name}
- {target: placed_at, source: created_at}
- {target: status, source: financial_status, lookup: {paid: PAID, authorized: AUTHORIZED}, default: UNKNOWN}
- {target: channel, source: source_name, lookup: {web: web, pos: store}, default: app}
- {target: currency, source: currency}
- {target: email, source: email}
- target: customer
  source: customer
  rules:
  - {target: id, source: id, formula: text(value)}
  - {target: name, source: {first: first_name, last: last_name}, formula: 'f"{first} {last}"'}
  - {target: segment, constant: standard}
- target: shipping
  source: shipping_address
  rules:
  - {target: street, source: address1}
  - {target: zip, source: zip}
  - {target: city, source: city}
  - {target: country, source: country_code}
- target: lines
  each: line_items[*]
  rules:
  - {target: position, formula: index + 1}
  - {target: order, source: $.id, formula: text(value)}
  - {target: sku, source: sku}
  - {target: title, source: title}
  - {target: quantity, source: quantity}
  - {target: unit_price, source: price, formula: number(value)}
  - {target: total, source: {p: price, q: quantity}, formula: "round(decimal(p) * q, 2)"}
- target: totals
  rules:
  - {target: gross, source: total_price, formula: number(value)}
  - {target: tax, source: total_tax, formula: number(value)}
  - {target: net, source: subtotal_price, formula: number(value)}
"""
SHOPIFY_CUSTOMER = """
mapping: sample-customer
version: 0.1.0
owner: crm-team
source: myshop.customer
target: customer@1
rules:
- {target: contact_id, source: id, formula: text(value)}
- {target: email, source: email, formula: lower(value)}
- {target: given_name, source: first_name}
- {target: family_name, source: last_name}
- {target: phone, source: default_address.phone, formula: digits(value)}
- {target: town, source: default_address.city}
- {target: country, source: default_address.country_code}
- {target: segment, source: {spent: total_spent}, cases: [{when: "number(spent) > 0", value: customer}], otherwise: lead}
- {target: newsletter, source: accepts_marketing}
"""
STRIPE_CUSTOMER = """
mapping: stripe-customer
version: 0.1.0
owner: crm-team
source: stripe.customer
target: customer@1
rules:
- {target: contact_id, source: id}
- {target: email, source: email}
- {target: given_name, source: name, when: not is_blank(value)}
- {target: zip, source: address.postal_code}
- {target: segment, constant: customer}
- {target: newsletter, constant: false}
- {target: updated_at, source: created, formula: from_epoch(value)}
"""
STRIPE_ORDER = """
mapping: stripe-order
version: 0.1.0
owner: finance
source: stripe.invoice
target: order@2
rules:
- {target: order_id, source: id}
- {target: placed_at, source: created, formula: from_epoch(value)}
- {target: status, source: status, lookup: {paid: PAID, void: VOIDED}, default: OPEN}
- {target: channel, constant: web}
- {target: currency, source: currency, formula: upper(value)}
- {target: customer, rules: [{target: id, source: customer}, {target: segment, constant: standard}]}
- target: lines
  each: lines.data[*]
  rules:
  - {target: position, formula: index + 1}
  - {target: order, source: $.id}
  - {target: sku, source: id}
  - {target: title, source: description}
  - {target: quantity, source: quantity}
  - {target: total, source: amount, formula: value / 100}
- target: totals
  rules:
  - {target: gross, source: total, formula: value / 100}
  - {target: net, source: subtotal, formula: value / 100}
"""
