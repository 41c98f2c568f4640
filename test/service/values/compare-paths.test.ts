import { expect, test } from "vitest"
import { comparePaths } from "../../../src/service/values/compare-paths.ts"

test("operation paths sort by their numbers, a context before its operations", () => {
  const paths = ["10", "2", "1-10", "1-2", "1", "1-2-1", "2-1"]
  expect(paths.toSorted(comparePaths)).toEqual(["1", "1-2", "1-2-1", "1-10", "2", "2-1", "10"])
})
