"""蓝燕 Desktop: the offline program of a construction site office."""

__version__ = "0.1.0"
