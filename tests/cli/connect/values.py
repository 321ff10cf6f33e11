"""The secrets of these tests and the personal values of the sample records: what nobody may find anywhere."""

import json

from mapbench.sandbox.server import FIXTURES

KEYS = {
    "SHOPIFY_TOKEN": "shop-token-Zk81", "CRM_KEY": "crm-key-9QxV", "ERP_USER": "erp-user-ann", "ERP_PASSWORD": "erp-pass-77u",
}  # fmt: skip

CLIENT = {"CRM_CLIENT_ID": "client-Aq71", "CRM_CLIENT_SECRET": "client-secret-B93x"}


def files_below(*folders):
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]


def assert_nowhere(values, folders, *texts):
    everything = [file.read_bytes() for file in files_below(*folders)] + [text.encode() for text in texts]
    assert [value for value in values for content in everything if value.encode() in content] == []


def personal_values():
    """What nobody may find again: every longer e-mail, phone, name and street of the sample records."""
    keys = {"email", "phone", "last_name", "address1", "family", "street", "entityName", "number"}
    found = set()

    def collect(value, key):
        for below, member in value.items() if isinstance(value, dict) else ():
            collect(member, below)
        for item in value if isinstance(value, list) else ():
            collect(item, key)
        if isinstance(value, str) and len(value.strip()) >= 6 and key in keys and value.strip() != "unknown":
            found.add(value.strip())

    for name in ("shopify/orders", "crm/contacts", "erp/invoices"):
        collect(json.loads((FIXTURES / f"{name}.json").read_text()), "")
    assert len(found) > 100
    return found


def asked(endpoints):
    """What the CRM was asked for, in order."""
    return [one["url"].partition("/crm")[2] for one in endpoints.requests if "token" not in one["url"]]
