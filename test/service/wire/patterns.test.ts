import { describe, expect, test } from "vitest"
import * as constraints from "../../../src/service/wire/constraints.ts"
import { DEFAULT_ERROR_TEXTS } from "../../../src/service/values/error-texts.ts"
import { ShapeReader } from "../../../src/service/wire/shape-reader.ts"

interface Row {
  readonly constraint: keyof typeof constraints
  /** As the API reference prints it. */
  readonly pattern: string
  readonly good: readonly string[]
  /** Values of which a part matches, and not the whole. */
  readonly bad: readonly string[]
}

const name = "[a-zA-Z0-9-_]+"
const base64 = "[A-Za-z0-9+/]+={0,2}"
const arn = "arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST/durable-execution/n/i"

const rows: readonly Row[] = [
  {
    constraint: "durableExecutionArn",
    pattern: String.raw`arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)`,
    good: [arn, arn.replace("$LATEST", "7"), arn.replace("$LATEST", "$LATEST.PUBLISHED")],
    bad: [`x${arn}`, `${arn}/x`, `${arn}\n`, arn.replace("$LATEST", "live")],
  },
  {
    constraint: "durableExecutionName",
    pattern: name,
    good: ["a", "A-1_"],
    bad: ["a b", " a", "a\n", "é"],
  },
  {
    constraint: "checkpointToken",
    pattern: base64,
    good: ["abc", "ab=", "a=="],
    bad: ["=", "a===", "a b", "abc\n"],
  },
  {
    constraint: "clientToken",
    pattern: String.raw`[\x21-\x7E]+`,
    good: ["a", "!~"],
    bad: ["a b", "é", "a\n"],
  },
  { constraint: "operationId", pattern: name, good: ["1-2"], bad: ["1.2", "1/2", "1\n"] },
  {
    constraint: "operationName",
    pattern: String.raw`[\x20-\x7E]+`,
    good: ["a b", "~"],
    bad: ["a\tb", "naïve", "a\n"],
  },
  { constraint: "subType", pattern: name, good: ["WaitForCallback"], bad: ["a b", "a.b", "a\n"] },
  {
    constraint: "tenantId",
    pattern: String.raw`[a-zA-Z0-9\._:\/=+\-@ ]+`,
    good: ["blue/green@x:1=+-._ "],
    bad: ["a#b", "a\\b", "a\n"],
  },
  {
    constraint: "qualifier",
    pattern: String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`,
    good: ["$LATEST", "$LATEST.PUBLISHED", "live", "7"],
    bad: ["|live", "a.b", "$LATEST.OTHER", "live\n"],
  },
  { constraint: "registeredFunctionName", pattern: name, good: ["f"], bad: ["f:1", "f.g", "f\n"] },
  {
    constraint: "functionVersion",
    pattern: String.raw`(\$LATEST|[0-9]+)`,
    good: ["$LATEST", "12"],
    bad: ["12a", "$LATEST2", "1\n"],
  },
  {
    constraint: "functionAlias",
    pattern: "(?!^[0-9]+$)([a-zA-Z0-9-_]+)",
    good: ["live", "1a"],
    bad: ["12", "a b", "live\n"],
  },
]

function read(constraint: keyof typeof constraints, value: string): void {
  const reader = new ShapeReader(DEFAULT_ERROR_TEXTS)
  // eslint-disable-next-line import/namespace -- the table names what it reads.
  const rule = constraints[constraint] as (typeof constraints)["text"]
  reader.string(value, "member", rule)
  reader.finish()
}

describe("a validation message prints the pattern of the API model, without anchors (E12)", () => {
  for (const { constraint, pattern, good, bad } of rows) {
    test.each(bad)(`${constraint} refuses %j`, (value) => {
      expect(() => read(constraint, value)).toThrow(
        `1 validation error detected: Value '${value}' at 'member' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
      )
    })

    test.each(good)(`${constraint} accepts %j`, (value) => {
      expect(() => read(constraint, value)).not.toThrow()
    })
  }

  test("the table has every constraint with a pattern", () => {
    const withPattern = Object.entries(constraints)
      .filter(([, rule]) => typeof rule === "object" && "pattern" in rule && rule.pattern)
      .map(([key]) => key)
    expect(rows.map(({ constraint }) => constraint).toSorted()).toEqual(withPattern.toSorted())
  })
})
