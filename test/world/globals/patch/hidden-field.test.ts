import { inspect } from "node:util"
import { expect, test } from "vitest"
import { HiddenField } from "../../../../src/world/globals/patch/hidden-field.ts"

test("a value is kept on any object that can be changed, and one object has many fields", () => {
  const [field, other] = [new HiddenField<number>(), new HiddenField<string>()]
  for (const object of [{}, [], () => {}, Promise.resolve(), new Date(0), new Map()]) {
    expect(field.get(object)).toBeUndefined()
    field.set(object, 1)
    other.set(object, "one")
    field.set(object, 2)
    expect([field.get(object), other.get(object)]).toEqual([2, "one"])
    field.set(object, undefined)
    expect([field.get(object), other.get(object)]).toEqual([undefined, "one"])
  }
})

test("nobody else sees it", () => {
  const object = { own: 1 }
  new HiddenField<number>().set(object, 2)
  expect(Reflect.ownKeys(object)).toEqual(["own"])
  expect(inspect(object, { showHidden: true })).toBe("{ own: 1 }")
  expect(structuredClone(object)).toEqual({ own: 1 })
})

test("a frozen object and a proxy stay as they are", () => {
  const field = new HiddenField<number>()
  const frozen = Object.freeze({})
  field.set(frozen, 1)
  expect(field.get(frozen)).toBeUndefined()

  const trapped: string[] = []
  const handler = new Proxy({}, { get: (_target, trap) => void trapped.push(String(trap)) })
  const proxy = new Proxy({}, handler)
  expect(field.get(proxy)).toBeUndefined()
  expect(trapped).toEqual([])
})
