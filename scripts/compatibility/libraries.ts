/** A library that handlers use, and the case in `test/compatibility/libraries` that uses it. */
export interface Library {
  readonly name: string
  /** The case, without its extension. */
  readonly file: string
  /** Installed by npm, each pinned to one version. */
  readonly packages: readonly string[]
  /** Part of the check that CI runs with each push. */
  readonly isQuick: boolean
  /**
   * What comes to the same values: the two runs of a process, the first runs of two processes. A library
   * that keeps something from run to run, or draws when it is loaded, does not repeat itself.
   */
  readonly repeats: readonly ("runs" | "processes")[]
  /** What a user has to know, in the words of the guide. */
  readonly note?: string
  /** Whether it copies built-ins when it is loaded, so that the package has to be loaded first. */
  readonly needsRegister?: boolean
  /** What does not hold, in words of its message; the check fails once it holds. */
  readonly limitation?: { readonly text: string; readonly seen: RegExp }
}

const KEEPS_SUPPLY = "it keeps random bytes in a supply, or a counter, from run to run"
const KEEPS_CLOCK =
  "its clock ticks twice a second, and stops with a run that leaves one of its time-outs under way: create the agent in the step, and destroy it there"

/** What the undici of Node 22 makes of the sockets of msw 3. */
const MSW_3_ON_NODE_22 = process.versions.node.startsWith("22.")
  ? {
      limitation: {
        text: "two runs may differ, since undici waits for timers of its own",
        seen: /different histories|60001|real-io|took \d+ ms|ended with|InvocationStuckError|not judged|not control|two processes come/u,
      },
    }
  : {}

const SLOW_ON_NODE_22 =
  "on Node 22, its `fetch` takes up to half a second of virtual time to connect, and histories of two runs may differ"

function ids(name: string, file: string, packages: readonly string[], isQuick = false): Library {
  return { name, file, packages, isQuick, repeats: ["processes"], note: KEEPS_SUPPLY }
}

function plain(name: string, packages: readonly string[], isQuick = false, note?: string): Library {
  const base = { name, file: name, packages, isQuick, repeats: ["runs", "processes"] } as const
  return note === undefined ? base : { ...base, note }
}

const DYNAMODB = ["@aws-sdk/client-dynamodb@3.1169.0", "@aws-sdk/lib-dynamodb@3.1169.0"]
const AXIOS = "axios@1.21.1"
const GOT = "got@16.1.0"
const UNDICI = "undici@8.13.1"
const MSW_2 = "msw-2@npm:msw@2.15.0"
const MSW_3 = "msw@3.0.5"
const SELF_SIGNED = "selfsigned@5.5.0"

export const LIBRARIES: readonly Library[] = [
  ids("uuid 14", "uuid", ["uuid@14.0.3"], true),
  { ...ids("uuid 11", "uuid-11", ["uuid-11@npm:uuid@11.1.0"]), needsRegister: true },
  { ...ids("uuid 9", "uuid-9", ["uuid-9@npm:uuid@9.0.1"]), needsRegister: true },
  ids("uuid 8", "uuid-8", ["uuid-8@npm:uuid@8.3.2"]),
  ids("ulid", "ulid", ["ulid@3.0.2"]),
  ids("nanoid 6", "nanoid", ["nanoid@6.0.2"]),
  ids("nanoid 3", "nanoid-3", ["nanoid-3@npm:nanoid@3.3.11"]),
  {
    ...ids("cuid2", "cuid2", ["@paralleldrive/cuid2@3.3.0"]),
    repeats: [],
    note: "it draws its counter and its fingerprint when it is loaded, outside of every run, so no run repeats the ids of another one",
  },
  plain("luxon", ["luxon@3.7.2"], true),
  plain("dayjs", ["dayjs@1.11.23"]),
  plain("moment", ["moment@2.31.0"]),
  plain("date-fns", ["date-fns@4.4.0"]),
  plain("p-retry", ["p-retry@9.0.0"], true, "a step has the 15 minutes of Lambda for all attempts"),
  plain("p-limit", ["p-limit@7.3.3"]),
  plain("async-retry", ["async-retry@1.3.3"]),
  plain("axios", [AXIOS], true),
  plain("undici", [UNDICI]),
  { ...plain("undici-mock", [UNDICI]), name: "undici, MockAgent" },
  {
    ...plain("undici-time-outs", [UNDICI]),
    name: "undici, time-outs of Agent and Pool",
    note: KEEPS_CLOCK,
  },
  {
    ...plain("undici-retry", [UNDICI]),
    name: "undici, RetryAgent and RetryHandler",
    repeats: ["processes"],
    note: KEEPS_CLOCK,
  },
  plain("got", [GOT]),
  {
    ...plain("time-outs", [AXIOS, GOT, UNDICI]),
    name: "time-outs of axios, got, undici, fetch",
    note: "a server that never answers costs `realIoTimeoutMs` of real time for each request",
  },
  plain("zod", ["zod@4.6.7"]),
  {
    ...plain("pino", ["pino@10.4.0"], false, "its lines bear the id of the process"),
    repeats: ["runs"],
  },
  plain("powertools-logger", ["@aws-lambda-powertools/logger@2.36.0"]),
  plain("powertools-idempotency", ["@aws-lambda-powertools/idempotency@2.35.0", ...DYNAMODB]),
  plain("powertools-tracer", ["@aws-lambda-powertools/tracer@2.36.0"]),
  plain(
    "dynamodb",
    DYNAMODB,
    true,
    "it follows the `Date` header of the server, so later requests are signed with the server's time",
  ),
  plain("aws-sdk-client-mock", [...DYNAMODB, "aws-sdk-client-mock@4.1.0"]),
  { ...plain("msw-2", [MSW_2]), name: "msw 2" },
  { ...plain("msw-2-https", [MSW_2, AXIOS, GOT]), name: "msw 2, https" },
  { ...plain("msw-2-bypass", [MSW_2, AXIOS, GOT, SELF_SIGNED]), name: "msw 2, bypass over https" },
  { ...plain("msw", [MSW_3]), name: "msw 3", note: SLOW_ON_NODE_22, ...MSW_3_ON_NODE_22 },
  {
    ...plain("msw-https", [MSW_3, AXIOS, GOT]),
    name: "msw 3, https",
    note: SLOW_ON_NODE_22,
    ...MSW_3_ON_NODE_22,
  },
  {
    ...plain("msw-bypass", [MSW_3, AXIOS, GOT, SELF_SIGNED]),
    name: "msw 3, bypass over https",
    note: "once a request over TLS has passed through or was aborted, a later one may miss its handlers or fail, with or without this package",
    ...MSW_3_ON_NODE_22,
  },
  {
    ...plain("nock", ["nock@15.0.6", AXIOS]),
    needsRegister: true,
    note: "a reply by a function does not answer a POST of axios or `fetch`, with or without this package",
  },
]
