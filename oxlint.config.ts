import { type DummyRuleMap, type OxlintConfig, defineConfig } from "oxlint"

/** Time and chance exist only in the simulated world; the rest of `src` is told them. */
const realTime = "Real time: take the virtual time as an argument."
const realTimer = "A real timer: schedule on the world's clock."
const realRandomness = "Real randomness: use the seeded generator."
const realGlobals = "The real globals: only src/world may touch them."
const machineLocale = "The answer depends on the machine's locale: compare code units."
const asynchronous = "The service is a synchronous state machine: data in, data out, no promises."

const restrictedGlobals = [
  { name: "performance", message: realTime },
  { name: "setTimeout", message: realTimer },
  { name: "setInterval", message: realTimer },
  { name: "setImmediate", message: realTimer },
  { name: "clearTimeout", message: realTimer },
  { name: "clearInterval", message: realTimer },
  { name: "clearImmediate", message: realTimer },
  { name: "crypto", message: realRandomness },
]

const restrictedSyntax = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: realTime },
  { selector: "CallExpression[callee.name='Date']", message: realTime },
  {
    selector:
      "MemberExpression[object.object.name='globalThis'][object.property.name=/^(Date|Math)$/]",
    message: realGlobals,
  },
  {
    selector: "CallExpression[callee.property.name=/^(localeCompare|toLocale\\w+)$/]",
    message: machineLocale,
  },
]

const asynchronousSyntax = [
  {
    selector: ":function[async=true], AwaitExpression, ForOfStatement[await=true]",
    message: asynchronous,
  },
  { selector: "Identifier[name='Promise']", message: asynchronous },
]

const virtualWorldOnly: DummyRuleMap = {
  "no-restricted-globals": [
    "error",
    {
      checkGlobalObject: true,
      globals: [...restrictedGlobals, { name: "process", message: realGlobals }],
    },
  ],
  "no-restricted-imports": [
    "error",
    {
      paths: [
        { name: "node:timers", message: realTimer },
        { name: "node:timers/promises", message: realTimer },
        { name: "node:perf_hooks", message: realTime },
        { name: "node:process", message: realGlobals },
        {
          name: "node:crypto",
          importNames: [
            "default",
            "getRandomValues",
            "randomBytes",
            "randomFill",
            "randomFillSync",
            "randomInt",
            "randomUUID",
            "webcrypto",
          ],
          message: realRandomness,
        },
      ],
    },
  ],
  "no-restricted-properties": [
    "error",
    { object: "Math", property: "random", message: realRandomness },
    { object: "Date", property: "now", message: realTime },
  ],
  "eslint-js/no-restricted-syntax": ["error", ...restrictedSyntax],
}

