"""Launches a task and polls it, as clients of the old API do. Two things differ from then: the host, and a key that is sent along.

    python3 tasks.py types
    python3 tasks.py launch TASK_TYPE ['{"parameter": "value"}']
    python3 tasks.py status TASK_ID
    python3 tasks.py revoke TASK_ID [--terminate]
    python3 tasks.py stats

Needs `requests`. Ends with 1 when a task did not succeed or a call was refused.
"""
import inspect
import json
import os
import sys
import time

import requests

API = os.environ.get("CHASQUI_URL", "http://127.0.0.1:8080") + "/api/celery"
POLL_SECONDS = float(os.environ.get("POLL_SECONDS", "5"))
ENDED = ("SUCCESS", "FAILURE", "REVOKED")

session = requests.Session()
session.headers["Authorization"] = "Bearer " + os.environ.get("KEY", "")


def call(method, path, **sent):
    """What the API answers; errors are read from `detail`, as ever."""
    try:
        response = session.request(method, API + path, timeout=30, **sent)
    except requests.RequestException as error:
        sys.exit(f"Chasqui does not answer at {API} ({type(error).__name__}). Start it with: npm start; and set CHASQUI_URL and KEY to what it prints")
    body = response.json()
    if not response.ok:
        sys.exit(f"{response.status_code}: {body['detail']}")
    return body


def show_types():
    for task in call("GET", "/tasks"):
        print(f"{task['task_type']}: {task['description']}")
        for name, parameter in task["parameters"].items():
            needed = "required" if parameter["required"] else f"default {parameter.get('default')}"
            print(f"    {name} ({parameter['type']}, {needed})")


def launch(task_type, params="{}"):
    launched = call("POST", "/tasks/launch", json={"task_type": task_type, "params": json_of(params)})
    print(launched["message"], launched["task_id"])
    return wait_for(launched["task_id"])


def json_of(text):
    try:
        return json.loads(text)
    except ValueError as error:
        sys.exit(f"The parameters must be JSON, such as '{{\"kind\":\"invoices\"}}' ({error})")


def wait_for(task_id):
    """Polls until the task has ended. 0 when it succeeded."""
    while True:
        task = call("GET", f"/tasks/{task_id}")
        info = (task["meta"] or {}).get("info", "")
        print(task["status"], info)
        if task["status"] in ENDED:
            break
        time.sleep(POLL_SECONDS)
    if task["status"] == "SUCCESS":
        print(json.dumps(task["result"], indent=2))
        return 0
    print(task["error"] or info)
    return 1


def show_status(task_id):
    print(json.dumps(call("GET", f"/tasks/{task_id}"), indent=2))


def revoke(task_id, terminate=""):
    print(call("DELETE", f"/tasks/{task_id}", params={"terminate": "true" if terminate else "false"})["message"])


def show_stats():
    stats = call("GET", "/stats")
    for worker, of_worker in stats["worker_stats"].items():
        active = [task["name"] for task in stats["active_tasks"].get(worker, [])]
        print(f"{worker}: {of_worker['pool']['max-concurrency']} at once, at work: {', '.join(active) or 'nothing'}, done: {sum(of_worker['total'].values())}")
    print(f"{sum(len(tasks) for tasks in stats['scheduled_tasks'].values())} scheduled, {len(stats['registered_tasks'])} types registered")


COMMANDS = {"types": show_types, "launch": launch, "status": show_status, "revoke": revoke, "stats": show_stats}
USAGE = {name: f"python3 examples/celery/tasks.py {name}{what}" for name, what in {"types": "", "launch": " TASK_TYPE [PARAMS]", "status": " TASK_ID", "revoke": " TASK_ID [terminate]", "stats": ""}.items()}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"It was not said what to do. Type: python3 examples/celery/tasks.py, and one of {', '.join(COMMANDS)}")
    command, arguments = COMMANDS[sys.argv[1]], sys.argv[2:]
    try:
        inspect.signature(command).bind(*arguments)
    except TypeError:
        sys.exit(f"It was not said right what to {sys.argv[1]}. Type: {USAGE[sys.argv[1]]}")
    try:
        sys.exit(command(*arguments))
    except BrokenPipeError:
        # Who reads it has seen enough, as head does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
