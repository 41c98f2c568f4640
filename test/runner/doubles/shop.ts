interface Steps {
  step(name: string, body: () => Promise<string>): Promise<string>
}

/** A handler with a step that must not run for real when its double can do nothing. */
export function shop(): {
  handler: (event: unknown, context: Steps) => Promise<string>
  bodies: string[]
} {
  const bodies: string[] = []
  const run = async (name: string): Promise<string> => {
    bodies.push(name)
    return name
  }
  const handler = async (_event: unknown, context: Steps): Promise<string> => {
    await context.step("reserve", () => run("reserve"))
    return context.step("charge", () => run("charge"))
  }
  return { handler, bodies }
}
