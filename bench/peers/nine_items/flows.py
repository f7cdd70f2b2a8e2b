"""django-viewflow: the flow of nine items; this folder is the Django application that holds it.

A chain of `Function` nodes runs inside the transaction of the node that started it, so nine of them are one commit.
`Handle` nodes wait to be called and commit one by one, as nine departments that answer on their own do.
"""

from viewflow import this
from viewflow.workflow import flow

from pace import ITEMS, result_of


def begin(activation, application):
    activation.process.data = {"application": application}
    return activation.process


def handle(activation):
    item = activation.flow_task.name
    activation.task.data = result_of(item, activation.process.data["application"])


def nine(node, **names):
    """A flow class whose nine steps are `node`s."""
    body = {"start": flow.StartHandle(begin).Next(this.item_1), "end": flow.End(), "__module__": __name__}
    for number in range(1, len(ITEMS) + 1):
        following = getattr(this, f"item_{number + 1}") if number < len(ITEMS) else this.end
        body[f"item_{number}"] = node(handle).Next(following)
    return type(flow.Flow)(names["name"], (flow.Flow,), body)


HandledItems = nine(flow.Handle, name="HandledItems")
ChainedItems = nine(flow.Function, name="ChainedItems")
