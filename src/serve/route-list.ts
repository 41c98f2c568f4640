import { Readable } from "node:stream"
import { ROUTES } from "../runner/lambda-api/routes.ts"
import { jsonResponse, type WireResponse } from "../runner/lambda-api/wire-response.ts"
import type { WireRequest } from "../runner/lambda-api/wire-request.ts"
import type { ControlRoute } from "./control-routes.ts"

interface ListedRoute {
  readonly method: string
  readonly path: string
  readonly name: string
  /** What it expects, or does; empty for the API of AWS. */
  readonly about: string
}

/** The methods that a path has, such as `GET` and `HEAD`; empty for a path that the server does not know. */
export function methodsOf(path: string, controls: readonly ControlRoute[]): readonly string[] {
  const own = controls.filter((route) => route.path === path).map(({ method }) => method)
  const ofAws = ROUTES.filter((route) => route.path.test(path)).map(({ method }) => method)
  // HEAD is GET without the body; the API of AWS does not have it.
  return [...new Set([...own, ...(own.includes("GET") ? ["HEAD"] : []), ...ofAws])]
}

/** The route that answers with all routes: as text for people, as JSON for who accepts that. */
export function routeListing(controls: readonly ControlRoute[]): ControlRoute {
  const listing: ControlRoute = {
    name: "ListRoutes",
    method: "GET",
    path: "/",
    about: "this list; as JSON with Accept: application/json",
    answer: ({ headers }) => {
      const own = [listing, ...controls].map(({ method, path, name, about }): ListedRoute => {
        return { method, path, name, about }
      })
      const ofAws = ROUTES.map(({ method, path, command }): ListedRoute => {
        return { method, path: templateOf(path), name: command, about: "" }
      })
      return wantsJson(headers)
        ? jsonResponse(200, { routes: [...own, ...ofAws] })
        : textResponse(textOf(own, ofAws))
    },
  }
  return listing
}

/** The labels of the paths, by what stands in front of them. */
const LABELS: Readonly<Record<string, string>> = {
  "durable-executions": "DurableExecutionArn",
  "durable-execution-callbacks": "CallbackId",
  functions: "FunctionName",
}

function templateOf({ source }: RegExp): string {
  return source
    .replaceAll(/^\^|\$$/gu, "")
    .replaceAll("\\/", "/")
    .replaceAll(/(?<owner>[\w-]+)\/\(\[\^\\?\/\]\*\)/gu, (_match, owner: string) => {
      return `${owner}/{${LABELS[owner] ?? "name"}}`
    })
}

function wantsJson(headers: WireRequest["headers"]): boolean {
  return /\bapplication\/json\b/iu.test(headers["accept"] ?? "")
}

function textOf(own: readonly ListedRoute[], ofAws: readonly ListedRoute[]): string {
  const widest = Math.max(...[...own, ...ofAws].map(({ path }) => path.length))
  const lineOf = ({ method, path, name, about }: ListedRoute): string =>
    `  ${method.padEnd(4)}  ${path.padEnd(widest)}  ${about === "" ? name : about}`
  return [
    "durable-test-runner serve",
    "",
    "Routes of the server:",
    ...own.map(lineOf),
    "",
    "The API of AWS Lambda, for an AWS SDK or the AWS CLI with this endpoint:",
    ...ofAws.map(lineOf),
    "",
  ].join("\n")
}

function textResponse(text: string): WireResponse {
  return {
    statusCode: 200,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: Readable.from([Buffer.from(text, "utf8")]),
  }
}
