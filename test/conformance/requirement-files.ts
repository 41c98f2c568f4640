import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { parseRequirement } from "./parse-requirement.ts"
import type { Requirement } from "./requirement.ts"

/** The requirement files below a folder, in the order of their numbers: 1-9 before 1-11. */
export const findRequirementFiles = (directory: string): { id: string; path: string }[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => ({ id: basename(path, ".yaml"), path: join(directory, path) }))
    .toSorted((left, right) => compareIds(left.id, right.id))

const byNumbers = new Intl.Collator("en", { numeric: true })

/** Orders ids by the numbers in them: 1-9 before 1-11 before 2-1. */
export const compareIds = (left: string, right: string): number => byNumbers.compare(left, right)

export const loadRequirement = (id: string, path: string): Requirement =>
  parseRequirement(id, readFileSync(path, "utf8"))