const config: OxlintConfig = defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "node"],
  // Rules of ESLint that Oxlint does not have natively: `no-restricted-syntax`.
  jsPlugins: [{ name: "eslint-js", specifier: "oxlint-plugin-eslint" }],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  env: { es2024: true, node: true },
  // The cases of libraries are plain modules of a project of their own, which has the libraries. So are the
  // functions that tests run in other processes.
  ignorePatterns: [
    "dist/**",
    // Another project, with modules of its own.
    "site/**",
    "coverage/**",
    "test/compatibility/libraries/**",
    "test/remote/node/*.mjs",
  ],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  rules: {
    // Sequential awaits are what a simulation is made of.
    "no-await-in-loop": "off",
    "oxc/no-map-spread": "off",
    // The compiler's `noImplicitReturns` says the same.
    "consistent-return": "off",
    "typescript/consistent-return": "off",
    // Importing an entry for its effect is how a test framework's set-up file works.
    "import/no-unassigned-import": "off",
    "promise/always-return": "off",
    "no-underscore-dangle": "off",
    // Data crosses JSON and the SDK's shapes; `no-explicit-any` and `no-unsafe-*` hold.
    "typescript/no-unsafe-type-assertion": "off",
    // The SDK declares enums; the service speaks their strings.
    "typescript/no-unsafe-enum-comparison": "off",
    // Copies are made on purpose, to iterate while the original changes.
    "unicorn/no-useless-spread": "off",
    // Takes every method named `fill` for that of arrays.
    "unicorn/no-array-fill-with-reference-type": "off",

    // Types
    "typescript/adjacent-overload-signatures": "error",
    "typescript/array-type": ["error", { default: "array" }],
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-assertions": "error",
    "typescript/consistent-type-definitions": ["error", "interface"],
    "typescript/consistent-type-exports": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-confusing-void-expression": [
      "error",
      { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
    ],
    "typescript/no-deprecated": "error",
    "typescript/no-dynamic-delete": "error",
    "typescript/no-empty-object-type": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-import-type-side-effects": "error",
    "typescript/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
    "typescript/no-misused-promises": "error",
    "typescript/no-mixed-enums": "error",
    "typescript/no-namespace": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-require-imports": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-function-type": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/only-throw-error": ["error", { allowRethrowing: true, allowThrowingUnknown: true }],
    "typescript/prefer-includes": "error",
    "typescript/prefer-nullish-coalescing": "error",
    "typescript/prefer-optional-chain": "error",
    "typescript/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
    "typescript/prefer-readonly": "error",
    "typescript/prefer-reduce-type-parameter": "error",
    "typescript/prefer-return-this-type": "error",
    "typescript/restrict-plus-operands": "error",
    "typescript/restrict-template-expressions": [
      "error",
      { allowNumber: true, allowBoolean: true },
    ],
    "typescript/return-await": ["error", "error-handling-correctness-only"],
    "typescript/switch-exhaustiveness-check": [
      "error",
      { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
    ],
    "typescript/unified-signatures": "error",
    "typescript/use-unknown-in-catch-callback-variable": "error",

    // Modules
    "import/extensions": ["error", "ignorePackages", { checkTypeImports: true, js: "never" }],
    "import/first": "error",
    "import/no-duplicates": "error",
    "import/no-mutable-exports": "error",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "unicorn/prefer-node-protocol": "error",

    // The rest of the language
    curly: ["error", "multi-line"],
    "default-case-last": "error",
    eqeqeq: "error",
    "no-else-return": "error",
    "no-lonely-if": "error",
    "no-param-reassign": "error",
    "no-unneeded-ternary": "error",
    "no-useless-return": "error",
    "no-var": "error",
    "object-shorthand": "error",
    "prefer-const": "error",
    "prefer-object-spread": "error",
    "prefer-template": "error",
    radix: "error",
    "unicorn/error-message": "error",
    "unicorn/no-lonely-if": "error",
    "unicorn/prefer-structured-clone": "error",
    "unicorn/throw-new-error": "error",
  },
  overrides: [
    {
      files: ["src/**/*.ts"],
      rules: {
        "import/no-default-export": "error",
        "no-console": "error",
        "max-lines": ["error", { max: 300 }],
        "max-lines-per-function": ["error", { max: 70, skipComments: true, skipBlankLines: true }],
      },
    },
    {
      // The two facades are one line of code for each method, and the documentation of the method.
      files: ["src/durable-test-runner.ts", "src/service/durable-service.ts"],
      rules: { "max-lines": ["error", { max: 300, skipComments: true }] },
    },
    {
      files: ["src/**/*.ts"],
      excludeFiles: ["src/world/**", "src/text/environment.ts", "src/text/standard-error.ts"],
      rules: virtualWorldOnly,
    },
    {
      // Test frameworks call matchers with their context as `this`, and merge interfaces by name.
      files: ["src/matchers/**/*.ts", "src/vitest/**/*.ts", "src/jest/**/*.ts"],
      rules: {
        "oxc/no-this-in-exported-function": "off",
        "typescript/no-empty-object-type": "off",
        "typescript/no-namespace": "off",
      },
    },
    {
      // These exist to deal with processes: their environment, arguments and exit codes.
      files: ["src/register/**/*.ts", "src/cli/**/*.ts", "src/remote/**/*.ts"],
      rules: {
        "no-restricted-globals": ["error", { checkGlobalObject: true, globals: restrictedGlobals }],
      },
    },
    {
      // Its handlers run in the virtual world, where `setTimeout` is virtual.
      files: ["src/fast-check/run-program.ts"],
      rules: { "no-restricted-globals": "off" },
    },
    {
      files: ["src/cli/**/*.ts"],
      rules: { "no-console": "off" },
    },
    {
      files: ["src/service/**/*.ts"],
      rules: {
        "eslint-js/no-restricted-syntax": ["error", ...restrictedSyntax, ...asynchronousSyntax],
      },
    },
    {
      files: ["test/**/*.ts", "examples/**/*.test.ts"],
      plugins: ["typescript", "unicorn", "oxc", "import", "promise", "node", "vitest"],
      rules: {
        "vitest/expect-expect": [
          "error",
          { assertFunctionNames: ["expect", "expect*", "assert*", "fc.assert"] },
        ],
        "vitest/no-conditional-expect": "off",
        "vitest/no-identical-title": "error",
        "vitest/require-mock-type-parameters": "off",
        // `expect.any()`, parsed histories and handlers that misbehave on purpose.
        "typescript/no-non-null-assertion": "off",
        "typescript/no-unsafe-argument": "off",
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-call": "off",
        "typescript/no-unsafe-member-access": "off",
        "typescript/no-unsafe-return": "off",
        "typescript/only-throw-error": "off",
        "typescript/prefer-promise-reject-errors": "off",
        "unicorn/consistent-function-scoping": "off",
      },
    },
  ],
})

export default config
