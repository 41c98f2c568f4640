import { defineConfig } from "vitepress"

const guide = (text: string, page: string): { text: string; link: string } => ({
  text,
  link: `/guides/${page}`,
})

const ICON =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path d='M3 2h10v2L9 8l4 4v2H3v-2l4-4-4-4z' fill='%235672cd'/></svg>"

export default defineConfig({
  title: "durable-test-runner",
  description: "Tests AWS Lambda durable functions in virtual time, and finds what breaks them.",
  lang: "en",
  base: process.env["SITE_BASE"] ?? "/",
  srcDir: ".pages",
  srcExclude: ["public/**"],
  outDir: "../build/site-dist",
  cacheDir: "node_modules/.cache/vitepress",
  cleanUrls: true,
  // The reference is made by TypeDoc, and no page of this site.
  ignoreDeadLinks: [/^\/reference\//u],
  head: [["link", { rel: "icon", href: ICON }]],
  markdown: { theme: { light: "github-light", dark: "github-dark" } },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guides", link: "/guides/start", activeMatch: "^/guides/" },
      { text: "Gallery", link: "/gallery" },
      { text: "Playground", link: "/playground" },
      { text: "Reference", link: "/reference/index.html", target: "_self" },
      { text: "Changelog", link: "/changelog" },
    ],
    sidebar: [
      {
        text: "Start",
        items: [
          guide("Overview", "start"),
          guide("Command line", "command-line"),
          guide("Migrate from the vendor's runner", "migrating"),
        ],
      },
      {
        text: "Write tests",
        items: [
          guide("Answer a callback", "callbacks"),
          guide("Test time and time-outs", "time"),
          guide("Read an execution", "executions"),
          guide("Assert on an execution", "assertions"),
          guide("Step by step", "step-by-step"),
          guide("Doubles", "doubles"),
          guide("Scenarios", "scenarios"),
          guide("Logs", "logs"),
          guide("What Lambda adds", "lambda"),
        ],
      },
      {
        text: "Find bugs",
        items: [
          guide("Find what breaks a handler", "exploring"),
          guide("Replays and deployments", "determinism"),
          guide("Property testing", "property-testing"),
          { text: "Gallery of bugs", link: "/gallery" },
          { text: "Playground", link: "/playground" },
        ],
      },
      {
        text: "Tools",
        items: [
          guide("Look at an execution", "report"),
          guide("Functions in other languages", "languages"),
          guide("Clients in other processes", "endpoint"),
        ],
      },
      {
        text: "Facts",
        items: [
          guide("Fidelity", "fidelity"),
          guide("Compatibility", "compatibility"),
          guide("Speed", "speed"),
          guide("Speed of an exploration", "exploration-speed"),
        ],
      },
      {
        text: "Examples",
        items: [
          { text: "Order approval", link: "/examples/order-approval" },
          { text: "Payment", link: "/examples/payment" },
          { text: "Saga", link: "/examples/saga" },
          { text: "Fan-out", link: "/examples/fan-out" },
          { text: "Document review", link: "/examples/document-review" },
          { text: "Approver on the command line", link: "/examples/cli-approver" },
          { text: "Python approval", link: "/examples/python-approval" },
        ],
      },
    ],
  },
})
