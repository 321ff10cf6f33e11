"""The package format: one mapping with everything it needs to run, be verified, be tested and be reviewed."""
