import { execFile } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { FailureStore } from "../../../src/explore/failures/failure-store.ts"
import { FailureStoreError } from "../../../src/explore/failures/failure-store-error.ts"
import {
  formatFailures,
  parseFailures,
  type StoredFailure,
} from "../../../src/explore/failures/stored-failure.ts"
import { expectError } from "../../runner/expect-error.ts"

let root: string
let directory: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "failure-store-"))
  directory = join(root, ".durable", "failures")
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function failure(schedule: string, more: Partial<StoredFailure> = {}): StoredFailure {
  return {
    version: 1,
    schedule,
    signature: "crash-refinement FAILED",
    message: "a fault adds an outcome",
    foundBy: "sweep",
    decisions: [],
    ...more,
  }
}

function schedulesOf(store: FailureStore): string[] {
  return store.load().map(({ schedule }) => schedule)
}

describe("failures are stored", () => {
  test("The store writes the newest failure first, in a readable file", () => {
    const store = new FailureStore(directory, "checkout")
    store.save(failure("d1.3v.2.abc"))
    const decisions = [
      { options: ["step 1 settles", "crash"], chosen: 1 },
      { options: ["checkpoint", "crash"], chosen: 0 },
    ]
    store.save(failure("d1.3v.1.def", { message: 'two "charges"\n', decisions }))
    expect(readFileSync(store.file, "utf8")).toMatchInlineSnapshot(`
      "{
        "name": "checkout",
        "failures": [
          {
            "version": 1,
            "schedule": "d1.3v.1.def",
            "signature": "crash-refinement FAILED",
            "message": "two \\"charges\\"\\n",
            "foundBy": "sweep",
            "decisions": [
              {"options":["step 1 settles","crash"],"chosen":1},
              {"options":["checkpoint","crash"],"chosen":0}
            ]
          },
          {
            "version": 1,
            "schedule": "d1.3v.2.abc",
            "signature": "crash-refinement FAILED",
            "message": "a fault adds an outcome",
            "foundBy": "sweep",
            "decisions": []
          }
        ]
      }
      "
    `)
    expect(basename(store.file)).toBe("checkout.json")
  })

  test("A new store reads the failures that an earlier store saved", () => {
    const saved = failure("d1", { decisions: [{ options: ["a", "b"], chosen: 1 }] })
    new FailureStore(directory, "checkout").save(saved)
    expect(new FailureStore(directory, "checkout").load()).toEqual([saved])
  })

  test("The store keeps each schedule once, with its latest failure", () => {
    const store = new FailureStore(directory, "checkout")
    store.save(failure("d1.1", { message: "first" }))
    store.save(failure("d1.2"))
    store.save(failure("d1.1", { message: "again" }))
    expect(store.load()).toEqual([failure("d1.1", { message: "again" }), failure("d1.2")])
  })

  test("The store keeps the newest twenty failures", () => {
    const store = new FailureStore(directory, "checkout")
    for (let index = 1; index <= 22; index++) store.save(failure(`d1.${index}`))
    const newestFirst = Array.from({ length: 20 }, (_, index) => `d1.${22 - index}`)
    expect(schedulesOf(store)).toEqual(newestFirst)
  })

  const anyText = fc.string({ unit: "binary" })

  test("A stored failure keeps quotes, line breaks and other texts unchanged", () => {
    const decision = fc
      .array(anyText, { minLength: 1 })
      .chain((options) =>
        fc.record({ options: fc.constant(options), chosen: fc.nat(options.length - 1) }),
      )
    const failures = fc.record<StoredFailure>({
      version: fc.constant(1),
      schedule: anyText,
      signature: anyText,
      message: anyText,
      foundBy: anyText,
      decisions: fc.array(decision),
    })
    fc.assert(
      fc.property(anyText, fc.array(failures), (name, stored) => {
        const text = formatFailures(name, stored)
        expect(parseFailures("checkout.json", name, text)).toEqual(stored)
        expect(formatFailures(name, parseFailures("checkout.json", name, text))).toBe(text)
      }),
    )
  })

  test("The store writes into its directory for every name", () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const store = new FailureStore(directory, name)
        store.save(failure("d1.1"))
        expect(schedulesOf(new FailureStore(directory, name))).toEqual(["d1.1"])
        expect(dirname(store.file)).toBe(directory)
        store.forget("d1.1")
      }),
      { numRuns: 20 },
    )
  })
})

