/*
 * The pictures of docs/report.md: reports of the order approval, as Chromium shows them. Run it by
 * `npm run report:images` and look at what has changed.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { DurableTestRunner } from "durable-test-runner"
import { renderReport, type ReportSubject } from "durable-test-runner/report"
import { exploreApproval } from "../examples/order-approval/explore-approval.ts"
import { FakeDesk, FakeStock, fakeWarehouse, order } from "../examples/order-approval/fakes.ts"
import { createWorkflow } from "../examples/order-approval/workflow.ts"
import { launch, MISSING } from "../test/report/browser/chromium.ts"
import { root, temporaryFolder } from "./package-under-test.ts"

if (MISSING !== undefined) throw new Error(MISSING)

const approved = new DurableTestRunner({ functionName: "order-approval", logs: "capture" })
approved.heartbeatCallback("approve", { after: { minutes: 10 } })
approved.completeCallback("approve", { approvedBy: "jo" }, { after: { minutes: 20 } })
const warehouse = fakeWarehouse("unavailable", { kind: "reserved", reservationId: "r1" })
const execution = await approved.run(
  createWorkflow({ approvals: new FakeDesk(), warehouse }),
  order,
)

interface Picture {
  readonly name: string
  readonly subject: ReportSubject
  readonly colorScheme: "light" | "dark"
  readonly click?: string
}

const pictures: readonly Picture[] = [
  { name: "report-execution", subject: execution, colorScheme: "light" },
  {
    name: "report-details",
    subject: execution,
    colorScheme: "dark",
    click: "button.op >> text=reserve-stock",
  },
  {
    name: "report-counterexample",
    subject: await exploreApproval(new FakeStock({ isIdempotent: false })),
    colorScheme: "light",
  },
]

const folder = join(root, "docs/images")
mkdirSync(folder, { recursive: true })
const page = join(temporaryFolder(), "report.html")
const browser = await launch()
for (const { name, subject, colorScheme, click } of pictures) {
  writeFileSync(page, renderReport(subject))
  const tab = await browser.newPage({ viewport: { width: 1_200, height: 760 }, colorScheme })
  await tab.goto(pathToFileURL(page).href)
  if (click !== undefined) await tab.locator(click).first().click()
  await tab.screenshot({ path: join(folder, `${name}.png`) })
  await tab.close()
}
await browser.close()
