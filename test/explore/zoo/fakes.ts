/** A part of the outside world. */
export interface Fake {
  /** Makes an id for each record, under which `state` then has it. */
  newId?: () => string
  /** Goes back to how the world began. */
  reset(): void
  /** What an outcome says of it. */
  readonly state: unknown
}

/** A system whose effects are real: it charges cards, sends mails, books rooms. */
export class FakeService implements Fake {
  newId?: () => string
  readonly #effects = new Map<string, string>()
  readonly #ids = new Map<string, string>()
  readonly #refused = new Set<string>()
  #calls = 0

  /** Has its effect each time. */
  perform(effect: string): void {
    this.#calls++
    this.#record(`call ${this.#calls}`, effect)
  }

  /** Has its effect once for each key, as systems with idempotency keys do. */
  performOnce(effect: string, key: string = effect): void {
    if (this.#effects.has(key) || this.#refused.has(key)) return
    this.#record(key, effect)
  }

  /** Takes an effect back, and refuses it if it comes later still. */
  undo(key: string): void {
    this.#effects.delete(key)
    this.#refused.add(key)
  }

  reset(): void {
    this.#effects.clear()
    this.#refused.clear()
    this.#calls = 0
  }

  /** The effects, whatever their order. */
  get state(): readonly string[] | Readonly<Record<string, string>> {
    if (this.newId === undefined) return [...this.#effects.values()].toSorted()
    return Object.fromEntries(
      [...this.#effects].map(([key, effect]) => [this.#ids.get(key) ?? key, effect]),
    )
  }

  #record(key: string, effect: string): void {
    this.#effects.set(key, effect)
    if (this.newId !== undefined) this.#ids.set(key, this.newId())
  }
}

type StoredValue = string | number

/** A database table. */
export class FakeStore implements Fake {
  newId?: () => string
  readonly #ids = new Map<string, string>()
  readonly #initial: Readonly<Record<string, StoredValue>>
  readonly #values = new Map<string, StoredValue>()
  readonly #added = new Map<string, number>()

  constructor(initial: Readonly<Record<string, StoredValue>> = {}) {
    this.#initial = initial
    this.reset()
  }

  get(key: string): StoredValue | undefined {
    return this.#values.get(key)
  }

  count(key: string): number {
    return Number(this.get(key) ?? 0)
  }

  put(key: string, value: StoredValue): void {
    if (this.newId !== undefined && !this.#values.has(key)) this.#ids.set(key, this.newId())
    this.#values.set(key, value)
  }

  /** A conditional write. Answers what is stored now. */
  putIfAbsent(key: string, value: StoredValue): StoredValue {
    const stored = this.get(key) ?? value
    this.put(key, stored)
    return stored
  }

  add(key: string, amount: number): number {
    const sum = this.count(key) + amount
    this.put(key, sum)
    return sum
  }

  /** Adds once for each operation. Answers the sum as it was after that. */
  addOnce(key: string, amount: number, operation: string): number {
    const sum = this.#added.get(operation) ?? this.add(key, amount)
    this.#added.set(operation, sum)
    return sum
  }

  reset(): void {
    this.#values.clear()
    this.#added.clear()
    this.#ids.clear()
    for (const [key, value] of Object.entries(this.#initial)) this.#values.set(key, value)
  }

  get state(): Readonly<Record<string, unknown>> {
    if (this.newId === undefined) return Object.fromEntries(this.#values)
    return Object.fromEntries(
      [...this.#values].map(([key, value]) => [this.#ids.get(key) ?? key, { key, value }]),
    )
  }
}

/** A queue of messages that somebody else fills. */
export class FakeQueue implements Fake {
  readonly #initial: readonly string[]
  #messages: readonly string[]

  constructor(initial: readonly string[]) {
    this.#initial = initial
    this.#messages = initial
  }

  peek(): string | undefined {
    return this.#messages[0]
  }

  /** Removes the oldest message. */
  take(): string | undefined {
    const [oldest, ...rest] = this.#messages
    this.#messages = rest
    return oldest
  }

  remove(message: string): void {
    this.#messages = this.#messages.filter((other) => other !== message)
  }

  reset(): void {
    this.#messages = this.#initial
  }

  get state(): readonly string[] {
    return this.#messages
  }
}
