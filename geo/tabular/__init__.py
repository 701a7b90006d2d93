"""Files of any form whose columns are not the documented ones: read as text, mapped, still unchecked.

Nothing is loaded here: a process that only opens a file has no need of what maps it, which takes a second.
"""
