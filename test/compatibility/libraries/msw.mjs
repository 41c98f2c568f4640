import * as msw from "msw"
import { setupServer } from "msw/node"
import { mswCase } from "./msw-case.mjs"

// Each request of a later run takes 3 s of real time.
export const maxSchedules = 3

export const { begin, end, prepare, handler, expected } = mswCase(msw, setupServer)
