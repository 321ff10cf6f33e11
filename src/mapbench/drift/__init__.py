"""Pinned schemas against what is seen now: what changed, which rules that touches, what a field may be called now."""
