import type { PlainOutcome } from "./bug.ts"

/** The place in a counterexample where its run leaves the plain run, and how it ends. */
export interface Place {
  /** Each fault and each deviation: the line of the trace, what happens, and instead of what. */
  readonly marks: readonly string[]
  /** The two lines of the trace that decide: the run passes where they come the other way round. */
  readonly pair?: readonly [number, number]
  readonly end: PlainOutcome
}

/** What the shrunk counterexample of each bug shows, by the name of the bug. */
export const places: Readonly<Record<string, Place>> = {
  "winner of Promise.race decides the next operation": {
    marks: [
      "2 step ask ups settles <- before step ask dhl settles",
      "6 crash before START book ups, step book ups is recorded <- fault",
    ],
    pair: [2, 3],
    end: { result: "dhl", observed: { carriers: ["dhl fetches o-1", "ups fetches o-1"] } },
  },
  "winner of Promise.any is used twice": {
    marks: [
      "2 step upload to us settles <- before step upload to eu settles",
      "6 crash before START switch, step switch is recorded <- fault",
    ],
    pair: [2, 3],
    end: { result: "eu", observed: { cdn: ["traffic to eu", "traffic to us"], mails: ["use eu"] } },
  },
  "wait raced against an approval": {
    marks: [
      '4 outside completeCallback("approve") comes later than the next due event <- before outside completeCallback("approve")',
      "7 slow work in progress takes longer than the next due event <- before step cancel settles",
      "9 crash before START cancel, step cancel is recorded <- fault",
    ],
    end: { result: "approved", observed: { orders: ["cancel o-1", "ship o-1"] } },
  },
  "first of two callbacks decides": {
    marks: [
      '4 outside completeCallback("finance") <- before outside completeCallback("manager")',
      '5 service invokes durable-function <- before outside completeCallback("manager")',
      "6 crash before START record, step record is recorded <- fault",
    ],
    pair: [7, 8],
    end: { result: "yes", observed: { records: ["no", "yes"] } },
  },
  "order of settling taken for the order of finishing": {
    marks: ["2 step time of bob settles <- before step time of ann settles"],
    pair: [2, 3],
    end: { result: "bob", observed: {} },
  },
  "budget shared between parallel branches": {
    marks: [
      "2 step price of chair settles <- before step price of desk settles",
      "3 checkpoint START shopping, START map-item-0, START map-item-1, START price of desk, START price of chair <- before step price of desk settles",
      "7 crash-after-persist after SUCCEED price of desk, START buy chair is recorded <- fault",
    ],
    pair: [3, 4],
    end: { result: "done", observed: { shop: ["chair", "desk"] } },
  },
  "wait used as a lock": {
    marks: [
      "4 slow work in progress takes longer than the next due event <- before checkpoint SUCCEED export",
    ],
    pair: [4, 6],
    end: { result: "deployed", observed: { search: { index: "new", live: "old" } } },
  },
  "lost update between parallel branches": {
    marks: [
      "2 step check voucher settles <- before step read settles",
      "3 checkpoint START deposits, START parallel-branch-0, START parallel-branch-1, START read, START check voucher <- before step read settles",
      "4 checkpoint SUCCEED check voucher <- before step read settles",
      "5 step convert settles <- before step read settles",
    ],
    pair: [5, 6],
    end: { result: "booked", observed: { accounts: { balance: 105 } } },
  },
  "result of a step changed by two branches": {
    marks: [
      "5 step carrier settles <- before step voucher settles",
      "9 crash before START invoice, step invoice is recorded <- fault",
    ],
    pair: [5, 6],
    end: { result: 45, observed: { invoices: ["invoice over 40", "invoice over 45"] } },
  },
  "step that is not idempotent": {
    marks: ["2 crash before START charge, step charge is recorded <- fault"],
    end: { result: "paid", observed: { payments: ["charge o-1", "charge o-1"] } },
  },
  "idempotency key made outside of a step": {
    marks: ["2 crash before START charge, step charge is recorded <- fault"],
    end: { result: "paid", observed: { payments: ["charge o-1", "charge o-1"] } },
  },
  "idempotency key with the attempt in it": {
    marks: ["3 crash before step charge is recorded <- fault"],
    end: { result: "paid", observed: { payments: ["charge o-1", "charge o-1"] } },
  },
  "at-most-once step that is retried": {
    marks: ["3 crash before step mail is recorded <- fault"],
    end: { result: "sent", observed: { mails: ["mail for o-1", "mail for o-1"] } },
  },
  "interruption taken for a refusal": {
    marks: ["2 crash-after-persist after START capture is recorded <- fault"],
    end: { result: "declined", observed: { payments: [] } },
  },
  "number drawn in a step": {
    marks: ["2 crash before START draw, step draw is recorded <- fault"],
    end: { result: "invoice 2", observed: { numbers: { last: 2 } } },
  },
  "execution started from inside of a step": {
    marks: ["2 crash before START start, step start is recorded <- fault"],
    end: { result: "started", observed: { fulfilment: ["fulfil o-1", "fulfil o-1"] } },
  },
  "I/O that a step begins and does not await": {
    marks: ["4 crash-after-persist after SUCCEED save is recorded <- fault"],
    end: { result: "saved", observed: { table: {} } },
  },
  "step that nobody awaits": {
    marks: [
      "2 step ship settles <- before step audit settles",
      "3 checkpoint START audit, START ship <- before step audit settles",
      "4 checkpoint SUCCEED ship <- before step audit settles",
    ],
    end: { result: "shipped", observed: { audit: ["o-1 is shipped"] } },
  },
  "branch on what a database says outside of a step": {
    marks: ["3 crash-after-persist after START take is recorded <- fault"],
    end: {
      result: {
        ErrorMessage:
          '[Unrecoverable Execution] Non-deterministic execution detected: Operation name mismatch for step "1". Expected name "take", but got "order more". This indicates non-deterministic control flow in your workflow code.',
        ErrorType: "NonDeterministicExecutionError",
      },
      observed: { stock: { desks: 0 } },
    },
  },
  "token mailed before it is persisted": {
    marks: ["4 crash-after-persist after SUCCEED mail is recorded <- fault"],
    end: { result: "BlockedExecutionError", observed: null },
  },
  "submitter that opens a ticket each time": {
    marks: ["3 crash before START submitter of review, submitter of review is recorded <- fault"],
    end: { result: "ok", observed: { tickets: ["review o-1", "review o-1"] } },
  },
  "heartbeat too slow, job submitted again": {
    marks: [
      "3 slow work in progress takes longer than the next due event <- before submitter of render settles",
    ],
    end: { result: "done", observed: { workers: ["render o-1", "render o-1"] } },
  },
  "time-out handler that also runs after success": {
    marks: ["9 crash before step ship is recorded <- fault"],
    end: { result: "cancelled", observed: { orders: ["cancel o-1", "ship o-1"] } },
  },
  "payment that comes before the invoice is marked as open": {
    marks: [
      "3 slow work in progress takes longer than the next due event <- before step write invoice settles",
      "5 slow work in progress takes longer than the next due event <- before step write invoice settles",
    ],
    pair: [3, 4],
    end: { result: "done", observed: { shop: { status: "open" } } },
  },
  "order cancelled at the time-out, payment taken": {
    marks: [
      '6 outside completeCallback("paid") comes later than the next due event <- before outside completeCallback("paid")',
    ],
    end: { result: "cancelled", observed: { bank: ["take from o-1"] } },
  },
  "compensation skipped after a crash": {
    marks: ["4 crash-after-persist after SUCCEED reserve room is recorded <- fault"],
    end: { result: "cancelled", observed: { hotel: ["room for o-1"] } },
  },
  "compensation that forgets the interrupted step": {
    marks: ["3 crash before step book flight is recorded <- fault"],
    end: { result: "cancelled", observed: { flights: ["flight for o-1"] } },
  },
  "cleanup in finally that is not a step": {
    marks: ["9 crash-after-persist after START report is recorded <- fault"],
    end: { result: "done", observed: { slots: { free: 4 } } },
  },
  "list filled by the branches of a map": {
    marks: [
      "7 crash-after-persist after SUCCEED map-item-0, SUCCEED map-item-1, SUCCEED mails, START log is recorded <- fault",
    ],
    end: { result: 0, observed: { log: ["sent to ", "sent to ann, bob"] } },
  },
  "stragglers of a batch that completes early": {
    marks: [
      "4 slow work in progress takes longer than the next due event <- before checkpoint SUCCEED ask ritz",
    ],
    pair: [7, 8],
    end: { result: "booked", observed: 2 },
  },
  "failures of a batch that nobody looks at": {
    marks: [
      "2 crash-after-persist after START mails, START map-item-0, START map-item-1, START mail, START mail #2 (1-2-1) is recorded <- fault",
    ],
    end: { result: "all sent", observed: { mails: [] } },
  },
  "error swallowed in a parallel branch": {
    marks: [
      "2 crash-after-persist after START prices, START parallel-branch-0, START parallel-branch-1, START desk, START chair is recorded <- fault",
    ],
    end: { result: 0, observed: { invoices: ["invoice over 0"] } },
  },
  "poll that consumes what it finds": {
    marks: ["2 crash before START reply, step reply is recorded <- fault"],
    end: { result: "nobody replied", observed: { queue: [] } },
  },
  "accumulator outside of steps": {
    marks: ["4 crash-after-persist after SUCCEED charge desk is recorded <- fault"],
    end: { result: 40, observed: { payments: ["chair", "desk"] } },
  },
  "flag set in a step": {
    marks: ["4 crash-after-persist after SUCCEED tell is recorded <- fault"],
    end: { result: "closed", observed: { mails: ["escalate", "tell o-1"] } },
  },
  "dedupe set in module memory": {
    marks: ["2 throttle before START ship, step ship is recorded <- fault"],
    end: { result: "duplicate", observed: { parcels: ["ship o-1"] } },
  },
  "step skipped because module memory has its result": {
    marks: ["5 throttle before START charge, step charge is recorded <- fault"],
    end: {
      result: {
        ErrorMessage:
          '[Unrecoverable Execution] Non-deterministic execution detected: Operation name mismatch for step "1". Expected name "load rate", but got "charge". This indicates non-deterministic control flow in your workflow code.',
        ErrorType: "NonDeterministicExecutionError",
      },
      observed: { payments: ["charge 45"] },
    },
  },
  "session opened by whoever needs it first": {
    marks: ["4 crash-after-persist after SUCCEED upload is recorded <- fault"],
    end: {
      result: { ErrorMessage: "session 2 has no upload", ErrorType: "StepError" },
      observed: { isCommitted: false },
    },
  },
}
