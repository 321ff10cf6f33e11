"""An open project being edited: what the screens draw, and the steps that people take."""
