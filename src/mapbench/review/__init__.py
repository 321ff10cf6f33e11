"""What a change does: edits as data, what comes out differently, the bump it asks for."""
