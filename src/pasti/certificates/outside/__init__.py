# Before a PDF that `reading` is to draw; no path begins so. Here, because whoever asks must not load pyHanko for it.
DRAW = b"\x00draw\n"
