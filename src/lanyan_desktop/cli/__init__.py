"""The same services from a terminal: `lanyan COMMAND …`; every command takes `--json`.

Exit status: 0 done, 1 the input was refused (the reason in one sentence on stderr), 2 wrong usage.
Results go to stdout, as short Chinese lines or, with `--json`, as one JSON object.
"""
