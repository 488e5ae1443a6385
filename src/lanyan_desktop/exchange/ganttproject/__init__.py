"""GanttProject's files (.gan): read into an exchanged plan."""
