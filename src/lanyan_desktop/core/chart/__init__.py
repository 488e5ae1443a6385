"""Scenes (rectangles, lines, labels) that screen, PDF and print paint alike."""
