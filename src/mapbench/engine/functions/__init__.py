"""The function catalogue: small plain functions, one file a subject, and their entries."""
