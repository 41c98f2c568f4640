"""A runtime loop for Lambda, of the standard library alone."""

import importlib
import json
import os
import sys
import traceback
import urllib.request


def request(method, path, body=None):
    url = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/" + path
    data = None if body is None else json.dumps(body).encode()
    return urllib.request.urlopen(urllib.request.Request(url, data, method=method))


def describe(error):
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }


def main():
    module, name = sys.argv[1].rsplit(".", 1)
    try:
        handler = getattr(importlib.import_module(module), name)
    except Exception as error:
        request("POST", "init/error", describe(error))
        sys.exit(1)
    while True:
        with request("GET", "invocation/next") as answer:
            event = json.load(answer)
            request_id = answer.headers["Lambda-Runtime-Aws-Request-Id"]
            context = dict(answer.headers)
        try:
            result, what = handler(event, context), "response"
        except Exception as error:
            result, what = describe(error), "error"
        request("POST", f"invocation/{request_id}/{what}", result)


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
