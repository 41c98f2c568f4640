/*
 * Proves that the lint bans and the layer rules fire: plants a violation of each in a copy of the
 * configuration, and asks for exactly the rules named here. A glob that no longer matches, or a rule
 * that a newer linter renamed, would otherwise go unnoticed for ever.
 */
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import { pathToFileURL } from "node:url"
import { root, temporaryFolder } from "./package-under-test.ts"

interface Plant {
  readonly file: string
  readonly code: string
  /** Rules that must report the file; none: the file must pass. */
  readonly rules: readonly string[]
}

const syntax = "eslint-js(no-restricted-syntax)"
const globals = "eslint(no-restricted-globals)"
const properties = "eslint(no-restricted-properties)"
const imports = "eslint(no-restricted-imports)"

const everythingVirtual = `import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"

export const values: unknown[] = [Math.random(), Date.now(), new Date(), performance.now()]
export const more: unknown[] = [process.env, setTimeout, randomUUID, sleep]
`

const lintPlants: readonly Plant[] = [
  ban("random", "Math.random()", properties),
  ban("date-now", "Date.now()", properties),
  ban("new-date", "new Date()", syntax),
  ban("date-call", "Date()", syntax),
  ban("global-date", "globalThis.Date.now()", syntax),
  ban("locale", `["b", "a"].toSorted((a, b) => a.localeCompare(b))`, syntax),
  ban("performance", "performance.now()", globals),
  ban("timeout", "setTimeout(() => {}, 1)", globals),
  ban("interval", "setInterval(() => {}, 1)", globals),
  ban("immediate", "setImmediate(() => {})", globals),
  ban("global-timeout", "globalThis.setTimeout(() => {}, 1)", globals),
  ban("crypto", "crypto.randomUUID()", globals),
  ban("process", "process.env", globals),
  {
    file: "src/runner/timer-import.ts",
    code: `import { setTimeout as sleep } from "node:timers/promises"\n\nexport const value: unknown = sleep\n`,
    rules: [imports],
  },
  {
    file: "src/runner/uuid-import.ts",
    code: `import { randomUUID } from "node:crypto"\n\nexport const value: unknown = randomUUID\n`,
    rules: [imports],
  },
  {
    file: "src/runner/default-export.ts",
    code: `const value = 1\n\nexport default value\n`,
    rules: ["import(no-default-export)"],
  },
  {
    file: "src/runner/extension.ts",
    code: `import { value } from "./random"\n\nexport const copy: unknown = value\n`,
    rules: ["import(extensions)"],
  },
  {
    file: "src/runner/wrong-extension.ts",
    code: `import { value } from "./random.js"\n\nexport const copy: unknown = value\n`,
    rules: ["import(extensions)"],
  },
  {
    file: "src/runner/type-extension.ts",
    code: `import type { Plant } from "./random"\n\nexport type Copy = Plant\n`,
    rules: ["import(extensions)"],
  },
  {
    file: "src/runner/camelCase.ts",
    code: "export const value = 1\n",
    rules: ["unicorn(filename-case)"],
  },
  {
    file: "src/runner/long.ts",
    code: "export const value = 1\n".padEnd(400, "\n"),
    rules: ["eslint(max-lines)"],
  },
  {
    file: "src/runner/floating.ts",
    code: "export function start(work: () => Promise<void>): void {\n  work()\n}\n",
    rules: ["typescript(no-floating-promises)"],
  },
  {
    file: "src/runner/switch.ts",
    code: `export function name(kind: "a" | "b"): string {
  switch (kind) {
    case "a":
      return "A"
  }
  return ""
}
`,
    rules: ["typescript(switch-exhaustiveness-check)"],
  },
  {
    file: "src/service/async.ts",
    code: "export async function load(): Promise<void> {}\n",
    rules: [syntax],
  },
  { file: "src/register/timer.ts", code: "setTimeout(() => {}, 1)\n", rules: [globals] },
  { file: "src/register/environment.ts", code: "export const { env } = process\n", rules: [] },
  { file: "src/world/world.ts", code: everythingVirtual, rules: [] },
  {
    file: "src/service/values/instant.ts",
    code: "export const epoch: Date = new Date(0)\n",
    rules: [],
  },
]

