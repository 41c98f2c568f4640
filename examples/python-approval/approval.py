"""A durable order in Python: it reserves, asks a person, and charges."""

import json
import os
import urllib.error
import urllib.request

from aws_durable_execution_sdk_python import CallbackError, CallbackTimeoutError, durable_execution
from aws_durable_execution_sdk_python.config import Duration, WaitForCallbackConfig


def post(path, body):
    """The shop's own service. A test gives the address of a fake."""
    request = urllib.request.Request(
        os.environ["SHOP_URL"] + path,
        json.dumps(body).encode(),
        {"content-type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


@durable_execution
def handler(order, context):
    order_id = order["orderId"]
    reservation = context.step(
        lambda _: post("/reservations", {"orderId": order_id}), name="reserve"
    )

    def submit(callback_id, _context):
        print(f"order {order_id} waits for approval")
        post("/approvals", {"orderId": order_id, "callbackId": callback_id})

    try:
        approver = context.wait_for_callback(
            submit, name="approve", config=WaitForCallbackConfig(timeout=Duration.from_days(2))
        )
    except CallbackTimeoutError:
        return cancel(context, reservation, "nobody has answered")
    except CallbackError as error:
        return cancel(context, reservation, str(error))

    # A crash may come between the charge and its record: the bank tells by the key that it is asked again.
    charge = {"orderId": order_id, "amount": order["amount"], "key": f"charge-{order_id}"}
    receipt = context.step(lambda _: post("/charges", charge), name="charge")
    return {"status": "charged", "approver": json.loads(approver), "receipt": receipt["id"]}


def cancel(context, reservation, reason):
    context.step(lambda _: post("/cancellations", reservation), name="cancel")
    return {"status": "cancelled", "reason": reason}


@durable_execution
def careless(order, context):
    """The same without the key: a crash charges twice."""
    charge = {"orderId": order["orderId"], "amount": order["amount"]}
    receipt = context.step(lambda _: post("/charges", charge), name="charge")
    return {"status": "charged", "receipt": receipt["id"]}
