"""Starts the Python build of SecantusDB with its own arguments, without two things that make it slow.

Replies to retryable writes: it looks through all that it keeps at each write, twice, and sorts them when there are too many: with
its own 10,000 a store that has served as many writes is ten times slower than a new one. A driver asks again for the reply to the
last write of a session, so what the last few hundred writes were answered is enough.

The profiler: behind every command it reads, under the lock of the whole store, whether that one is to be written down. It never is.
"""

import runpy

from secantus import commands, transactions

REPLIES_KEPT = 256

if not hasattr(transactions, "_RETRYABLE_RECORD_MAX"):
    raise SystemExit("this version of SecantusDB bounds its replies otherwise: look at what it keeps, and change secantus-wheel.py")
transactions._RETRYABLE_RECORD_MAX = REPLIES_KEPT

if not hasattr(commands, "_maybe_record_profile"):
    raise SystemExit("this version of SecantusDB profiles otherwise: look at how, and change secantus-wheel.py")
commands._maybe_record_profile = lambda *_: None

runpy.run_module("secantus", run_name="__main__", alter_sys=True)