const awsImport = `import { LambdaClient } from "@aws-sdk/client-lambda"

export const client: unknown = LambdaClient
`
const awsTypeImport = `import type { LambdaClient } from "@aws-sdk/client-lambda"

export type Client = LambdaClient
`

/** The rooms of each layer, innermost first; the face comes last. */
const roomOrders: Readonly<Record<string, readonly string[]>> = {
  text: ["values"],
  service: ["values", "wire", "state", "executions", "requests", "operations", "views", "api"],
  world: [
    "clock",
    "globals/patch",
    "globals/lambda",
    "globals/outside",
    "globals/time",
    "globals",
    "limits",
    "events",
    "logs",
    "invocation",
    "driving",
    "choices",
  ],
  runner: [
    "lambda-api",
    "options",
    "callbacks",
    "logs",
    "results",
    "doubles",
    "systems",
    "step-by-step",
  ],
  replay: ["history", "record", "play", "judge"],
  schedule: ["fresh-values", "format", "shrink", "policies/random", "policies"],
  explore: ["invariants", "failures", "report", "options", "oracle", "tiers", "workers"],
  report: ["model", "page", "browser"],
}

/** Each room imports its outer neighbour, which it must not, and its inner one, which it may. */
const roomPlants: readonly Plant[] = Object.entries(roomOrders).flatMap(([layer, rooms]) =>
  rooms.flatMap((room, index) => {
    const folder = `src/${layer}/${room}`
    const outer = target(`src/${layer}`, rooms[index + 1])
    const inner = target(`src/${layer}`, rooms[index - 1] ?? room)
    const rule = `${layer}-${room.replace("/", "-")}-imports-inward`
    return [
      { file: `${folder}/target.ts`, code: "export const target = 1\n", rules: [] },
      arrow(`${folder}/outward.ts`, pathFrom(folder, outer), rule),
      {
        file: `${folder}/outward-type.ts`,
        code: `export type * from "${pathFrom(folder, outer)}"\n`,
        rules: [rule],
      },
      arrow(`${folder}/inward.ts`, pathFrom(folder, inner)),
      arrow(`${folder}/homeless.ts`, pathFrom(folder, homelessOf(layer)), "rooms-have-a-place"),
    ]
  }),
)

