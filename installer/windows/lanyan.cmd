@rem lanyan in a terminal: the same program with a console, so that its words are seen
@"%~dp0runtime\python.exe" -X utf8 -m lanyan_desktop %*
