import * as fc from "fast-check"
import { expect, test } from "vitest"
import type { DurableService } from "../../../src/service/durable-service.ts"
import type { PendingInvocation } from "../../../src/service/state/pending-invocation.ts"
import { Agenda } from "../../../src/world/events/agenda.ts"
import { EVENT_KINDS, EventQueue, type WorldEvent } from "../../../src/world/events/events.ts"
import type { RunningInvocation } from "../../../src/world/events/invoke-gate.ts"

const CALLER = "arn:caller"

/** Few different instants, so that many events meet; what calls asks for waits while its caller runs. */
const situations = fc.record({
  queued: fc.array(
    fc.record({ kind: fc.constantFrom(...EVENT_KINDS), at: fc.nat(4) }, { noNullPrototype: true }),
    { maxLength: 12 },
  ),
  due: fc.option(fc.nat(4), { nil: undefined }),
  pending: fc.array(fc.option(fc.constant(CALLER), { nil: undefined }), { maxLength: 4 }),
  callerRuns: fc.boolean(),
  now: fc.nat(5),
})

function agendaOf({ queued, due, pending, callerRuns }: SituationOf<typeof situations>): Agenda {
  const queue = new EventQueue()
  queued.forEach(({ kind, at }, sequence) => {
    const subject = { type: "call", call: `${kind} ${sequence}` } as const
    queue.add({ kind, at, sequence, subject, owner: undefined, run: () => {} })
  })
  const invocations = pending.map((invokedBy, index): PendingInvocation =>
    pendingInvocation(`arn:${index}`, invokedBy),
  )
  const caller: RunningInvocation = {
    identity: { durableExecutionArn: CALLER },
    isGivenUp: false,
  }
  return new Agenda({
    queue,
    service: {
      nextDue: () => due,
      pendingInvocations: () => invocations,
    } as Pick<DurableService, "nextDue" | "pendingInvocations"> as DurableService,
    running: new Set(callerRuns ? [caller] : []),
    fireDue: () => {},
    invoke: () => {},
  })
}

type SituationOf<A> = A extends fc.Arbitrary<infer Situation> ? Situation : never

function pendingInvocation(arn: string, invokedBy: string | undefined): PendingInvocation {
  return {
    kind: "durable",
    durableExecutionArn: arn,
    functionName: arn,
    invokedBy,
  } as PendingInvocation
}

/** Without the closures, which are made anew in each reading. */
function told(event: WorldEvent | undefined): object | undefined {
  if (event === undefined) return undefined
  const { kind, at, sequence, subject } = event
  return { kind, at, sequence, subject }
}

test("the first event is the first of all that can happen", () => {
  fc.assert(
    fc.property(situations, (situation) => {
      const [first] = agendaOf(situation).enabledAt(situation.now)
      expect(told(agendaOf(situation).firstAt(situation.now))).toEqual(told(first))
    }),
    { numRuns: 2_000 },
  )
})
