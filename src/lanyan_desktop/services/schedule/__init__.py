"""The plan of a project: read, computed, edited, compared with baselines (进度)."""
