export interface Order {
  readonly orderId: string
  readonly customer: string
  readonly lines: readonly OrderLine[]
}

export interface OrderLine {
  readonly sku: string
  readonly quantity: number
  readonly priceCents: number
}

export class InvalidOrderError extends Error {
  override readonly name = "InvalidOrderError"
}

/** An event is whatever the caller sent; nothing is an order until it was checked. */
export const parseOrder = (event: unknown): Order => {
  const { orderId, customer, lines } = fieldsOf(event, "the event")
  if (typeof orderId !== "string" || orderId === "") throw invalid("`orderId` is missing")
  if (typeof customer !== "string" || customer === "") throw invalid("`customer` is missing")
  if (!Array.isArray(lines) || lines.length === 0) throw invalid("an order needs a line")
  return { orderId, customer, lines: lines.map(parseLine) }
}

const parseLine = (line: unknown, index: number): OrderLine => {
  const { sku, quantity, priceCents } = fieldsOf(line, `line ${index}`)
  if (typeof sku !== "string" || sku === "") throw invalid(`line ${index} has no \`sku\``)
  if (!isPositiveInteger(quantity)) throw invalid(`line ${index} has no positive \`quantity\``)
  if (!isPositiveInteger(priceCents)) throw invalid(`line ${index} has no positive \`priceCents\``)
  return { sku, quantity, priceCents }
}

export const totalCents = (order: Order): number =>
  order.lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0)

const fieldsOf = (value: unknown, what: string): UncheckedFields => {
  if (typeof value !== "object" || value === null) throw invalid(`${what} is not an object`)
  return value
}

type UncheckedFields = { readonly [field in keyof (Order & OrderLine)]?: unknown }

const isPositiveInteger = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0

const invalid = (reason: string): InvalidOrderError =>
  new InvalidOrderError(`Invalid order: ${reason}.`)
