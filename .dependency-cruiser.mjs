/*
 * The layers, innermost first. An arrow points inward only: a layer may import itself and what
 * stands before it here. What is not named is an edge, a package entry of its own.
 */
const layers = [
  "text",
  "service",
  "world",
  "runner",
  "scenario",
  "replay",
  "schedule",
  "explore",
  "matchers",
  "report",
]

const aws = "node_modules/@aws-sdk/client-lambda/"

/** The edges that talk to AWS, or stand in for it, and so may load its client. */
const awsEdges = "aws|http|cli"

const inwardOnly = layers.map((layer, index) => ({
  name: `${layer}-imports-inward`,
  comment: `src/${layer} may import ${layers.slice(0, index + 1).join(", ")}, nothing further out.`,
  severity: "error",
  from: { path: `^src/${layer}/` },
  to: {
    path: "^src/",
    pathNot: [
      `^src/(${layers.slice(0, index + 1).join("|")})/`,
      // The public class stands on replay and schedule, and explore runs it.
      ...(["explore", "matchers", "report"].includes(layer)
        ? ["^src/durable-test-runner\\.ts$"]
        : []),
    ],
  },
}))

/*
 * The rooms of a layer, innermost first, in the same sense. Files beside the rooms are the face of the
 * layer: they may import all of its rooms, and no room imports them. A type counts like a value.
 */
const rooms = {
  text: ["values"],
  service: ["values", "wire", "state", "executions", "requests", "operations", "views", "api"],
  world: [
    "clock",
    "globals/patch",
    "globals/lambda",
    "globals/outside",
    "globals/time",
    "globals",
    "limits",
    "events",
    "logs",
    "invocation",
    "driving",
    "choices",
  ],
  runner: [
    "lambda-api",
    "options",
    "callbacks",
    "logs",
    "results",
    "doubles",
    "systems",
    "step-by-step",
  ],
  replay: ["history", "record", "play", "judge"],
  schedule: ["fresh-values", "format", "shrink", "policies/random", "policies"],
  explore: ["invariants", "failures", "report", "options", "oracle", "tiers", "workers"],
  report: ["model", "page", "browser"],
}

/**
 * The files of rooms, without those of rooms inside of them.
 *
 * @param {string} layer
 * @param {readonly string[]} names
 */
const filesOf = (layer, names) => `^src/${layer}/(${names.join("|")})/[^/]+$`

