import type { GetDurableExecutionStateResponse } from "@aws-sdk/client-lambda"
import { describe, expect, test } from "vitest"
import { Driver, type DriverOptions, invalid, rejection, statuses, step, wait } from "../driver.ts"

/** An execution with steps s-0 to s-(count-1) and the wait "w", in its second invocation. */
function resumed(count: number, options: DriverOptions = {}): Driver {
  const driver = Driver.begun(options)
  const steps = Array.from({ length: count }, (_, index) => step.succeed(`s-${index}`, "1"))
  driver.checkpoint(...steps, wait.start("w", 1))
  driver.pending()
  driver.advance(1)
  driver.begin()
  return driver
}

function state(
  driver: Driver,
  request: { Marker?: string; MaxItems?: number } = {},
): GetDurableExecutionStateResponse {
  return driver.service.getDurableExecutionState(
    { DurableExecutionArn: driver.arn, CheckpointToken: driver.token, ...request },
    driver.now,
  )
}

function allPages(driver: Driver, MaxItems?: number): string[] {
  const page = driver.invocation?.input.InitialExecutionState
  const collected = statuses(page?.Operations)
  let marker = page?.NextMarker
  for (let pages = 0; marker !== undefined; pages++) {
    expect(pages).toBeLessThan(1_000)
    const next = state(driver, { Marker: marker, ...(MaxItems !== undefined && { MaxItems }) })
    expect(next.Operations?.length).toBeGreaterThan(0)
    collected.push(...statuses(next.Operations))
    marker = next.NextMarker
  }
  return collected
}

describe("paging of state (2.2, 9.1)", () => {
  test("a small state comes whole, without a marker", () => {
    const driver = resumed(3)
    expect(driver.invocation?.input.InitialExecutionState).not.toHaveProperty("NextMarker")
    expect(state(driver)).not.toHaveProperty("NextMarker")
    expect(statuses(state(driver).Operations)).toHaveLength(5)
  })

  test.each([0, 1, 2, 4, 5])("first pages of %i operations, then pages of two", (pageSize) => {
    const driver = resumed(3, { pageSize })
    expect(driver.invocation?.input.InitialExecutionState.Operations).toHaveLength(pageSize)
    expect(allPages(driver, 2)).toEqual([
      "EXECUTION STARTED",
      "s-0 SUCCEEDED",
      "s-1 SUCCEEDED",
      "s-2 SUCCEEDED",
      "w SUCCEEDED",
    ])
  })

  test("a page has 100 items unless asked otherwise, and 0 asks for the default", () => {
    const driver = resumed(150)
    expect(state(driver).Operations).toHaveLength(100)
    expect(state(driver, { MaxItems: 0 }).Operations).toHaveLength(100)
    expect(state(driver, { MaxItems: 151 }).Operations).toHaveLength(151)
  })

  test("1,000 items are the most, for a request and for the input", () => {
    const driver = resumed(1_100)
    expect(driver.invocation?.input.InitialExecutionState.Operations).toHaveLength(1_000)
    expect(state(driver, { MaxItems: 1_000 }).Operations).toHaveLength(1_000)
    expect(allPages(driver, 1_000)).toHaveLength(1_102)
    expect(rejection(() => state(driver, { MaxItems: 1_001 }))).toMatch(
      /^ValidationException: .*'1001' at 'maxItems' .* less than or equal to 1000$/,
    )
  })

  test("pages are cut by bytes", () => {
    const driver = Driver.begun()
    const big = "x".repeat(262_144)
    const steps = Array.from({ length: 30 }, (_, index) => step.succeed(`s-${index}`, big))
    driver.checkpoint(...steps, wait.start("w", 1))
    driver.pending()
    driver.advance(1)
    const { Operations } = driver.begin().input.InitialExecutionState
    expect(Operations.length).toBeLessThan(21)
    expect(JSON.stringify(Operations).length).toBeLessThan(6_000_000)
    expect(allPages(driver, 1_000)).toHaveLength(32)
  })

  test("a huge input payload leaves the first page empty", () => {
    const driver = Driver.begun({ start: { payload: "x".repeat(6_000_000) } })
    const { Operations, NextMarker } = driver.invocation?.input.InitialExecutionState ?? {}
    expect(Operations).toEqual([])
    expect(NextMarker).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(allPages(driver)).toEqual(["EXECUTION STARTED"])
  })

  test("reading state does not consume the token", () => {
    const driver = resumed(3)
    state(driver)
    state(driver)
    expect(driver.delta(step.start("z"))).toEqual(["z STARTED"])
  })

  test("a stale token reads nothing", () => {
    const driver = resumed(3)
    const old = driver.token
    driver.checkpoint()
    const request = { DurableExecutionArn: driver.arn, CheckpointToken: old }
    expect(invalid(() => driver.service.getDurableExecutionState(request, driver.now))).toBe(
      "Invalid checkpoint token",
    )
  })

  test("an empty marker is none", () => {
    const driver = resumed(3)
    expect(state(driver, { Marker: "" }).Operations).toHaveLength(5)
  })
})

