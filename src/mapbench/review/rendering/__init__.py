"""One layout of a review, rendered for a terminal, Markdown and HTML."""
