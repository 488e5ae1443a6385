"""进度: the plan as table and Gantt."""
