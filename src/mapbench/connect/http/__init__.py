"""Requests to systems: what they carry and to whom, pages, quotas, retries, and honest answers when it goes wrong."""
