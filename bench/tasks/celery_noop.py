"""The same no-op in Celery: the application for its worker, and `python celery_noop.py TASKS` launches and waits for all results."""
import json
import os
import sys
import time

from celery import Celery, group

redis = os.environ["BENCH_REDIS"]
app = Celery("bench", broker=redis, backend=redis)
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, task_ignore_result=False, broker_connection_retry_on_startup=True)


@app.task(name="bench.noop")
def noop(n):
    return {"at": time.time()}


if __name__ == "__main__":
    started = time.time()
    # One message after the other on one connection and the results read together: the fastest way that Celery has for many.
    group(noop.s(n) for n in range(int(sys.argv[1]))).apply_async().get(timeout=120)
    print(json.dumps({"seconds": time.time() - started}))
