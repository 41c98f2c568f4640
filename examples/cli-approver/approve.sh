#!/usr/bin/env bash
# Approves or refuses an order: approve.sh <callback id> <amount>. It asks AWS by AWS_ENDPOINT_URL_LAMBDA.
set -euo pipefail
callback=$1
amount=$2

if [ "$amount" -le 1000 ]; then
  # Version 2 of the AWS CLI reads a text in base64, and bytes of a file as they are.
  printf 'approved by script' |
    aws lambda send-durable-execution-callback-success --callback-id "$callback" --result fileb:///dev/stdin
else
  aws lambda send-durable-execution-callback-failure --callback-id "$callback" \
    --error ErrorType=TooDear,ErrorMessage="$amount is above 1000"
fi
