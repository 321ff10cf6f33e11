"""An open project being edited: the steps that people take, what others change meanwhile, and what the screens draw."""
