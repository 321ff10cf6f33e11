"""The workbench in the terminal: one folder per place, and around them the frame. Textual stands only here."""
