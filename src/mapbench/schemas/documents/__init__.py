"""Documents that describe data become JSON Schemas (2020-12): OpenAPI, older drafts, Avro, SQL. Nothing here reads a file."""
