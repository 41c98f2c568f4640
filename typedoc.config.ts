import type { TypeDocOptions } from "typedoc"
import packageJson from "./package.json" with { type: "json" }

/** Entries for the SDK and for threads: nobody calls them, so nobody reads about them. */
const machinery = new Set(["./explore-worker"])

/**
 * Types that the declarations of exported ones name, and that nobody needs to name: what constructors
 * of errors and results take, and the lists that unions of names are made of. Whoever exports one of
 * them removes it here; TypeDoc demands that.
 */
const intentionallyNotExported = [
  "src/durable-test-runner.ts:DurableTestRunner",
  "src/typed-runner.ts:AnyCallbacks",
  "src/typed-runner.ts:Callbacks",
  "src/runner/lambda-api/simulated-transport.ts:HttpRequest",
  "src/runner/lambda-api/wire-response.ts:WireResponse",
  "src/runner/callbacks/error-object.ts:ErrorInput",
  "src/runner/callbacks/script-options.ts:DeliveryOptions",
  "src/service/wire/service-errors.ts:httpStatusCodes",
]

const config: Partial<TypeDocOptions> = {
  name: "durable-test-runner",
  // The entries are those of package.json, as for the build.
  entryPoints: Object.entries(packageJson.exports)
    .filter(([name]) => !machinery.has(name))
    .flatMap(([, target]) =>
      typeof target === "object" ? [target["durable-test-runner-source"]] : [],
    ),
  out: "docs/api",
  readme: "none",
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  treatWarningsAsErrors: true,
  disableSources: true,
  disableGit: true,
  sourceLinkTemplate: "{path}",
  // `tsc` has checked the types.
  skipErrorChecking: true,
  intentionallyNotExported,
}

export default config
