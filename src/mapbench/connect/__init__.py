"""Ways in: files of records (requests, databases and capture come to live here, too)."""
