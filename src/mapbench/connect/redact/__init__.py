"""Redaction: every personal or secret value becomes a stand-in of its own shape, the same one wherever it comes up."""
