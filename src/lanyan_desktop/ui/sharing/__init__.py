"""协同: what is shared with whom, what came and went, and what two people set without knowing of each other."""
