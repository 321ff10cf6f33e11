"""Findings: what is wrong with a project, and who has to act. One small function per rule."""