const layerPlants: readonly Plant[] = [
  ...roomPlants,
  ...Object.keys(roomOrders).map((layer) => ({
    file: homelessOf(layer),
    code: "export const target = 1\n",
    rules: [],
  })),
  arrow("src/text/a.ts", "../service/target.ts", "text-imports-inward"),
  arrow("src/scenario/a.ts", "../replay/target.ts", "scenario-imports-inward"),
  arrow("src/schedule/a.ts", "../explore/target.ts", "schedule-imports-inward"),
  arrow("src/service/a.ts", "../world/target.ts", "service-imports-inward"),
  arrow("src/world/a.ts", "../runner/target.ts", "world-imports-inward"),
  arrow("src/runner/a.ts", "../explore/target.ts", "runner-imports-inward"),
  arrow("src/runner/b.ts", "../report/target.ts", "runner-imports-inward"),
  arrow("src/explore/a.ts", "../vitest/target.ts", "explore-imports-inward"),
  arrow("src/vitest/a.ts", "../runner/target.ts"),
  arrow("src/world/b.ts", "../service/target.ts"),
  arrow("src/aws/a.ts", "../index.ts", "nobody-imports-the-main-entry"),
  arrow("src/aws/errors.ts", "../errors.ts", "nobody-imports-the-main-entry"),
  arrow("src/runner/options/a.ts", "../callbacks/target.ts", "runner-options-imports-inward"),
  arrow("src/runner/callbacks/a.ts", "../results/target.ts", "runner-callbacks-imports-inward"),
  arrow("src/runner/step-by-step/a.ts", "../target.ts", "runner-step-by-step-imports-inward"),
  arrow("src/runner/results/a.ts", "../callbacks/target.ts"),
  arrow("src/report/a.ts", "../../test/target.ts", "src-is-not-a-user"),
  arrow("examples/a.ts", "../src/runner/target.ts", "users-import-entries"),
  arrow("src/service/node.ts", "node:events", "service-stands-alone"),
  arrow("src/service/sdk.ts", "@aws/durable-execution-sdk-js", "service-stands-alone"),
  { file: "src/service/aws.ts", code: awsImport, rules: ["service-uses-aws-types-only"] },
  { file: "src/service/aws-type.ts", code: awsTypeImport, rules: [] },
  { file: "src/runner/aws.ts", code: awsImport, rules: ["aws-client-is-not-loaded"] },
  { file: "src/runner/aws-type.ts", code: awsTypeImport, rules: [] },
  { file: "src/aws/aws.ts", code: awsImport, rules: [] },
  arrow("src/runner/development.ts", "mitata", "no-development-dependencies"),
  arrow("src/runner/undeclared.ts", "rolldown", "no-undeclared-dependencies"),
  arrow("src/runner/gone.ts", "./gone-for-good.ts", "resolvable"),
  arrow("src/runner/cycle-a.ts", "./cycle-b.ts", "no-cycles"),
  // A cycle is reported once.
  arrow("src/runner/cycle-b.ts", "./cycle-a.ts"),
  arrow("src/register/heavy.ts", "../aws/target.ts", "main-entry-is-light"),
  arrow("src/index.ts", "./fast-check/target.ts", "fast-check-is-optional"),
  arrow("src/aws/framework.ts", "../vitest/target.ts", "test-frameworks-are-optional"),
  arrow(
    "src/matchers/framework.ts",
    "../jest/target.ts",
    "test-frameworks-are-optional",
    "matchers-imports-inward",
  ),
  arrow("src/matchers/outward.ts", "../report/target.ts", "matchers-imports-inward"),
  arrow("src/vitest/other.ts", "../jest/target.ts", "test-frameworks-stay-apart"),
  arrow("src/vitest/command.ts", "../cli/target.ts", "command-line-stays-there"),
  arrow("src/cli/prompt.ts", "./target.ts"),
  arrow("src/cli/agent.ts", "@modelcontextprotocol/sdk/types.js", "agent-protocol-is-optional"),
  arrow("src/register/serve.ts", "../endpoint/target.ts", "endpoint-is-loaded-on-demand"),
  arrow("src/serve/files.ts", "node:fs", "servers-touch-no-files"),
  arrow("src/endpoint/files.ts", "node:fs/promises", "servers-touch-no-files"),
  arrow("src/register/report.ts", "../report/target.ts", "reports-are-made-outside"),
  arrow("src/report/outward.ts", "../vitest/target.ts", "report-imports-inward"),
  arrow("src/report/browse.ts", "./browser/target.ts", "browser-code-stays-in-its-page"),
  arrow("src/vitest/report.ts", "../report/target.ts"),
  arrow("src/replay/a.ts", "../explore/target.ts", "replay-imports-inward"),
  arrow(
    "src/schedule/face.ts",
    "../durable-test-runner.ts",
    "parts-know-no-face",
    "schedule-imports-inward",
  ),
  { file: "src/durable-test-runner.ts", code: "export const runner = 1\n", rules: [] },
  { file: "src/errors.ts", code: "export const errors = 1\n", rules: [] },
  ...[
    ...Object.keys(roomOrders),
    "matchers",
    "vitest",
    "jest",
    "aws",
    "fast-check",
    "cli",
    "endpoint",
  ].map((folder) => ({
    file: `src/${folder}/target.ts`,
    code: "export const target = 1\n",
    rules: [],
  })),
  { file: "test/target.ts", code: "export const target = 1\n", rules: [] },
]

