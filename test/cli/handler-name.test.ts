import { execFileSync } from "node:child_process"
import { sample, string } from "fast-check"
import { expect, test } from "vitest"
import { handlerName } from "../../src/cli/files/handler-name.ts"
import { quoted } from "../../src/cli/files/quoted.ts"

test.each([
  ["/app/src/order.ts", "handler", "order"],
  ["/app/src/order.ts", "default", "order"],
  ["/app/src/order.ts", "cancel", "cancel"],
  ["/app/src/order.prod.mts", "handler", "order.prod"],
  ["/app/src/order/handler.ts", "handler", "order"],
  ["/app/functions/refund/index.cjs", "default", "refund"],
  ["/app/src/index.ts", "handler", "index"],
  ["/app/src/handler.ts", "refund", "refund"],
  ["/handler.mjs", "handler", "handler"],
])("%s with the export %s is called %s", (path, exportName, name) => {
  expect(handlerName({ path, exportName })).toBe(name)
})

test.each([
  ["charge=value", "charge=value"],
  ["prices:live=42", "prices:live=42"],
  ["create account=value", "'create account=value'"],
  ["ann's=value", "'ann'\\''s=value'"],
  ["/^app/=yes", "'/^app/=yes'"],
  ["$HOME=value", "'$HOME=value'"],
  ["#7=value", "'#7=value'"],
  ["order#7=value", "order#7=value"],
])("%s is written for a shell as %s", (argument, text) => {
  expect(quoted(argument)).toBe(text)
})

test.skipIf(process.platform === "win32")("A shell reads what was quoted", () => {
  const texts = sample(string({ minLength: 1 }), 200).filter((text) => !text.includes("\0"))
  const script = `printf '%s\\0' ${texts.map(quoted).join(" ")}`
  const read = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0")
  expect(read.slice(0, -1)).toEqual(texts)
})
