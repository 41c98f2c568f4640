"""A durable client that is written by hand, of the standard library alone."""

import json
import os
import urllib.parse
import urllib.request


class Suspended(Exception):
    pass


class Failed(Exception):
    pass


def durable(function):
    def handler(event, context):
        execution = Execution(event)
        try:
            result = function(execution, execution.input)
        except Suspended:
            return {"Status": "PENDING"}
        except Failed as error:
            error = {"ErrorType": type(error).__name__, "ErrorMessage": str(error)}
            return {"Status": "FAILED", "Error": error}
        return {"Status": "SUCCEEDED", "Result": json.dumps(result)}

    return handler


class Execution:
    def __init__(self, event):
        self.arn = event["DurableExecutionArn"]
        self.token = event["CheckpointToken"]
        self.operations = {}
        self.count = 0
        state = event["InitialExecutionState"]
        self.started_at = state["Operations"][0]["StartTimestamp"]
        self.input = json.loads(state["Operations"][0]["ExecutionDetails"].get("InputPayload", "null"))
        while True:
            self.learn(state["Operations"])
            if not state.get("NextMarker"):
                break
            query = {"CheckpointToken": self.token, "Marker": state["NextMarker"]}
            state = self.call("GET", "state?" + urllib.parse.urlencode(query))

    def call(self, method, path, body=None):
        arn = urllib.parse.quote(self.arn, safe="")
        base = os.environ["AWS_ENDPOINT_URL_LAMBDA"] + "/2025-12-01/durable-executions/"
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(
            urllib.request.Request(base + arn + "/" + path, data, method=method)
        ) as answer:
            return json.load(answer)

    def learn(self, operations):
        for operation in operations:
            self.operations[operation["Id"]] = operation

    def checkpoint(self, **update):
        body = {"CheckpointToken": self.token, "Updates": [update]}
        answer = self.call("POST", "checkpoint", body)
        self.token = answer["CheckpointToken"]
        self.learn(answer["NewExecutionState"]["Operations"])

    def begin(self, type, name, **options):
        self.count += 1
        id = f"op-{self.count}"
        if id not in self.operations:
            self.checkpoint(Id=id, Type=type, Action="START", Name=name, **options)
        return id

    def settled(self, id, details):
        operation = self.operations[id]
        status = operation["Status"]
        if status in ("STARTED", "PENDING", "READY"):
            raise Suspended
        found = operation.get(details, {})
        if status != "SUCCEEDED":
            raise Failed(status + ": " + found.get("Error", {}).get("ErrorMessage", ""))
        return found.get("Result")

    def step(self, name, body):
        id = self.begin("STEP", name)
        if self.operations[id]["Status"] == "STARTED":
            payload = json.dumps(body())
            self.checkpoint(Id=id, Type="STEP", Action="SUCCEED", Name=name, Payload=payload)
        return json.loads(self.settled(id, "StepDetails"))

    def wait(self, name, seconds):
        self.settled(self.begin("WAIT", name, WaitOptions={"WaitSeconds": seconds}), "WaitDetails")

    def callback(self, name, timeout):
        id = self.begin("CALLBACK", name, CallbackOptions={"TimeoutSeconds": timeout})
        return id, self.operations[id]["CallbackDetails"]["CallbackId"]

    def invoke(self, name, function, payload):
        options = {"FunctionName": function}
        payload = json.dumps(payload)
        id = self.begin("CHAINED_INVOKE", name, ChainedInvokeOptions=options, Payload=payload)
        return json.loads(self.settled(id, "ChainedInvokeDetails"))
