import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

/** Where Debian's package puts it; another one is named by CHROMIUM. */
export const CHROMIUM: string = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

/** Why nothing can be looked at in a browser; undefined where it can. */
export const MISSING: string | undefined = existsSync(CHROMIUM)
  ? undefined
  : `There is no ${CHROMIUM}: install the package chromium, or name a browser by CHROMIUM.`

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  })
}
