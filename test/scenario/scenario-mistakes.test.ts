import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import { temporaryFolder } from "../support/temporary-folder.ts"

const folder = temporaryFolder()

function messageOf(given: unknown): string {
  try {
    new DurableTestRunner().scenario(given as string)
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, "")
  }
  return "accepted"
}

function messageOfFile(text: string): string {
  const path = join(folder, "s.yaml")
  writeFileSync(path, text)
  return messageOf(path)
}

test.for([
  [
    "callback:\n  approve: succeed\n",
    'Failed to read the scenario s.yaml:1:1: there is no key "callback". The keys are $schema, description, input, callbacks, steps, functions, expect. Did you mean "callbacks"?',
  ],
  [
    "callbacks:\n  approve:\n    - suceed: yes\n",
    'Failed to read the scenario s.yaml:3:7: there is no key "suceed" in callbacks.approve[0]. The keys in callbacks.approve[0] are succeed, fail, heartbeat, timeout, after, when, occurrence, expectRefused. Did you mean "succeed"?',
  ],
  [
    "callbacks:\n  approve:\n    succeed: yes\n    after: 5 parsecs\n",
    'Failed to read the scenario s.yaml:4:12: callbacks.approve.after is "5 parsecs". Write it such as "5h", "1h 30m", "90s" or "250ms"; the units are d, h, m, s and ms.',
  ],
  [
    "callbacks:\n  approve: sucseed\n",
    'Failed to read the scenario s.yaml:2:12: callbacks.approve is "sucseed". Pass one of "succeed", "fail", "heartbeat", "timeout". Did you mean "succeed"?',
  ],
  [
    "callbacks:\n  approve: { succeed: 1, fail: no }\n",
    "Failed to read the scenario s.yaml:2:26: succeed and fail stand together. Write one of succeed, fail, heartbeat, timeout.",
  ],
  [
    "callbacks:\n  approve: { after: 5h }\n",
    "Failed to read the scenario s.yaml:2:3: it does not say what happens. Write one of succeed, fail, heartbeat, timeout.",
  ],
  [
    "callbacks:\n  approve:\n    heartbeat:\n      times: 3\n",
    "Failed to read the scenario s.yaml:4:7: times is 3 and every is missing. Say how much time lies between them, such as every: 10m.",
  ],
  [
    "callbacks:\n  a: { heartbeat: { every: 0s } }\n",
    "Failed to read the scenario s.yaml:2:21: every is zero. Pass a longer duration.",
  ],
  [
    "callbacks:\n  /(/: succeed\n",
    "Failed to read the scenario s.yaml:2:3: the pattern /(/ is wrong: Invalid regular expression: /(/: Unterminated group. Mend it.",
  ],
  [
    "callbacks:\n",
    "Failed to read the scenario s.yaml:1:11: callbacks is null. Write an object. Its keys are names.",
  ],
  [
    "steps:\n  charge: { interrupt: before, times: 2 }\n",
    "Failed to read the scenario s.yaml:2:32: times means nothing beside interrupt. Leave times out.",
  ],
  [
    "functions:\n  a b: { return: 1 }\n",
    'Failed to read the scenario s.yaml:2:3: functions["a b"]: the function\'s name is "a b". Lambda allows 1 to 64 letters, digits, hyphens and underscores; leave the qualifier out.',
  ],
  [
    "expect:\n  status: DONE\n",
    'Failed to read the scenario s.yaml:2:11: expect.status is "DONE". Pass one of "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED".',
  ],
  [
    "callbacks:\n  a: succeed\n  a: fail\n",
    "Failed to read the scenario s.yaml:3:3: Map keys must be unique. Correct its YAML or JSON.",
  ],
  [
    '{"input": 1,\n "expect": {"error": {"Type": "x"}}}',
    'Failed to read the scenario s.yaml:2:23: there is no key "Type" in expect.error. The keys in expect.error are ErrorType, ErrorMessage.',
  ],
  [
    "- a\n",
    'Failed to read the scenario s.yaml:1:1: the scenario is ["a"]. Write an object. Its keys are $schema, description, input, callbacks, steps, functions, expect.',
  ],
] as const)("the scenario %j is refused with its line", ([text, message]) => {
  expect(messageOfFile(text)).toBe(message)
})

test("an object that is no scenario is refused by its path", () => {
  expect(messageOf({ steps: { charge: { returns: 1 } } })).toBe(
    'Failed to read the scenario: there is no key "returns" in steps.charge. The keys in steps.charge are return, throw, delay, interrupt, occurrence, attempts, times. Did you mean "return"?',
  )
  expect(messageOf({ callbacks: { "a/b": [] } })).toBe(
    "Failed to read the scenario: the list is empty. Leave the name out.",
  )
  expect(messageOf(undefined)).toMatch(/^Failed to read the scenario: the scenario is undefined\./u)
})

test("a file that is not there, a folder and a URL of the network are refused", () => {
  expect(messageOf(join(folder, "none.yaml"))).toBe(
    "Failed to read the scenario none.yaml: there is no such file. Pass the path of a file with YAML or JSON, from the working directory, or its URL.",
  )
  expect(messageOf(folder)).toMatch(/EISDIR/u)
  expect(messageOf(new URL("https://example.com/s.yaml"))).toMatch(/which is not a file\./u)
})

test("a scenario that is wrong anywhere scripts nothing", async () => {
  const runner = new DurableTestRunner()
  expect(() => runner.scenario({ callbacks: { a: "succeed" }, steps: { b: {} } })).toThrow(
    "it does not say what happens",
  )
  const { withDurableExecution } = await import("@aws/durable-execution-sdk-js")
  const execution = await runner.run(withDurableExecution(async () => "no script is left over"))
  expect(execution.status).toBe("SUCCEEDED")
})
