"""Serves a function by the Lambda Runtime API, with the standard library alone.

    python3 lambda_runtime.py approval.handler

The package awslambdaric does the same, and more: python3 -m awslambdaric approval.handler
"""

import importlib
import json
import os
import sys
import time
import traceback
import urllib.request


class Context:
    """What a handler gets beside its event."""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.tenant_id = headers["Lambda-Runtime-Aws-Tenant-Id"]
        self.deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = None

    def get_remaining_time_in_millis(self):
        return max(0, self.deadline_ms - int(time.time() * 1000))


def request(method, path, body=None):
    address = os.environ["AWS_LAMBDA_RUNTIME_API"]
    url = f"http://{address}/2018-06-01/runtime/{path}"
    data = None if body is None else json.dumps(body).encode()
    return urllib.request.urlopen(urllib.request.Request(url, data, method=method))


def describe(error):
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def load(path):
    module, name = path.rsplit(".", 1)
    try:
        return getattr(importlib.import_module(module), name)
    except Exception as error:
        request("POST", "init/error", describe(error)).close()
        sys.exit(1)


def serve(handler):
    while True:
        with request("GET", "invocation/next") as answer:
            event = json.load(answer)
            context = Context(answer.headers)
        os.environ["_X_AMZN_TRACE_ID"] = answer.headers["Lambda-Runtime-Trace-Id"] or ""
        try:
            result, what = handler(event, context), "response"
        except Exception as error:
            result, what = describe(error), "error"
        request("POST", f"invocation/{context.aws_request_id}/{what}", result).close()


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    serve(load(sys.argv[1]))
