import type { ExhaustionRow } from "./report.ts"

/*
 * An SVG of how many schedules there are of growing handlers: a panel for each family of handlers, on
 * one logarithmic scale. The background is left to the page, and every colour can be read on white and
 * on near-black: the theme that an image can ask for is the system's, not the page's.
 */

interface Curve {
  readonly title: string
  readonly color: string
  readonly dashes?: string
  readonly marker: (x: number, y: number) => string
  readonly has: (row: ExhaustionRow) => boolean
}

const BLUE = "#3f83d4"
const ORANGE = "#d2691e"
const GREEN = "#2e9a68"
const TEXT = "#75808d"
const RULE = "#8b949e"

const CURVES: readonly Curve[] = [
  {
    title: "no crash",
    color: BLUE,
    marker: (x, y) => `<circle cx="${x}" cy="${y}" r="3.5"/>`,
    has: ({ crashes }) => crashes === "none",
  },
  {
    title: "one crash",
    color: ORANGE,
    marker: (x, y) => `<rect x="${x - 3.2}" y="${y - 3.2}" width="6.4" height="6.4"/>`,
    has: ({ crashes, isUnmerged }) => crashes === "one" && !isUnmerged,
  },
  {
    title: "one crash, no states merged",
    color: ORANGE,
    dashes: "5 4",
    marker: (x, y) =>
      `<rect x="${x - 3.2}" y="${y - 3.2}" width="6.4" height="6.4" fill="none" stroke-width="1.5"/>`,
    has: ({ crashes, isUnmerged }) => crashes === "one" && isUnmerged,
  },
  {
    title: "any number of crashes",
    color: GREEN,
    marker: (x, y) => `<path d="M${x} ${y - 4.6}l4.4 7.8h-8.8z"/>`,
    has: ({ crashes }) => crashes === "any number",
  },
]

const WIDTH = 870
const HEIGHT = 400
const PANEL = { top: 78, bottom: 340, left: 76, gap: 46, right: 44 } as const
const FONT = "font-family=\"system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif\""

export const growthPlot = (rows: readonly ExhaustionRow[]): string => {
  const families = [...Map.groupBy(rows, ({ family }) => family)]
  const decades = Math.ceil(Math.log10(Math.max(10, ...rows.map(({ schedules }) => schedules))))
  const panelWidth =
    (WIDTH - PANEL.left - PANEL.right - PANEL.gap * (families.length - 1)) / families.length
  const panels = families.map(([family, members], index) => {
    const left = PANEL.left + index * (panelWidth + PANEL.gap)
    return panel(family, members, { left, width: panelWidth, decades, hasNumbers: index === 0 })
  })
  const description = families
    .flatMap(([, members]) => CURVES.flatMap((curve) => describe(curve, members)))
    .join("; ")
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title description" ${FONT} font-size="13" fill="${TEXT}">`,
    `<title id="title">Schedules until a search is exhaustive, by the size of the handler</title>`,
    `<desc id="description">${description}.</desc>`,
    legend(),
    ...panels,
    `<text transform="translate(16 ${middle(PANEL.top, PANEL.bottom)}) rotate(-90)" text-anchor="middle">schedules</text>`,
    "</svg>",
    "",
  ].join("\n")
}

interface Frame {
  readonly left: number
  readonly width: number
  /** Powers of ten from the bottom to the top. */
  readonly decades: number
  readonly hasNumbers: boolean
}

