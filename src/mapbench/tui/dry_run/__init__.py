"""The place Dry run."""
