"""MS Project's XML (MSPDI): read into an exchanged plan, and written from one."""
