const WIDTH = 80

/** A value of JSON as code. */
export function toLiteral(value: unknown, indent = ""): string {
  const flat = flatLiteral(value)
  if (indent.length + flat.length <= WIDTH || typeof value !== "object" || value === null) {
    return flat
  }
  const deeper = `${indent}  `
  if (Array.isArray(value)) {
    const members = value.map((member) => `${deeper}${toLiteral(member, deeper)},\n`)
    return `[\n${members.join("")}${indent}]`
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${deeper}${keyOf(key)}: ${toLiteral(member, deeper)},\n`,
  )
  return `{\n${members.join("")}${indent}}`
}

function flatLiteral(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined"
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(", ")}]`
  const members = Object.entries(value).map(
    ([key, member]) => `${keyOf(key)}: ${flatLiteral(member)}`,
  )
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`
}

/** As it would be written by hand. `__proto__` in a literal is no member unless it is computed. */
function keyOf(key: string): string {
  if (key === "__proto__") return '["__proto__"]'
  return /^[A-Za-z_$][\w$]*$/u.test(key) ? key : JSON.stringify(key)
}
