import type { FaultKind } from "durable-test-runner/explore"
import type { Doctoring, StateParts } from "./doctored-searches.ts"
import type { Setting } from "./enumerate.ts"
import type { Program } from "./programs.ts"

interface Mutant extends Doctoring {
  readonly name: string
  /** A program on which it misses an outcome, and what can happen beside it. */
  readonly caughtBy: Program
  readonly setting: Setting
}

/** Everything in any order, and as many faults of these kinds. */
function faults(maxFaults: number, ...kinds: readonly FaultKind[]): Setting {
  const space = {
    early: true,
    slow: true,
    coldStarts: false,
    pageSize: undefined,
    anywhere: false,
    latencies: false,
  }
  return { space: { ...space, faults: kinds, maxFaults }, pageSize: 1_000 }
}

const crashes = (maxFaults: number): Setting => faults(maxFaults, "crash", "crash-after-persist")

function program(shape: Program["shape"], actions: Program["actions"], announces = false): Program {
  return { shape, actions, announces }
}

function without(setting: Setting, changed: Partial<Setting["space"]>): Setting {
  return { ...setting, space: { ...setting.space, ...changed } }
}

const withoutKind =
  (kind: FaultKind) =>
  (setting: Setting): Setting =>
    without(setting, { faults: setting.space.faults.filter((each) => each !== kind) })

/** A state without these columns of its operations, which are listed in `stateKeyOf`. */
function withoutColumns(
  { executions, ...others }: StateParts,
  ...columns: readonly number[]
): unknown {
  const reduced = executions.map((execution) => {
    const [isPending, operations] = execution as [unknown, unknown]
    if (!Array.isArray(operations)) return execution
    const left = (operations as readonly unknown[][]).map((operation) =>
      operation.filter((_value, column) => !columns.includes(column)),
    )
    return [isPending, left]
  })
  return { ...others, executions: reduced }
}

const STATUS = 4

/** How many choices of a plan are not the plain one. */
function deviationsOf(prefix: readonly number[]): number {
  return prefix.filter((choice) => choice !== 0).length
}

/** Faults that only one kind stands for, and the smallest program that shows each. */
const named: readonly {
  readonly kind: FaultKind
  readonly what: string
  readonly caughtBy: Program
}[] = [
  {
    kind: "zombie",
    what: "lets an invocation go on that was given up",
    caughtBy: program("sequence", ["effect"]),
  },
  {
    kind: "late-reply",
    what: "answers a checkpoint when the next invocation is at work",
    caughtBy: program("sequence", ["effect"]),
  },
  {
    kind: "no-token",
    what: "answers a checkpoint without a token",
    caughtBy: program("sequence", ["effect"]),
  },
  {
    kind: "early-answer",
    what: "answers a callback whose submitter is at work",
    caughtBy: program("sequence", ["callback"], true),
  },
  {
    kind: "body-failure",
    what: "lets a body fail for good",
    caughtBy: program("sequence", ["effect"]),
  },
  {
    kind: "stop",
    what: "stops an execution from outside",
    caughtBy: program("sequence", ["effect"]),
  },
  {
    kind: "wake",
    what: "invokes a suspended execution for no reason",
    caughtBy: program("sequence", ["timeout"], true),
  },
]

export const mutants: readonly Mutant[] = [
  {
    name: "offers nothing early",
    narrows: (setting) => without(setting, { early: false }),
    caughtBy: program("branches", ["invoke", "retry"], true),
    setting: crashes(0),
  },
  {
    name: "lets nothing be slow",
    narrows: (setting) => without(setting, { slow: false }),
    caughtBy: program("sequence", ["timeout"]),
    setting: crashes(0),
  },
  {
    name: "never crashes before something is persisted",
    narrows: withoutKind("crash"),
    caughtBy: program("sequence", ["once"], true),
    setting: crashes(1),
  },
  {
    name: "never crashes after something is persisted",
    narrows: withoutKind("crash-after-persist"),
    caughtBy: program("sequence", ["once"], true),
    setting: crashes(1),
  },
  {
    name: "strikes only where something is about to be recorded",
    narrows: (setting) => without(setting, { anywhere: false }),
    caughtBy: program("sequence", ["linger"]),
    setting: without(crashes(1), { anywhere: true }),
  },
  {
    name: "lets each body take the same time in all runs",
    narrows: (setting) => without(setting, { latencies: false }),
    caughtBy: program("together", ["slow", "slow"]),
    setting: without(crashes(0), { latencies: true }),
  },
  ...named.map(({ kind, what, caughtBy }) => ({
    name: `never ${what}`,
    narrows: withoutKind(kind),
    caughtBy,
    setting: faults(1, kind),
  })),
  {
    name: "has one fault fewer",
    narrows: (setting) => without(setting, { maxFaults: setting.space.maxFaults - 1 }),
    caughtBy: program("sequence", ["effect"]),
    setting: crashes(2),
  },
  {
    name: "reads all of the state on one page",
    narrows: (setting) => ({ ...setting, pageSize: 1_000 }),
    caughtBy: program("sequence", ["note", "pure", "wait"], true),
    setting: { ...crashes(1), pageSize: 1 },
  },
  {
    name: "stops after one deviation",
    skips: ({ prefix }) => deviationsOf(prefix) > 1,
    caughtBy: program("sequence", ["effect"]),
    setting: crashes(2),
  },
  {
    name: "skips the last option of each decision",
    misreads: (report) => ({ ...report, counts: report.counts.map((count) => count - 1) }),
    caughtBy: program("sequence", ["once"], true),
    setting: crashes(1),
  },
  {
    name: "skips the decision after a deviation",
    misreads: (report, { prefix }) => ({
      ...report,
      counts: report.counts.map((count, position) => (position === prefix.length ? 1 : count)),
    }),
    caughtBy: program("branches", ["callback"], true),
    setting: crashes(1),
  },
  {
    name: "takes every invocation for one that is known",
    misreads: (report) => ({
      ...report,
      counts: report.counts.slice(0, report.states[0]?.position),
    }),
    caughtBy: program("sequence", ["effect"]),
    setting: crashes(2),
  },
  {
    name: "ends runs on their way",
    prunesOnTheWay: true,
    caughtBy: program("sequence", ["retry"]),
    setting: crashes(1),
  },
  {
    name: "merges states of different outside worlds",
    keyOf: (state) => ({ ...state, observed: undefined }),
    caughtBy: program("together", ["once"], true),
    setting: crashes(2),
  },
  {
    name: "merges states with different results",
    keyOf: ({ observed: _contents, ...state }) => state,
    caughtBy: program("sequence", ["race", "recall", "wait"]),
    setting: crashes(0),
  },
  {
    name: "merges states of operations in different statuses",
    keyOf: (state) => withoutColumns(state, STATUS),
    caughtBy: program("branches", ["callback", "invoke"], true),
    setting: crashes(0),
  },
]
