"""What can be done to a project, one file per family; each command says its name and the files it changes."""
