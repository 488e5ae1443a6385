"""The window around the tabs: it hosts, switches, tells and remembers; what a tab shows is the tab's own."""
