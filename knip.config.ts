import type { KnipConfig } from "knip"

/*
 * The entries of the package come from the `exports` of package.json; tests, configurations and the
 * files that scripts name are found by Knip's own plugins.
 */
const config: KnipConfig = {
  // Fixtures are run by their path, in processes of their own; so is what threads load. The set-up file
  // of `npm run test:fuzz` is loaded only there.
  entry: [
    "src/cli/bin.ts",
    "examples/*/*.ts",
    "scripts/*.ts",
    "src/report/browser/main.ts",
    "test/report/browser/*.check.ts",
    "test/**/fixtures/**/*.ts",
    "test/support/longer-fuzz.ts",
    "test/remote/node/*.ts",
    "benchmarks/exploration/threads/*.ts",
  ],
  // The types of one are augmented, which is no import; the other is read as a file, for a browser.
  // Of util-linux: it gives a command a terminal.
  ignoreBinaries: ["script"],
  ignoreDependencies: ["expect", "axe-core"],
  project: ["{src,test,examples,benchmarks,scripts}/**/*.ts"],
}

export default config
