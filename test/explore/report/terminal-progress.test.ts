import { afterEach, expect, test, vi } from "vitest"
import type { Progress } from "../../../src/explore/report/progress.ts"
import {
  defaultProgress,
  terminalProgress,
  type TerminalProgress,
} from "../../../src/explore/report/terminal-progress.ts"
import type { TerminalStream } from "../../../src/text/standard-error.ts"

const progress: Progress = {
  tier: "systematic",
  schedules: 12_340,
  states: 82,
  elapsedMs: 7_479,
  budgetMs: 19_400,
}

/** What stands in the line of a terminal, with a `|` where the cursor is, and everything written. */
class Screen implements TerminalStream {
  readonly isTTY: boolean
  readonly columns: number
  readonly written: string[] = []
  now = 0

  constructor({ isTTY = true, columns = 120 } = {}) {
    this.isTTY = isTTY
    this.columns = columns
  }

  write(text: string): void {
    this.written.push(text)
  }

  listener({ isUnwatched = false } = {}): TerminalProgress {
    return terminalProgress(this, { now: () => this.now, isUnwatched })
  }

  get line(): string {
    let line = ""
    let column = 0
    for (const character of this.written.join("")) {
      if (character === "\r") column = 0
      else line = line.slice(0, column) + character + line.slice(++column)
    }
    return `${line.trimEnd()}${column === 0 ? "" : "|"}`
  }
}

afterEach(() => vi.unstubAllEnvs())

test("A progress line shows the runs, the tier and the time", () => {
  const screen = new Screen()
  screen.listener()(progress)
  expect(screen.line).toMatchInlineSnapshot(
    `"exploring: systematic  12,340 schedules  82 states  1,650/s  12 s left|"`,
  )
})

test.each([
  [{ states: 0, budgetMs: undefined }, "exploring: systematic  12,340 schedules  1,650/s|"],
  [
    { tier: "orders", schedules: 1, states: 1, elapsedMs: 2_000, budgetMs: 1_000 } as const,
    "exploring: orders  1 schedule  1 state  1/s  0 s left|",
  ],
  [
    { schedules: 1_234_567, elapsedMs: 1_000_000, budgetMs: 1_125_000 },
    "exploring: systematic  1,234,567 schedules  82 states  1,235/s  2 min 5 s left|",
  ],
  [
    { schedules: 999, elapsedMs: 1_500, budgetMs: 7_230_000 },
    "exploring: systematic  999 schedules  82 states  666/s  2 h 0 min left|",
  ],
])("A progress line leaves out unknown values: %j", (parts, line) => {
  const screen = new Screen()
  screen.listener()({ ...progress, ...parts })
  expect(screen.line).toBe(line)
})

test("A short search prints no progress", () => {
  const screen = new Screen()
  const listener = screen.listener()
  listener({ ...progress, elapsedMs: 1_499 })
  listener.end()
  expect(screen.written).toEqual([])
})

test("the line is not rewritten more often than people can read", () => {
  const screen = new Screen()
  const listener = screen.listener()
  for (const [now, schedules] of [
    [0, 1_000],
    [99, 2_000],
    [100, 3_000],
    [150, 4_000],
    [200, 5_000],
  ] as const) {
    screen.now = now
    listener({ ...progress, schedules })
  }
  expect(screen.written.map((text) => /[\d,]+ schedules/u.exec(text)?.[0])).toEqual([
    "1,000 schedules",
    "3,000 schedules",
    "5,000 schedules",
  ])
})

test("A shorter progress line erases the longer one before it", () => {
  const screen = new Screen()
  const listener = screen.listener()
  listener(progress)
  screen.now = 1_000
  listener({ ...progress, tier: "random", states: 0, budgetMs: undefined })
  expect(screen.line).toBe("exploring: random  12,340 schedules  1,650/s|")
})

test("The end of a search clears the progress line", () => {
  const screen = new Screen()
  const listener = screen.listener()
  listener(progress)
  listener.end()
  expect(screen.line).toBe("")
  const { length } = screen.written
  listener.end()
  expect(screen.written).toHaveLength(length)
})

test("a line is as long as the terminal is wide, at the most", () => {
  const screen = new Screen({ columns: 30 })
  screen.listener()(progress)
  expect(screen.line).toBe("exploring: systematic  12,340|")
})

test.each([{ isTTY: false }, { isUnwatched: true }])(
  "A stream that is no terminal gets no progress: %j",
  (parts) => {
    const screen = new Screen(parts)
    const listener = screen.listener(parts)
    listener(progress)
    listener.end()
    expect(screen.written).toEqual([])
  },
)

test.each([
  ["", 2],
  ["true", 0],
])("Progress goes to the terminal of the process by default, CI: %j", (ci, writes) => {
  vi.stubEnv("CI", ci)
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true)
  const { isTTY } = process.stderr
  process.stderr.isTTY = true
  try {
    const listener = defaultProgress()
    listener(progress)
    listener.end()
    expect(write).toHaveBeenCalledTimes(writes)
  } finally {
    process.stderr.isTTY = isTTY
    write.mockRestore()
  }
})
