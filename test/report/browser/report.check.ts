import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, Execution } from "durable-test-runner"
import { renderReport, type ReportSubject } from "durable-test-runner/report"
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { exploreCharge, runOrder } from "../orders.ts"
import { launch, MISSING } from "./chromium.ts"
import { longHistory } from "./long-history.ts"

if (MISSING !== undefined) console.warn(`Reports are not looked at in a browser. ${MISSING}`)

describe.skipIf(MISSING !== undefined)("a report in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"))
  let browser: Browser
  const pages: Page[] = []

  beforeAll(async () => {
    browser = await launch()
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.close()))
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  interface Opened {
    readonly page: Page
    readonly requests: string[]
    readonly complaints: string[]
    readonly url: string
  }

  type PageOptions = NonNullable<Parameters<Browser["newPage"]>[0]>

  async function open(
    subject: ReportSubject | readonly ReportSubject[],
    options: PageOptions = {},
  ): Promise<Opened> {
    const file = join(folder, "report.html")
    writeFileSync(file, renderReport(subject))
    const url = pathToFileURL(file).href
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, ...options })
    pages.push(page)
    const [requests, complaints]: [string[], string[]] = [[], []]
    page.on("request", (request) => requests.push(request.url()))
    page.on("console", (message) => complaints.push(message.text()))
    page.on("pageerror", (error) => complaints.push(error.message))
    page.on("dialog", (dialog) => {
      complaints.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(url)
    return { page, requests, complaints, url }
  }

  const rows = (page: Page): Promise<number> => page.locator(".rows li:visible").count()

  test("opens without any request, and without a complaint", async () => {
    const subjects = [await runOrder({ fails: true }), await exploreCharge({ isIdempotent: false })]
    for (const subject of subjects) {
      const { requests, complaints, url } = await open(subject)
      expect(requests).toEqual([url])
      expect(complaints).toEqual([])
    }
  })

  test("shows the details of an operation that is clicked, in the chart or in the history", async () => {
    const { page } = await open(await runOrder())
    const panel = page.locator("#panel")
    expect(await panel.isVisible()).toBe(false)
    await page.locator(".rows li", { hasText: "step charge" }).click()
    expect(await panel.locator("h2").textContent()).toBe("step charge")
    expect(await panel.textContent()).toContain('"cents": 900')
    expect(await panel.textContent()).toContain("RangeError: card reader offline")
    expect(await page.locator("li.chosen").count()).toBe(1)
    await page.locator("#close").click()
    expect(await panel.isVisible()).toBe(false)
    await page
      .locator("tbody button", { hasText: /^callback approve$/u })
      .first()
      .click()
    expect(await panel.textContent()).toContain("+7d 2h 3s heartbeat")
  })

  test("is used by keyboard: arrows move, Enter opens, Escape closes and leads back", async () => {
    const { page } = await open(await runOrder())
    const focused = (): Promise<string> =>
      page.evaluate(`document.activeElement.firstChild?.textContent ?? ""`)
    await page.locator("#found").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    expect(await focused()).toBe("execution of order")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    expect(await focused()).toBe("wait cool-off")
    await page.keyboard.press("Enter")
    expect(await page.locator("#panel h2").textContent()).toBe("wait cool-off")
    expect(await focused()).toBe("wait cool-off")
    expect(await page.evaluate("document.activeElement.id")).toBe("panel-title")
    await page.keyboard.press("Escape")
    expect(await page.locator("#panel").isVisible()).toBe(false)
    expect(await page.evaluate("document.activeElement.className")).toBe("op")
    await page.keyboard.press("End")
    expect(await focused()).toBe("step ship")
    await page.keyboard.press("Home")
    expect(await focused()).toBe("execution of order")
    // The chart is one stop of the tabulator, whichever row has the focus.
    await page.keyboard.press("Tab")
    expect(await page.evaluate("document.activeElement.tagName")).toBe("SUMMARY")
  })

  test("filters operations, history and logs by the words that are typed", async () => {
    const { page } = await open(await runOrder())
    const all = await rows(page)
    const search = page.locator("#found")
    await search.fill("charge failed")
    expect(await rows(page)).toBe(1)
    expect(await page.locator("tbody tr:visible").count()).toBe(1)
    expect(await page.locator("#count").textContent()).toMatch(/^2 of \d+ rows$/u)
    await search.fill("RECEIVED o-1")
    expect(await page.locator("tbody tr:visible").allTextContents()).toEqual([
      "+0sinfoinvocation 1received o-1",
    ])
    await search.fill("no such thing")
    expect(await rows(page)).toBe(0)
    await search.fill("")
    expect(await rows(page)).toBe(all)
    expect(await page.locator("#count").textContent()).toBe("")
  })

  test.each(["light", "dark"] as const)(
    "is free of accessibility faults, contrast among them, in the %s theme",
    async (colorScheme) => {
      const axe = readFileSync(
        createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
        "utf8",
      )
      const subjects = [
        await runOrder({ fails: true }),
        await exploreCharge({ isIdempotent: false }),
        await exploreCharge({ isIdempotent: true }),
      ]
      const { page } = await open(subjects, { colorScheme, bypassCSP: true })
      for (const isOpened of [false, true]) {
        if (isOpened) await page.locator(".rows li", { hasText: "step charge" }).click()
        await page.evaluate(axe)
        const found = await page.evaluate(
          `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.slice(0, 3).map(({ html }) => html).join(" | ")))`,
        )
        expect(found).toEqual([])
      }
    },
  )

  test("shows what would be markup as the text that it is", async () => {
    const evil = `</script><img src=x onerror=alert(1)><b id="evil">`
    const handler = withDurableExecution(async (_: unknown, context: DurableContext) => {
      console.log(evil)
      await context.step(`<img src=x onerror=alert(2)>"'`, async () => evil)
      throw new TypeError(`${evil}\u2028`)
    })
    const runner = new DurableTestRunner({ logs: "capture" })
    const { page, complaints, requests } = await open(await runner.run(handler))
    await page.locator(".rows li").nth(1).click()
    expect(await page.locator("#panel pre").first().textContent()).toBe(JSON.stringify(evil))
    expect(await page.locator("#evil, main img").count()).toBe(0)
    expect({ complaints, requests: requests.length }).toEqual({ complaints: [], requests: 1 })
  })

  test("has no page that is wider than a small screen", async () => {
    const subjects = [await runOrder(), await exploreCharge({ isIdempotent: false })]
    for (const subject of subjects) {
      const { page } = await open(subject, { viewport: { width: 390, height: 700 } })
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390)
    }
  })

  test("names invocations and times without one name covering another, on a screen and in print", async () => {
    const waits = withDurableExecution(async (_: unknown, context: DurableContext) => {
      for (let count = 0; count < 40; count++) await context.wait({ seconds: 1 + count })
    })
    const { page } = await open(await new DurableTestRunner(exactTimes).run(waits))
    const overlaps = (of: string): Promise<string[]> =>
      page.locator(of).evaluateAll((elements) => {
        const shown = elements.flatMap((element) => {
          const range = element.ownerDocument.createRange()
          range.selectNodeContents(element)
          const { left } = range.getBoundingClientRect()
          const right = Math.min(
            range.getBoundingClientRect().right,
            element.ownerDocument.defaultView?.getComputedStyle(element).overflow === "hidden"
              ? element.getBoundingClientRect().right
              : Infinity,
          )
          return element.textContent === "" ? [] : [{ text: element.textContent, left, right }]
        })
        return shown.flatMap(({ text, right }, index) => {
          const next = shown[index + 1]
          return next !== undefined && next.left < right - 0.5 ? [`${text} ${next.text}`] : []
        })
      })
    const names = await page.locator(".axis .in").allTextContents()
    expect(names.filter((name) => name !== "").length).toBeGreaterThan(10)
    expect(names.filter((name) => name !== "" && !/^#\d+$/u.test(name))).toEqual([])
    expect([await overlaps(".axis .in"), await overlaps(".axis .at")]).toEqual([[], []])
    const cut = await page
      .locator(".axis .in")
      .evaluateAll((elements) =>
        elements.filter(
          (element) =>
            element.ownerDocument.defaultView?.getComputedStyle(element).overflow !== "visible",
        ),
      )
    expect(cut).toHaveLength(0)
    await page.emulateMedia({ media: "print" })
    await page.setViewportSize({ width: 794, height: 1_123 })
    expect([await overlaps(".axis .in"), await overlaps(".axis .at")]).toEqual([[], []])
    const [plane, chart] = await Promise.all(
      [".lane", ".chart"].map((each) => page.locator(each).first().boundingBox()),
    )
    expect((plane?.x ?? 0) + (plane?.width ?? 0)).toBeLessThanOrEqual(
      (chart?.x ?? 0) + (chart?.width ?? 0),
    )
  })

  test("is printed with its tables open and without its search", async () => {
    const { page } = await open(await runOrder())
    await page.locator("summary").first().click()
    const printed = await page.pdf({ format: "A4", landscape: true })
    expect(printed.subarray(0, 5).toString()).toBe("%PDF-")
    expect(await page.locator("details:not([open])").count()).toBe(0)
    await page.emulateMedia({ media: "print" })
    expect(await page.locator("#found").isVisible()).toBe(false)
  })

  test("of 3,000 operations is open, and searched, in less than a second of computing", async () => {
    const execution = Execution.fromHistory(longHistory(3_000))
    writeFileSync(join(folder, "long.html"), renderReport(execution))
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } })
    pages.push(page)
    const session = await page.context().newCDPSession(page)
    await session.send("Performance.enable")
    // The time that the page computes: a busy machine may let it wait for longer.
    const computedMs = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics")
      return (metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN) * 1_000
    }
    const before = await computedMs()
    await page.goto(pathToFileURL(join(folder, "long.html")).href)
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    const opened = await computedMs()
    await page.locator("#found").fill("step-2999")
    expect(await rows(page)).toBe(1)
    const searched = await computedMs()
    console.log(
      `3,000 operations: open after ${Math.round(opened - before)} ms of computing, searched after ${Math.round(searched - opened)} ms`,
    )
    expect(opened - before).toBeLessThan(1_000)
    expect(searched - opened).toBeLessThan(1_000)
    await page.locator(".rows li:visible").click()
    expect(await page.locator("#panel h2").textContent()).toBe("step step-2999")
  })
})
