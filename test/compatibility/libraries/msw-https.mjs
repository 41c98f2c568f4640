import * as msw from "msw"
import { setupServer } from "msw/node"
import { mswHttpsCase } from "./msw-https-case.mjs"

export const { begin, end, handler, expected } = mswHttpsCase(msw, setupServer)
