import { expect, test } from "vitest"
import { runInside } from "../../run-inside.ts"

const startTime = Date.UTC(2031, 4, 6, 7, 8, 9, 10)

const RealDate = Date

test("Date reads the virtual clock, in all its forms", async () => {
  const seen = await runInside(
    () => ({
      now: Date.now(),
      constructed: new Date().getTime(),
      called: Date(),
      imported: new RealDate().getTime(),
    }),
    { startTime },
  )
  expect(seen.now).toBe(startTime)
  expect(seen.constructed).toBe(startTime)
  expect(seen.called).toBe(new Date(startTime).toString())
  // A reference that was taken before any run began is the real one.
  expect(Math.abs(seen.imported - Date.now())).toBeLessThan(600_000)
})

test("a Date with arguments is what it always is", async () => {
  const seen = await runInside(() => ({
    parts: new Date(2020, 1, 29, 12).getTime(),
    text: new Date("2020-02-29T12:00:00Z").getTime(),
    number: new Date(5).getTime(),
    date: new Date(new Date(6)).getTime(),
    nothing: new Date(undefined as never).getTime(),
    null: new Date(null as never).getTime(),
    utc: Date.UTC(2020, 1),
    parsed: Date.parse("2020-02-29"),
    length: Date.length,
    name: Date.name,
  }))
  expect(seen).toEqual({
    parts: new Date(2020, 1, 29, 12).getTime(),
    text: Date.parse("2020-02-29T12:00:00Z"),
    number: 5,
    date: 6,
    nothing: NaN,
    null: 0,
    utc: Date.UTC(2020, 1),
    parsed: Date.parse("2020-02-29"),
    length: 7,
    name: "Date",
  })
})

test("dates made inside are instances of the real Date, and the other way round", async () => {
  const outside = new Date(1)
  const seen = await runInside(() => ({
    inside: new Date(2),
    outsideIsDate: outside instanceof Date,
    insideIsDate: new Date() instanceof Date,
    sameConstructor: new Date().constructor === Date,
    prototype: Date.prototype,
    tag: Object.prototype.toString.call(new Date()),
  }))
  expect(seen.inside).toBeInstanceOf(Date)
  expect(Object.getPrototypeOf(seen.inside)).toBe(Date.prototype)
  expect(seen).toMatchObject({
    outsideIsDate: true,
    insideIsDate: true,
    sameConstructor: true,
    tag: "[object Date]",
  })
  expect(seen.prototype).toBe(Date.prototype)
  expect(outside.constructor).toBe(Date)
  expect(seen.inside.constructor).toBe(Date)
})

test("a class made inside may extend Date", async () => {
  const seen = await runInside(
    () => {
      class Stamp extends Date {
        readonly label = "stamp"
        override getTime(): number {
          return super.getTime() + 1
        }
      }
      const stamp = new Stamp()
      return {
        time: stamp.getTime(),
        label: stamp.label,
        isStamp: stamp instanceof Stamp,
        isDate: stamp instanceof Date,
        given: new Stamp(5).getTime(),
        now: Stamp.now(),
      }
    },
    { startTime },
  )
  expect(seen).toEqual({
    time: startTime + 1,
    label: "stamp",
    isStamp: true,
    isDate: true,
    given: 6,
    now: startTime,
  })
})

test("structured clones, JSON and Intl take such dates", async () => {
  const seen = await runInside(
    () => ({
      clone: structuredClone(new Date()).getTime(),
      json: JSON.stringify({ at: new Date() }),
      year: new Intl.DateTimeFormat("en", { year: "numeric", timeZone: "UTC" }).format(new Date()),
    }),
    { startTime },
  )
  expect(seen).toEqual({
    clone: startTime,
    json: '{"at":"2031-05-06T07:08:09.010Z"}',
    year: "2031",
  })
})
