"""Reports for people without mapbench: specification sheets of mappings, and back."""
