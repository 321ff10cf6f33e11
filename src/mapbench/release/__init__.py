"""What it takes to release a package."""
