"""The 点工 tab: the month's attendance as a grid, its day-work slips, and what both come to."""