describe("a failure is forgotten", () => {
  test("Forgetting a failure keeps the order of the others", () => {
    const store = new FailureStore(directory, "checkout")
    for (const schedule of ["d1.1", "d1.2", "d1.3"]) store.save(failure(schedule))
    store.forget("d1.2")
    expect(schedulesOf(store)).toEqual(["d1.3", "d1.1"])
  })

  test("Forgetting the last failure deletes the file", () => {
    const store = new FailureStore(directory, "checkout")
    store.save(failure("d1.1"))
    store.forget("d1.1")
    expect(readdirSync(directory)).toEqual([])
    expect(store.load()).toEqual([])
  })

  test("Forgetting an unknown failure changes nothing", () => {
    const store = new FailureStore(directory, "checkout")
    store.forget("d1.1")
    expect(existsSync(directory)).toBe(false)
    store.save(failure("d1.1"))
    store.forget("d1.2")
    expect(schedulesOf(store)).toEqual(["d1.1"])
  })
})

describe("the directory", () => {
  test("The directory is made when the first failure is saved", () => {
    const store = new FailureStore(directory, "checkout")
    expect(store.load()).toEqual([])
    expect(readdirSync(root)).toEqual([])
    store.save(failure("d1.1"))
    expect(readdirSync(directory)).toEqual(["checkout.json"])
  })

  test("keeps the failures of each name apart, and nothing else is in it", () => {
    const names = ["checkout", "Checkout", "check out", "check-out", "refund"]
    for (const name of names) new FailureStore(directory, name).save(failure(`d1.${name}`))
    for (const name of names) {
      expect(schedulesOf(new FailureStore(directory, name))).toEqual([`d1.${name}`])
    }
    expect(readdirSync(directory).toSorted()).toMatchInlineSnapshot(`
      [
        "check-out-2cd723e8.json",
        "check-out.json",
        "checkout-99e71f48.json",
        "checkout.json",
        "refund.json",
      ]
    `)
  })
})

test("names become names that every file system can have", () => {
  const names = [
    "order-approval",
    "pays once > when it crashes (twice)",
    "../../etc/passwd",
    "übergrößen",
    "日本",
    "",
    "nul",
    "-",
    "a".repeat(61),
  ]
  const files = names.map((name) => basename(new FailureStore(directory, name).file))
  expect(files).toMatchInlineSnapshot(`
    [
      "order-approval.json",
      "pays-once-when-it-crashes-twice-83b94908.json",
      "etc-passwd-3754d6cb.json",
      "ubergro-en-d098dacc.json",
      "cf2abf0c.json",
      "e3b0c442.json",
      "nul-99e62427.json",
      "3973e022.json",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-35d5fc17.json",
    ]
  `)
  for (const file of files) expect(file).toMatch(/^[a-z0-9_-]{1,69}\.json$/u)
})

