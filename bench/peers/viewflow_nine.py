"""django-viewflow on SQLite. `viewflow_nine.py FILE KIND WORKFLOWS THREADS SECONDS`, KIND `handled` or `chained`."""

import sys

import django
from django.conf import settings

path, kind, workflows, threads, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
settings.configure(
    SECRET_KEY="measured only", USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "viewflow", "viewflow.workflow", "nine_items"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3", "NAME": path, "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 30, "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    })
django.setup()

from django.core.management import call_command
from django.db import connection
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from nine_items.flows import ChainedItems, HandledItems
from pace import ITEMS, measure

flow_class = HandledItems if kind == "handled" else ChainedItems


def one(serial):
    process = flow_class.start.run(application=str(serial))
    if kind == "handled":
        for _ in ITEMS:
            task = Task.objects.get(process=process, status=STATUS.NEW)
            task.flow_task.run(task)


def facts():
    """How the connection is set, and how many steps ended with their result."""
    with connection.cursor() as cursor:
        def ask(text):
            return cursor.execute(text).fetchone()[0]

        told = {"journal_mode": ask("PRAGMA journal_mode"), "synchronous": ask("PRAGMA synchronous")}
    told["steps_stored"] = Task.objects.filter(status=STATUS.DONE, data__decision="granted").count()
    return told


call_command("migrate", verbosity=0, interactive=False)
measure(one, workflows, threads, seconds, facts, close=lambda: connection.close())