describe("paging of a history (9.3)", () => {
  const MIB = 1024 * 1024

  /** The ids of the events of all pages. */
  function pagesOf(driver: Driver, request: object = {}): number[][] {
    const pages: number[][] = []
    let marker: string | undefined
    do {
      const { Events = [], NextMarker } = driver.service.getDurableExecutionHistory(
        { DurableExecutionArn: driver.arn, MaxItems: 1_000, Marker: marker, ...request },
        driver.now,
      )
      expect(JSON.stringify(Events).length).toBeLessThan(6_100_000)
      pages.push(Events.map(({ EventId = 0 }) => EventId))
      marker = NextMarker
    } while (marker !== undefined)
    return pages
  }

  /** 30 steps with results of 256 KiB: events 2 and 3 are of the first. */
  function withLargeResults(options: DriverOptions = {}): Driver {
    const driver = Driver.begun(options)
    const result = "x".repeat(256 * 1024)
    for (let index = 0; index < 30; index++) {
      driver.checkpoint(step.start(`s-${index}`), step.succeed(`s-${index}`, result))
    }
    return driver
  }

  test("pages are cut by bytes, in both orders", () => {
    const driver = withLargeResults()
    const pages = pagesOf(driver)
    expect(pages.map((page) => page.length)).toEqual([40, 21])
    expect(pages.flat()).toEqual(Array.from({ length: 61 }, (_, index) => index + 1))
    const reversed = pagesOf(driver, { ReverseOrder: true })
    expect(reversed.map((page) => page.length)).toEqual([38, 23])
    expect(reversed.flat()).toEqual(pages.flat().toReversed())
  })

  test("data that is not shown weighs nothing", () => {
    expect(pagesOf(withLargeResults(), { IncludeExecutionData: false })).toHaveLength(1)
  })

  test("the limit may be set", () => {
    const pages = pagesOf(withLargeResults({ limits: { pageBytes: MIB } }))
    expect(pages.map((page) => page.length)).toEqual([8, 6, 6, 6, 6, 6, 6, 6, 6, 5])
  })

  test("an event that is larger than a page has one to itself", () => {
    const payload = "x".repeat(6_000_000)
    const driver = Driver.begun({ start: { payload } })
    const error = { ErrorType: "Large", ErrorMessage: payload }
    driver.checkpoint(step.start("a"), step.fail("a", error))
    expect(pagesOf(driver)).toEqual([[1], [2], [3]])
  })
})

describe("markers (9.1)", () => {
  function marker(driver: Driver): string {
    return state(driver, { MaxItems: 1 }).NextMarker ?? ""
  }

  test("hold while only the outside changes", () => {
    const driver = resumed(3)
    const Marker = marker(driver)
    driver.advance(1)
    expect(statuses(state(driver, { Marker }).Operations)[0]).toBe("s-0 SUCCEEDED")
  })

  test("are refused after the next checkpoint", () => {
    const driver = resumed(3)
    const Marker = marker(driver)
    driver.checkpoint()
    expect(invalid(() => state(driver, { Marker }))).toBe("Invalid Marker")
  })

  test("are refused after 24 hours", () => {
    const driver = resumed(3, { start: { executionTimeoutSeconds: 31_622_400 } })
    const Marker = marker(driver)
    driver.advance(24 * 60 * 60 - 1)
    expect(state(driver, { Marker }).Operations).toHaveLength(4)
    driver.advance(1)
    expect(invalid(() => state(driver, { Marker }))).toBe("Invalid Marker")
  })

  test("from the future are refused", () => {
    const driver = resumed(3)
    const genuine = Buffer.from(marker(driver), "base64").toString()
    const forged = Buffer.from(genuine.replace(/\d+$/, "9999999")).toString("base64")
    expect(invalid(() => state(driver, { Marker: forged }))).toBe("Invalid Marker")
  })

  test("of another execution, of another listing, and garbage are refused", () => {
    const driver = resumed(3)
    const request = { functionName: "flow", qualifier: "7", name: "other" }
    const other = driver.service.startExecution(request, driver.now).durableExecutionArn
    const history = driver.service.getDurableExecutionHistory(
      { DurableExecutionArn: driver.arn, MaxItems: 1 },
      driver.now,
    ).NextMarker
    const read = (Marker: string | undefined): unknown =>
      driver.service.getDurableExecutionHistory({ DurableExecutionArn: other, Marker }, driver.now)
    expect(invalid(() => read(history))).toBe("Invalid Marker")
    const ofState = marker(driver)
    expect(invalid(() => read(ofState))).toBe("Invalid Marker")
    for (const Marker of ["x", "🙂", "a".repeat(5_000), `${ofState}=`, history ?? ""]) {
      expect(invalid(() => state(driver, { Marker }))).toBe("Invalid Marker")
    }
  })
})