const roomsInwardOnly = Object.entries(rooms).flatMap(([layer, names]) =>
  names.map((room, index) => ({
    name: `${layer}-${room.replace("/", "-")}-imports-inward`,
    comment: `src/${layer}/${room} may import ${names.slice(0, index + 1).join(", ")} of its layer.`,
    severity: "error",
    from: { path: filesOf(layer, [room]) },
    to: { path: `^src/${layer}/`, pathNot: filesOf(layer, names.slice(0, index + 1)) },
  })),
)

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...inwardOnly,
    ...roomsInwardOnly,
    {
      name: "parts-know-no-face",
      comment:
        "The public class is made of the layers below it; they take their part of a runner from partsOf.",
      severity: "error",
      from: { path: "^src/(text|service|world|runner|scenario|replay|schedule)/" },
      to: { path: "^src/durable-test-runner\\.ts$" },
    },
    {
      name: "rooms-have-a-place",
      comment: "A new room needs a place in the order of its layer.",
      severity: "error",
      from: {},
      to: {
        path: `^src/(${Object.keys(rooms).join("|")})/[^/]+/`,
        pathNot: Object.entries(rooms).map(([layer, names]) => filesOf(layer, names)),
      },
    },
    {
      name: "service-stands-alone",
      comment: "src/service imports nothing; of the AWS client only types.",
      severity: "error",
      from: { path: "^src/service/" },
      to: { pathNot: ["^src/", aws] },
    },
    {
      name: "service-uses-aws-types-only",
      severity: "error",
      from: { path: "^src/service/" },
      to: { path: aws, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "aws-client-is-not-loaded",
      comment:
        "Loading the AWS client costs hundreds of milliseconds: types only, or `await import()` where it is needed, except in an edge that exists for it.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${awsEdges})/` },
      to: { path: aws, dependencyTypesNot: ["type-only", "dynamic-import"] },
    },
    {
      name: "main-entry-is-light",
      comment: "Only `await import()` may lead from the main entry to an edge with the AWS client.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${awsEdges})/` },
      to: { path: `^src/(${awsEdges})/`, dependencyTypesNot: ["dynamic-import", "type-only"] },
    },
    {
      name: "reports-are-made-outside",
      comment: "Who does not look at reports does not load them: only edges do.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(report|vitest|jest|cli|mcp)/" },
      to: { path: "^src/report/" },
    },
    {
      name: "browser-code-stays-in-its-page",
      comment:
        "src/report/browser runs in a browser: it is bundled into a text, and nobody imports it.",
      severity: "error",
      from: { path: "^(src|test)/", pathNot: "^src/report/browser/" },
      to: { path: "^src/report/browser/" },
    },
    {
      name: "fast-check-is-optional",
      comment: "Who does not use the entry `./fast-check` need not have fast-check installed.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/fast-check/" },
      to: { path: "^(src|node_modules)/fast-check/" },
    },
    {
      name: "agent-protocol-is-optional",
      comment:
        "Who serves no agent need not have its protocol installed: only `await import()` leads to it.",
      severity: "error",
      from: { path: "^src/" },
      to: {
        path: "node_modules/@modelcontextprotocol/",
        dependencyTypesNot: ["dynamic-import", "type-only"],
      },
    },
    {
      name: "endpoint-is-loaded-on-demand",
      comment:
        "Who serves nothing loads no server: only `await import()` leads to it from the main entry.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(endpoint|remote|serve|cli)/" },
      to: { path: "^src/endpoint/", dependencyTypesNot: ["dynamic-import", "type-only"] },
    },
    {
      name: "servers-touch-no-files",
      comment: "No path of a request reaches the file system, because no code that serves one can.",
      severity: "error",
      from: { path: "^src/(endpoint|serve|runner/lambda-api)/" },
      to: { path: "^(node:)?fs(/promises)?$" },
    },
    {
      name: "test-frameworks-are-optional",
      comment: "Only the entry of a test framework may load it; the others work without one.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(vitest|jest)/" },
      to: { path: "^(src/(vitest|jest)|node_modules/(vitest|expect|@jest|@vitest))/" },
    },
    {
      name: "command-line-stays-there",
      comment:
        "Who writes tests loads neither the command line nor the libraries that it stands on.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "^(src/cli|node_modules/(commander|jiti|@inquirer))/" },
    },
    {
      name: "test-frameworks-stay-apart",
      severity: "error",
      from: { path: "^src/(vitest|jest)/" },
      to: { path: "^(src|node_modules)/@?(vitest|jest)/", pathNot: "^(src|node_modules)/@?$1/" },
    },
    {
      name: "nobody-imports-the-main-entry",
      comment: "Import the file that defines the thing: an entry is for users.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^src/(index|explore|replay|scenario|errors)\\.ts$" },
    },
    {
      name: "users-import-entries",
      comment: "Examples are what a user would write: the package by its name, no file of it.",
      severity: "error",
      from: { path: "^examples/" },
      to: { path: "^src/", dependencyTypes: ["local"] },
    },
    {
      name: "src-is-not-a-user",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|examples|benchmarks|scripts)/" },
    },
    {
      name: "no-cycles",
      comment: "No file may need itself to be loaded. Types of one room may name each other.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-development-dependencies",
      comment:
        "src may import what a user has installed with it: dependencies and peers. vitest is a peer by " +
        "`peerDependenciesMeta` alone: see docs/decisions/0018.",
      severity: "error",
      from: { path: "^src/" },
      to: {
        path: "node_modules/",
        pathNot: "node_modules/vitest/",
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["npm-peer", "npm-optional"],
      },
    },
    {
      name: "no-undeclared-dependencies",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "resolvable",
      severity: "error",
      // The libraries of these cases are installed where they are tried.
      from: { pathNot: "^test/compatibility/libraries/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Type-only imports count: an arrow is an arrow.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: [
        "durable-test-runner-source",
        "import",
        "require",
        "node",
        "default",
        "types",
      ],
    },
  },
}