const failures = [
  ...check("lint", lintPlants, lint),
  ...check("layers", layerPlants, layers),
  ...(await unplantedRules()),
]
for (const failure of failures) console.error(failure)
if (failures.length > 0) process.exit(1)
console.log(
  `${lintPlants.length} planted files for lint, ${layerPlants.length} for layers: each found.`,
)

function ban(name: string, expression: string, rule: string): Plant {
  return {
    file: `src/runner/${name}.ts`,
    code: `export const value: unknown = ${expression}\n`,
    rules: [rule],
  }
}

function arrow(file: string, specifier: string, ...rules: readonly string[]): Plant {
  return { file, code: `export * from "${specifier}"\n`, rules }
}

function target(layer: string, room: string | undefined): string {
  return room === undefined ? `${layer}/target.ts` : `${layer}/${room}/target.ts`
}

/** In a room that stands in no order. */
function homelessOf(layer: string): string {
  return `src/${layer}/nowhere/target.ts`
}

function pathFrom(folder: string, file: string): string {
  const path = posix.relative(folder, file)
  return path.startsWith(".") ? path : `./${path}`
}

/** A line for each rule of the layers that no planted file violates. */
async function unplantedRules(): Promise<string[]> {
  const file = pathToFileURL(join(root, ".dependency-cruiser.mjs")).href
  const { default: configuration } = (await import(file)) as {
    default: { forbidden: readonly { name: string }[] }
  }
  const planted = new Set(layerPlants.flatMap(({ rules }) => rules))
  return configuration.forbidden
    .filter(({ name }) => !planted.has(name))
    .map(({ name }) => `layers: nothing is planted that violates ${name}`)
}

/** Answers a line for each planted file that was reported otherwise than it should be. */
function check(
  name: string,
  plants: readonly Plant[],
  run: (folder: string) => Map<string, Set<string>>,
): string[] {
  const folder = temporaryFolder()
  for (const file of [
    "package.json",
    "tsconfig.json",
    "oxlint.config.ts",
    ".dependency-cruiser.mjs",
  ]) {
    cpSync(join(root, file), join(folder, file))
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction")
  for (const plant of plants) {
    mkdirSync(dirname(join(folder, plant.file)), { recursive: true })
    writeFileSync(join(folder, plant.file), plant.code)
  }
  const reports = run(folder)
  return plants
    .map(({ file, rules }) => ({ file, rules, reported: [...(reports.get(file) ?? [])] }))
    .filter(({ rules, reported }) =>
      rules.length === 0 ? reported.length > 0 : !rules.every((rule) => reported.includes(rule)),
    )
    .map(
      ({ file, rules, reported }) =>
        `${name}: ${file} should be reported by [${rules.join(", ")}], was by [${reported.join(", ")}]`,
    )
}

function lint(folder: string): Map<string, Set<string>> {
  const report = runJson("oxlint", ["src", "--format", "json"], folder) as {
    diagnostics: { code: string; filename: string }[]
  }
  return group(report.diagnostics.map(({ filename, code }) => [filename, code]))
}

function layers(folder: string): Map<string, Set<string>> {
  const arguments_ = ["src", "test", "examples", "--output-type", "json"]
  const report = runJson("depcruise", arguments_, folder) as {
    summary: { violations: { from: string; rule: { name: string } }[] }
  }
  return group(report.summary.violations.map(({ from, rule }) => [from, rule.name]))
}

function runJson(command: string, arguments_: readonly string[], cwd: string): unknown {
  const { stdout, stderr } = spawnSync(command, arguments_, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  })
  if (!stdout.startsWith("{")) throw new Error(`${command} failed: ${stdout}${stderr}`)
  return JSON.parse(stdout)
}

function group(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>()
  for (const [key, value] of pairs) groups.set(key, (groups.get(key) ?? new Set()).add(value))
  return groups
}
