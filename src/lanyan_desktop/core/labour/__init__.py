"""Work days, shorthand, wages."""