const panel = (family: string, rows: readonly ExhaustionRow[], frame: Frame): string => {
  const { left, width, decades, hasNumbers } = frame
  const sizes = [...new Set(rows.map(({ size }) => size))].toSorted((one, other) => one - other)
  const [smallest = 1] = sizes
  const largest = sizes.at(-1) ?? smallest
  const inset = 18
  const xOf = (size: number): number =>
    rounded(left + inset + ((size - smallest) / (largest - smallest)) * (width - 2 * inset))
  const yOf = (schedules: number): number =>
    rounded(PANEL.bottom - (Math.log10(schedules) / decades) * (PANEL.bottom - PANEL.top))
  const rules = Array.from({ length: decades + 1 }, (_, power) => {
    const y = yOf(10 ** power)
    const opacity = power === 0 ? 0.8 : 0.28
    const rule = `<path d="M${rounded(left)} ${y}H${rounded(left + width)}" stroke="${RULE}" stroke-opacity="${opacity}"/>`
    const label = (10 ** power).toLocaleString("en")
    if (!hasNumbers) return rule
    return `${rule}<text x="${left - 8}" y="${y + 4.5}" text-anchor="end">${label}</text>`
  })
  const ticks = sizes.map(
    (size) => `<text x="${xOf(size)}" y="${PANEL.bottom + 20}" text-anchor="middle">${size}</text>`,
  )
  const curves = CURVES.map((curve) => drawn(curve, rows, xOf, yOf))
  const center = rounded(left + width / 2)
  return [
    "<g>",
    ...rules,
    ...ticks,
    ...curves,
    ...endLabels(rows, xOf, yOf),
    `<text x="${center}" y="${PANEL.bottom + 44}" text-anchor="middle">${family}</text>`,
    "</g>",
  ].join("\n")
}

const drawn = (
  { color, dashes, marker, has }: Curve,
  rows: readonly ExhaustionRow[],
  xOf: (size: number) => number,
  yOf: (schedules: number) => number,
): string => {
  const points = rows.filter(has).map(({ size, schedules }) => [xOf(size), yOf(schedules)] as const)
  const line = points.map(([x, y]) => `${x},${y}`).join(" ")
  const dashed = dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`
  return [
    `<g stroke="${color}" fill="${color}">`,
    `<polyline points="${line}" fill="none" stroke-width="2" stroke-linejoin="round"${dashed}/>`,
    ...points.map(([x, y]) => marker(x, y)),
    "</g>",
  ].join("")
}

const LABEL_HEIGHT = 13

/**
 * The number at the last point of each curve, moved apart where they would cover one another; that of a
 * curve that ends early stands to its left, where the others do not go on.
 */
const endLabels = (
  rows: readonly ExhaustionRow[],
  xOf: (size: number) => number,
  yOf: (schedules: number) => number,
): string[] => {
  const largest = Math.max(...rows.map(({ size }) => size))
  const ends = CURVES.flatMap(({ color, has }) => {
    const last = rows.findLast(has)
    if (last === undefined) return []
    const { size, schedules } = last
    const text = schedules.toLocaleString("en")
    return [{ x: xOf(size), y: yOf(schedules), color, text, isEarly: size < largest }]
  }).toSorted((one, other) => other.y - one.y)
  let lowest = Infinity
  return ends.map(({ x, y, color, text, isEarly }) => {
    const labelY = isEarly ? y : Math.min(y, lowest - LABEL_HEIGHT)
    if (!isEarly) lowest = labelY
    const place = isEarly
      ? `x="${rounded(x - 9)}" y="${rounded(labelY + 1)}" text-anchor="end"`
      : `x="${rounded(x + 9)}" y="${rounded(labelY + 4)}"`
    return `<text ${place} font-size="11.5" fill="${color}">${text}</text>`
  })
}

const legend = (): string => {
  const columns = [76, 204, 336, 596]
  return CURVES.map(({ title, color, dashes, marker }, index) => {
    const x = columns[index] ?? 0
    const dashed = dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`
    return [
      `<g stroke="${color}" fill="${color}"><path d="M${x} 30h32" stroke-width="2"${dashed}/>${marker(x + 16, 30)}</g>`,
      `<text x="${x + 40}" y="34.5">${title}</text>`,
    ].join("")
  }).join("\n")
}

const describe = ({ title, has }: Curve, rows: readonly ExhaustionRow[]): string[] => {
  const own = rows.filter(has)
  const [first] = own
  if (first === undefined) return []
  const counts = own.map(({ size, schedules }) => `${size}: ${schedules.toLocaleString("en")}`)
  return [`${first.family}, ${title}: ${counts.join(", ")}`]
}

const middle = (low: number, high: number): number => (low + high) / 2

/** The same text on every machine. */
const rounded = (value: number): number => Number(value.toFixed(1))
