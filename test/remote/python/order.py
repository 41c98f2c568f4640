import os
import sys
import urllib.request

from durable import durable


def crash_once(file):
    if os.path.exists(file):
        return
    open(file, "w").close()
    print("about to die", file=sys.stderr)
    os._exit(3)


def charge(amount):
    url = os.environ.get("BANK_URL")
    if url:
        urllib.request.urlopen(urllib.request.Request(url, str(amount).encode(), method="POST")).close()
    return amount


@durable
def handler(execution, order):
    print("order", order["orderId"])
    reserved = execution.step("reserve", lambda: {"held": order["orderId"]})
    execution.wait("cool off", 7 * 86400)
    id, _ = execution.callback("approve", 86400)
    approval = execution.settled(id, "CallbackDetails")
    if order.get("crash"):
        crash_once(order["crash"])
    price = execution.invoke("price", "price", {"orderId": order["orderId"]})
    charged = execution.step("charge", lambda: charge(price["amount"]))
    return {"approval": approval, "charged": charged, "held": reserved["held"]}


@durable
def double_charge(execution, order):
    charge(1)
    return execution.step("note", lambda: "noted")


def plain(event, context):
    if event.get("fail"):
        raise ValueError("no price for " + event["orderId"])
    return {"amount": 42, "name": os.environ["AWS_LAMBDA_FUNCTION_NAME"]}


@durable
def correct(execution, _event):
    amount = execution.step("reserve", lambda: 7)
    execution.wait("a day", 86400)
    return amount
