"""The place Map."""
