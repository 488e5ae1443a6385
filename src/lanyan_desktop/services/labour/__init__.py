"""点工: the month of the labour clerk. Attendance as a grid, day-work slips, and what they come to."""
