"""What stands in Overview's place while there is no project."""
