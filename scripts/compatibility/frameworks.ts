/** One way to run a user's tests. */
export interface Framework {
  readonly name: string
  /** Part of the check that CI runs with each push. */
  readonly isQuick: boolean
  /** Installed by npm into the temporary project. */
  readonly packages: readonly string[]
  readonly files: Readonly<Record<string, string>>
  /** Arguments for Node, or a command of the project's `node_modules/.bin` and its arguments. */
  readonly command: readonly string[]
  /** What a user has to set up, in the words of the guide. */
  readonly setup: string
  /** The extension that imports between the files of the project need. */
  readonly extension?: ".ts"
  /** Whether `package.json` says `"type": "module"`. */
  readonly isModule?: boolean
  /** A runtime of its own, installed by npm into the project. */
  readonly binary?: string
  /** Why it does not pass; the check fails once it does. */
  readonly limitation?: string
}

const jest = "node_modules/jest/bin/jest.js"
const vitest = "node_modules/vitest/vitest.mjs"
const REGISTER = '`setupFiles: ["durable-test-runner/register"]`'

const NOT_NODE = "it is refused when the package is imported, with the reason"

/** A test with the matchers and the fixture of the entry for a framework. */
function assertionsOf(entry: "jest" | "vitest", globals: string): string {
  return `
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { expect } from "${globals}"
import { durableTest } from "durable-test-runner/${entry}"

const handler = withDurableExecution(async (input: { id: string }, context: any) => {
  console.log("hello", input.id)
  await context.step("charge", async () => ({ cents: 900 }))
  return { id: input.id, answer: await context.waitForCallback("approve", async () => {}) }
})

durableTest("matchers, in toEqual too", async ({ runner }) => {
  runner.completeCallback("approve", "yes")
  const execution = await runner.run(handler, { id: "o-1" })
  expect(execution).toHaveSucceededWith({ id: "o-1", answer: expect.stringMatching(/^y/) })
  expect(execution).toHaveRunStep("charge", { times: 1, attempts: 1 })
  expect(execution).not.toHaveTimedOut()
  expect({ execution }).toEqual({ execution: expect.toHaveSucceeded() })
  expect([execution]).not.toEqual([expect.toHaveFailedWith()])
  await expect(handler).toAccept(execution)
  expect(execution.logs.map(({ message }) => message)).toContain("hello o-1")
  const fails = () => expect(execution).toHaveSucceededWith({ id: "o-2" })
  expect(fails).toThrow("> +20ms  execution succeeded")
})
`
}

function jestCommonJs(name: string, transform: object, packages: readonly string[]): Framework {
  const config = {
    testMatch: ["**/*.test.ts"],
    transform: { "\\.ts$": transform },
    setupFiles: ["durable-test-runner/register"],
  }
  return {
    name: `jest, CommonJS, ${name}`,
    isQuick: name === "swc",
    packages: ["jest@30", ...packages],
    files: {
      "jest.config.json": JSON.stringify(config),
      "assertions.test.ts": assertionsOf("jest", "@jest/globals"),
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2023",
          strict: true,
          isolatedModules: true,
          esModuleInterop: true,
          skipLibCheck: true,
          types: ["node"],
        },
      }),
    },
    // Both files in one process: each of them loads the package anew.
    command: [jest, "-i"],
    setup: REGISTER,
  }
}

function vitestWith(name: string, options: object, isQuick: boolean): Framework {
  const isVm = name.startsWith("vm")
  const early = isVm
    ? { execArgv: ["--import", "durable-test-runner/register"] }
    : { setupFiles: ["durable-test-runner/register"] }
  const test = { globals: true, ...early, ...options }
  return {
    name: `vitest, ${name}`,
    isQuick,
    packages: ["vitest@4"],
    files: {
      "vitest.config.mjs": `export default ${JSON.stringify({ test })}\n`,
      "assertions.test.ts": assertionsOf("vitest", "vitest"),
    },
    command: [vitest, "run"],
    setup: isVm ? '`execArgv: ["--import", "durable-test-runner/register"]`' : REGISTER,
    isModule: true,
  }
}

export const FRAMEWORKS: readonly Framework[] = [
  {
    name: "node, ESM",
    isQuick: true,
    packages: [],
    files: {},
    command: ["main.ts"],
    setup: "none",
    extension: ".ts",
    isModule: true,
  },
  jestCommonJs("swc", ["@swc/jest", { module: { type: "commonjs" } }], ["@swc/core", "@swc/jest"]),
  jestCommonJs("ts-jest", ["ts-jest", { diagnostics: false }], ["ts-jest@29", "typescript@5.9"]),
  jestCommonJs(
    "babel",
    [
      "babel-jest",
      {
        presets: [
          ["@babel/preset-env", { targets: { node: "current" } }],
          "@babel/preset-typescript",
        ],
      },
    ],
    ["babel-jest@30", "@babel/core@7", "@babel/preset-env@7", "@babel/preset-typescript@7"],
  ),
  {
    name: "jest, ESM",
    isQuick: true,
    packages: ["jest@30", "@swc/core", "@swc/jest"],
    files: {
      "assertions.test.ts": assertionsOf("jest", "@jest/globals"),
      "jest.config.json": JSON.stringify({
        testMatch: ["**/*.test.ts"],
        extensionsToTreatAsEsm: [".ts"],
        transform: { "\\.ts$": ["@swc/jest", { module: { type: "es6" } }] },
        setupFiles: ["durable-test-runner/register"],
      }),
    },
    command: ["--experimental-vm-modules", "--no-warnings", jest, "-i"],
    setup: `${REGISTER}, and \`--experimental-vm-modules\` as jest asks for`,
    isModule: true,
  },
  vitestWith("threads", { pool: "threads" }, false),
  vitestWith("forks", { pool: "forks" }, true),
  vitestWith("vmThreads", { pool: "vmThreads" }, true),
  vitestWith("vmForks", { pool: "vmForks" }, false),
  vitestWith("no isolation", { pool: "forks", isolate: false, maxWorkers: 1 }, false),
  {
    name: "mocha",
    isQuick: false,
    packages: ["mocha@11"],
    files: {},
    command: ["node_modules/mocha/bin/mocha.js", "first.test.ts", "second.test.ts"],
    setup: "none",
    extension: ".ts",
    isModule: true,
  },
  {
    name: "bun",
    isQuick: false,
    packages: ["bun@1"],
    files: {},
    command: ["--preload", "durable-test-runner/register", "main.ts"],
    setup: "`--preload durable-test-runner/register`",
    extension: ".ts",
    isModule: true,
    binary: "bun",
    limitation: NOT_NODE,
  },
  {
    name: "deno",
    isQuick: false,
    packages: ["deno@2"],
    files: {},
    command: ["run", "-A", "--preload", "npm:durable-test-runner/register", "main.ts"],
    setup: "`--preload npm:durable-test-runner/register`",
    extension: ".ts",
    isModule: true,
    binary: "deno",
    limitation: NOT_NODE,
  },
]
