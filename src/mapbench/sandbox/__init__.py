"""The sample endpoints: a shop, a CRM and an ERP on loopback, with invented data; imports nothing of ours."""
