// A test process that runs a remote function, tells the ids of its processes, and goes on for ever.
import { DurableTestRunner } from "../../../src/index.ts"
import { remoteFunction } from "../../../src/remote/index.ts"

const handler = remoteFunction({
  command: `sleep 1000 & echo "pid $!"; echo "pid $$"; exec "${process.execPath}" runtime.mjs order.pid`,
  cwd: import.meta.dirname,
})
const runner = new DurableTestRunner({ logs: "capture" })
const execution = await runner.run(handler, {})
// Nothing but these runs keeps this process alive.
for (let run = 0; run < 5; run++) await runner.run(handler, {})
const pids = execution.logs.flatMap(({ message }) => /^pid (\d+)$/u.exec(message)?.[1] ?? [])
console.log(`ready ${pids.join(" ")}`)
if (process.argv[2] === "end") process.exitCode = 0
else setInterval(() => {}, 1_000)
