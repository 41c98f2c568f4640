import {
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  type LambdaClient,
} from "@aws-sdk/client-lambda"

/** An answer of Lambda, with its payload as a test would read it. */
export interface Answer extends Omit<InvokeCommandOutput, "Payload" | "$metadata"> {
  readonly payload: unknown
}

/** Sends an `InvokeCommand`; `payload` goes as JSON. */
export async function invoke(
  client: LambdaClient,
  input: InvokeCommandInput,
  payload?: unknown,
): Promise<Answer> {
  const body = payload === undefined ? {} : { Payload: JSON.stringify(payload) }
  const output = await client.send(new InvokeCommand({ ...input, ...body }))
  const { Payload: bytes, $metadata: _metadata, ...answer } = output
  const text = bytes?.transformToString() ?? ""
  return { ...answer, payload: text === "" ? undefined : (JSON.parse(text) as unknown) }
}
