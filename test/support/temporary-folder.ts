import { mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"

/** A folder for the files of a test file, which is gone when its tests are over. Call it outside of tests. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "durable-test-runner-")))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
