"""A mapping as a specification sheet: one row a rule, tables on sheets of their own; what comes back is proposed changes."""
