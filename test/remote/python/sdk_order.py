import os
import urllib.request
from datetime import datetime, timezone

from aws_durable_execution_sdk_python import CallbackTimeoutError, durable_execution
from aws_durable_execution_sdk_python.config import CallbackConfig, Duration

from order import charge, crash_once


@durable_execution
def handler(order, context):
    print("order", order["orderId"])
    held = context.step(lambda _: order["orderId"], name="reserve")
    context.wait(Duration.from_days(7), name="cool off")
    config = CallbackConfig(timeout=Duration.from_hours(24))
    callback = context.create_callback(name="approve", config=config)
    try:
        approval = callback.result()
    except CallbackTimeoutError:
        approval = "nobody"
    if order.get("crash"):
        crash_once(order["crash"])
    price = context.invoke("price", {"orderId": held}, name="price")
    charged = context.step(lambda _: charge(price["amount"]), name="charge")
    return {"approval": approval, "charged": charged, "held": held}


@durable_execution
def double_charge(_event, context):
    """The bank has no means to tell that it is asked again."""
    return context.step(lambda _: charge(1), name="charge")


@durable_execution
def charge_once(_event, context):
    return context.step(lambda _: 1, name="note")


@durable_execution
def correct(_event, context):
    amount = context.step(lambda _: 7, name="reserve")
    context.wait(Duration.from_days(1), name="a day")
    return amount


@durable_execution
def today(_event, context):
    def now(_):
        return datetime.now(timezone.utc).isoformat(timespec="milliseconds")

    before = context.step(now, name="before")
    context.wait(Duration.from_days(365), name="a year")
    return {"before": before, "after": context.step(now, name="after")}
