/*
 * The layers, innermost first. An arrow points inward only: a layer may import itself and what
 * stands before it here. What is not named is an edge, a package entry of its own.
 */
const layers = ["text", "service", "world", "runner", "replay", "schedule", "explore"]

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
      ...(layer === "explore" ? ["^src/durable-test-runner\\.ts$"] : []),
    ],
  },
}))

/** The rooms of src/runner in their order; the files beside them come last. */
const runnerRooms = ["options", "callbacks", "results", "doubles", "systems", "step-by-step"]

const runnerRoomsInOrder = runnerRooms.map((room, index) => ({
  name: `runner-${room}-imports-inward`,
  comment: `src/runner/${room} may import these rooms of the runner: ${runnerRooms.slice(0, index + 1).join(", ")}.`,
  severity: "error",
  from: { path: `^src/runner/${room}/` },
  to: {
    path: "^src/runner/",
    pathNot: `^src/runner/(${runnerRooms.slice(0, index + 1).join("|")})/`,
  },
}))

/*
 * The rooms of the service, innermost first, under the same rule. Its face, `durable-service.ts`, may
 * import all of them, and none of them imports it.
 */
const serviceRooms = [
  "values",
  "wire",
  "state",
  "executions",
  "requests",
  "operations",
  "views",
  "api",
]

const serviceRoomsInwardOnly = serviceRooms.map((room, index) => ({
  name: `service-${room}-imports-inward`,
  comment: `src/service/${room} may import ${serviceRooms.slice(0, index + 1).join(", ")}.`,
  severity: "error",
  from: { path: `^src/service/${room}/` },
  to: {
    path: "^src/service/",
    pathNot: `^src/service/(${serviceRooms.slice(0, index + 1).join("|")})/`,
  },
}))

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...inwardOnly,
    ...serviceRoomsInwardOnly,
    ...runnerRoomsInOrder,
    {
      name: "parts-know-no-face",
      comment:
        "The public class is made of the layers below it; they take their part of a runner from partsOf.",
      severity: "error",
      from: { path: "^src/(text|service|world|runner|replay|schedule)/" },
      to: { path: "^src/durable-test-runner\\.ts$" },
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
      name: "fast-check-is-optional",
      comment: "Who does not use the entry `./fast-check` need not have fast-check installed.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/fast-check/" },
      to: { path: "^(src|node_modules)/fast-check/" },
    },
    {
      name: "nobody-imports-the-main-entry",
      comment: "Import the file that defines the thing: an entry is for users.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^src/(index|explore|replay|errors)\\.ts$" },
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
      comment: "No file may need itself to be loaded. Types of one layer may name each other.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-development-dependencies",
      comment: "src may import what a user has installed with it: dependencies and peers.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm-peer", "npm-optional"] },
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
      from: {},
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
