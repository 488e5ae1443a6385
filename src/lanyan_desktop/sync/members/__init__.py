"""Who may do what in a space: signed records that name what they knew, folded to the same state on every device."""
