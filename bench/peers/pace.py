"""Keeps a number of workflows in flight and times them: the part both peers share.

A worker prints `ready`, waits for a line on standard input, works, and prints one JSON object.
"""

import json
import sys
import threading
import time

#: The nine items of one application.
ITEMS = tuple(f"item-{number}" for number in range(1, 10))


def result_of(item, application):
    """The small result a step stores."""
    return {"item": item, "decision": "granted", "number": f"{application}-{item}"}


def measure(one, workflows, threads, seconds, facts, close=lambda: None):
    """Runs `one(serial)` until `workflows` are done or `seconds` have passed. Serial 0 is a warm-up and not counted.

    `facts` asks the store what it is set to and how many steps it holds. `close` runs in each thread when it has finished.
    """
    one(0)
    before = facts()["steps_stored"]
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.time()
    deadline = time.monotonic() + seconds
    lock = threading.Lock()
    started, latencies, problems = 0, [], []

    def lane():
        nonlocal started
        try:
            while True:
                with lock:
                    if started >= workflows or problems or time.monotonic() > deadline:
                        return
                    started += 1
                    serial = started
                start = time.perf_counter()
                one(serial)
                with lock:
                    latencies.append(1_000 * (time.perf_counter() - start))
        except Exception as problem:
            with lock:
                problems.append(f"{type(problem).__name__}: {problem}"[:500])
        finally:
            close()

    lanes = [threading.Thread(target=lane) for _ in range(threads)]
    for each in lanes:
        each.start()
    for each in lanes:
        each.join()
    ended = time.time()
    told = facts()
    told["steps_stored"] -= before
    answer = {"began": began, "ended": ended, "latencies": latencies, "problems": problems, "facts": told}
    print(json.dumps(answer), flush=True)