describe("a file that is none of the store's is refused, and left as it is", () => {
  const valid = failure("d1.1")

  function refusalOf(content: string): string {
    const store = new FailureStore(directory, "checkout")
    mkdirSync(directory, { recursive: true })
    writeFileSync(store.file, content)
    const error = expectError(() => store.load(), FailureStoreError)
    expect(error).toMatchObject({ code: "FAILURE_STORE", file: store.file })
    for (const change of [() => store.save(valid), () => store.forget("d1.1")]) {
      expect(expectError(change, FailureStoreError).message).toBe(error.message)
    }
    expect(readFileSync(store.file, "utf8")).toBe(content)
    return error.message.replaceAll(directory, ".durable/failures")
  }

  const withFailures = (...failures: readonly unknown[]): string =>
    JSON.stringify({ name: "checkout", failures })

  test("A file that is plain text is refused", () => {
    expect(refusalOf("no JSON at all")).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: it is not JSON. The file is left as it is. Restore it, or delete it: then the failures have to be found again."`,
    )
  })

  test("An empty file is refused", () => {
    expect(refusalOf("")).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: it is not JSON. The file is left as it is. Restore it, or delete it: then the failures have to be found again."`,
    )
  })

  test("A file with a merge conflict is refused", () => {
    const content = `{\n<<<<<<< HEAD\n  "name": "checkout"\n=======\n>>>>>>> main\n}\n`
    expect(refusalOf(content)).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: it has a merge conflict. The file is left as it is. Restore it, or delete it: then the failures have to be found again."`,
    )
  })

  test("A file with JSON of an unknown shape is refused", () => {
    expect(refusalOf(`[{ "Id": "1" }]`)).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: it has no name, so it is another kind of file. The file is left as it is. Restore it, or delete it: then the failures have to be found again."`,
    )
  })

  test("A file with the failures of a different exploration is refused", () => {
    const content = JSON.stringify({ name: "refund", failures: [] })
    expect(refusalOf(content)).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: they are those of "refund", not of "checkout". Was the file renamed? Give it its old name back, or delete it."`,
    )
  })

  test("A file without a list of failures is refused", () => {
    expect(refusalOf(`{ "name": "checkout" }`)).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: it has no list \`failures\`. The file is left as it is. Restore it, or delete it: then the failures have to be found again."`,
    )
  })

  test("A file of an unknown version is refused", () => {
    expect(refusalOf(withFailures(valid, { ...valid, version: 2 }))).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: their version is 2, and this version of durable-test-runner reads version 1. Use the version of durable-test-runner that has written the file, or delete it."`,
    )
  })

  test("A file with an entry that is no failure is refused", () => {
    expect(refusalOf(withFailures("d1.1"))).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: failure 1 is not an object. The file is left as it is. Restore it, or delete it: then the failures have to be found again."`,
    )
  })

  test("A file with a failure that has no schedule is refused", () => {
    const { schedule: _schedule, ...rest } = valid
    expect(refusalOf(withFailures(valid, rest))).toMatchInlineSnapshot(
      `"Failed to read the stored failures in .durable/failures/checkout.json: failure 2 has no text \`schedule\`. The file is left as it is. Restore it, or delete it: then the failures have to be found again."`,
    )
  })

  test.for([
    { decisions: undefined },
    { decisions: [{ options: "a", chosen: 0 }] },
    { decisions: [{ options: ["a", 1], chosen: 0 }] },
    { decisions: [{ options: ["a"], chosen: 1 }] },
    { decisions: [{ options: ["a"], chosen: "0" }] },
    { decisions: [null] },
  ])("a failure with $decisions for decisions", ({ decisions }) => {
    const message = refusalOf(withFailures({ ...valid, decisions }))
    expect(message).toContain("failure 1 has no list `decisions` of { options, chosen }")
  })
})

describe("what the file system refuses is said", () => {
  const messageOf = (act: () => unknown): string =>
    expectError(act, FailureStoreError).message.replaceAll(root, "project")

  test("A directory in the place of the file is an error that names it", () => {
    const store = new FailureStore(directory, "checkout")
    mkdirSync(store.file, { recursive: true })
    expect(messageOf(() => store.load())).toMatchInlineSnapshot(
      `"Failed to read the stored failures in project/.durable/failures/checkout.json: EISDIR. Is it a file in a directory that this process may read? Set \`failures\` to another directory, or to false to store none."`,
    )
  })

  test("A file in the place of the directory is an error that names it", () => {
    const store = new FailureStore(join(root, "taken", "failures"), "checkout")
    writeFileSync(join(root, "taken"), "")
    expect(messageOf(() => store.load())).toMatchInlineSnapshot(
      `"Failed to read the stored failures in project/taken/failures/checkout.json: ENOTDIR. Is it a file in a directory that this process may read? Set \`failures\` to another directory, or to false to store none."`,
    )
  })

  test("A directory that cannot be made is an error that names it", () => {
    symlinkSync(join(root, "nowhere", "else"), join(root, "link"))
    const store = new FailureStore(join(root, "link"), "checkout")
    expect(store.load()).toEqual([])
    expect(messageOf(() => store.save(failure("d1.1")))).toMatchInlineSnapshot(
      `"Failed to write the stored failures in project/link/checkout.json: ENOENT. Is it a file in a directory that this process may write? Set \`failures\` to another directory, or to false to store none."`,
    )
  })
})

test(
  "processes that save at the same time never see half a file",
  { timeout: 60_000 },
  async () => {
    const script = fileURLToPath(new URL("fixtures/save-failures.ts", import.meta.url))
    const options = ["--conditions=durable-test-runner-source", "--no-warnings", script, directory]
    const { NODE_OPTIONS: _options, ...env } = process.env
    const save = promisify(execFile)
    await Promise.all(
      ["1", "2", "3"].map((writer) => save(process.execPath, [...options, writer], { env })),
    )
    const store = new FailureStore(directory, "checkout")
    expect(store.load()[0]?.schedule).toMatch(/^d1\.[123]$/u)
    expect(readdirSync(directory)).toEqual(["checkout.json"])
  },
)
