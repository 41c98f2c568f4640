import { CHOICE_PATTERN, type CodedChoices, decodeChoices, encodeChoices } from "./choices-code.ts"
import { decodeFirstSpace, FIRST_SPACE_PATTERN } from "./first-version.ts"
import { hashText } from "../../text/values/hash-text.ts"
import type { ScheduleSpace } from "./schedule-space.ts"
import { decodeSpace, encodeSpace, SPACE_PATTERN } from "./space-code.ts"
import { unreadable } from "./unreadable.ts"

/** What the text of a schedule says. */
export interface ScheduleContent extends CodedChoices {
  readonly space: ScheduleSpace
  readonly fingerprint: number | undefined
}

/*
 * `d2.es-fcC.0x4.2-5~1a2b.k3f` is the version, what may be chosen, four times 0, choice 2 of 5, the
 * fingerprint of the run, and a checksum.
 *
 * A new version gets a new number here, and a decoder of its own beside those that are there: texts that
 * were printed stay readable.
 */
const CURRENT = "d2"

interface Version {
  readonly pattern: RegExp
  readonly decodeSpace: (code: string, text: string) => ScheduleSpace
  /** Whether fingerprints are made as they are now. */
  readonly hasFingerprints: boolean
}

const VERSIONS: Readonly<Record<string, Version>> = {
  // Fingerprints were made of labels, which are for people only now; the counts are checked all the same.
  d1: {
    pattern: patternOf("d1", FIRST_SPACE_PATTERN),
    decodeSpace: decodeFirstSpace,
    hasFingerprints: false,
  },
  d2: { pattern: patternOf("d2", SPACE_PATTERN), decodeSpace, hasFingerprints: true },
}

export function formatSchedule({ space, fingerprint, ...choices }: ScheduleContent): string {
  const body = [CURRENT, encodeSpace(space), ...encodeChoices(choices)].join(".")
  const checked = fingerprint === undefined ? "" : `~${fingerprint.toString(36)}`
  return `${body}${checked}.${checksum(body + checked)}`
}

/** @throws {InvalidArgumentError} for what is no schedule, or is one of a version that is not known. */
export function parseSchedule(given: string): ScheduleContent {
  const text = given.trim()
  const version = versionOf(text)
  const match = version?.pattern.exec(text)
  if (version === undefined || match === undefined || match === null) {
    throw unreadable(given, "is none", `Pass the text that was printed: "${CURRENT}.…".`)
  }
  const [, body = "", checked = "", check] = match
  if (checksum(body + checked) !== check) {
    throw unreadable(given, "has a wrong checksum", "Was it cut, or typed by hand? Copy it whole.")
  }
  const [, space = "", ...parts] = body.split(".")
  const isChecked = version.hasFingerprints && checked !== ""
  return {
    space: version.decodeSpace(space, given),
    ...decodeChoices(parts, given),
    fingerprint: isChecked ? Number.parseInt(checked.slice(1), 36) : undefined,
  }
}

function versionOf(text: string): Version | undefined {
  const [name = ""] = /^d\d+(?=\.)/u.exec(text) ?? []
  if (name === "" || Object.hasOwn(VERSIONS, name)) return VERSIONS[name]
  const problem = `is of format ${name}, and this version of durable-test-runner reads ${Object.keys(VERSIONS).join(" and ")}`
  throw unreadable(text, problem, "Use the version that printed it.")
}

function patternOf(version: string, space: string): RegExp {
  const body = `${version}\\.${space}(?:\\.(?:${CHOICE_PATTERN}))*`
  return new RegExp(`^(${body})(~[0-9a-z]+)?\\.([0-9a-z]{3})$`, "u")
}

function checksum(text: string): string {
  return (hashText(text) % 36 ** 3).toString(36).padStart(3, "0")
}
