/** A function as a request names it: name, `name:qualifier`, partial or full ARN (section 7). */
export interface FunctionTarget {
  readonly functionName: string
  readonly qualifier: string | undefined
  readonly accountId: string | undefined
  readonly region: string | undefined
}

const namePattern = /^([a-zA-Z0-9_-]{1,140})(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9_-]{1,128}))?$/

/** `undefined` if the text is none of the forms. */
export function parseFunctionTarget(text: string): FunctionTarget | undefined {
  if (text.length > 512) return undefined
  const arn = /^(?:arn:[a-zA-Z0-9-]+:lambda:([a-zA-Z0-9-]+):)?(?:(\d{12}):)?function:(.+)$/.exec(
    text,
  )
  // A full ARN has an account; `function` alone, or with a qualifier, may well be a function's name.
  const isArn = arn?.[2] !== undefined
  if (!isArn && text.startsWith("arn:")) return undefined
  const name = namePattern.exec((isArn ? arn?.[3] : text) ?? "")
  if (name === null) return undefined
  return {
    functionName: name[1] ?? "",
    qualifier: name[2],
    accountId: isArn ? arn?.[2] : undefined,
    region: isArn ? arn?.[1] : undefined,
  }
}
