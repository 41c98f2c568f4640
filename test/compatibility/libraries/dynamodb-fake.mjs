import { serve } from "./shared.mjs"

/** DynamoDB over HTTP, as far as the cases need it: one key, conditions on it, and SET. */
export function createTable() {
  const items = new Map()
  const dates = []
  let server
  const table = {
    onRequest: () => undefined,
    url: () => server.url,
    items: () => [...items.values()],
    /** What the requests were signed with. */
    dates: () => dates,
    reset() {
      items.clear()
      dates.length = 0
    },
    async begin() {
      server = await serve((request, response, text) => {
        dates.push(request.headers["x-amz-date"])
        const [, operation] = request.headers["x-amz-target"].split(".")
        const refusal = table.onRequest(operation)
        const input = JSON.parse(text)
        const [status, body] =
          refusal === undefined ? operations[operation](items, input) : refused(refusal)
        response.writeHead(status, { "content-type": "application/x-amz-json-1.0" })
        response.end(JSON.stringify(body))
      })
    },
    end: () => server.close(),
  }
  return table
}

const keyOf = (key) => Object.values(key)[0].S

function refused(name, rest = {}) {
  return [400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...rest }]
}

/** `attribute_not_exists(#id) OR #expiry < :now ...`: the terms that libraries use. */
function holds(term, item, names, values) {
  const absent = /attribute_not_exists\((\S+?)\)/u.exec(term)
  if (absent) return item?.[names[absent[1]] ?? absent[1]] === undefined
  const present = /attribute_exists\((\S+?)\)/u.exec(term)
  if (present) return item?.[names[present[1]] ?? present[1]] !== undefined
  const [, left, operator, right] = /(\S+)\s*(<=|<|=)\s*(\S+)/u.exec(term) ?? []
  const value = item?.[names[left] ?? left]
  if (value === undefined) return false
  const [own, other] = [Object.values(value)[0], Object.values(values[right])[0]]
  if (operator === "=") return own === other
  return operator === "<" ? Number(own) < Number(other) : Number(own) <= Number(other)
}

function isMet(expression, item, names = {}, values = {}) {
  if (expression === undefined) return true
  return expression.split(/\s+OR\s+/u).some((alternative) => {
    const isGrouped = alternative.startsWith("(") && alternative.endsWith(")")
    const terms = isGrouped ? alternative.slice(1, -1) : alternative
    return terms.split(/\s+AND\s+/u).every((term) => holds(term.trim(), item, names, values))
  })
}

const operations = {
  PutItem(items, input) {
    const { Item, ConditionExpression: condition } = input
    const key = keyOf({ id: Item.id })
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input
    const item = items.get(key)
    if (!isMet(condition, item, names, values)) {
      return refused("ConditionalCheckFailedException", { Item: item })
    }
    items.set(key, Item)
    return [200, {}]
  },
  GetItem(items, { Key }) {
    return [200, { Item: items.get(keyOf(Key)) }]
  },
  UpdateItem(items, input) {
    const { Key, UpdateExpression, ExpressionAttributeNames: names = {} } = input
    const item = { ...items.get(keyOf(Key)), ...Key }
    for (const part of UpdateExpression.replace(/^SET\s+/u, "").split(/\s*,\s*/u)) {
      const [name, value] = part.split(/\s*=\s*/u)
      item[names[name] ?? name] = input.ExpressionAttributeValues[value]
    }
    items.set(keyOf(Key), item)
    return [200, {}]
  },
  DeleteItem(items, { Key }) {
    items.delete(keyOf(Key))
    return [200, {}]
  },
}
