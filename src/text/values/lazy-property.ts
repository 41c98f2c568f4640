type Makers<T> = Readonly<Record<string, (target: T) => unknown>>

/**
 * Properties of an object's own, which assertion libraries and `console.log` see, whose values are made
 * when somebody reads them: for `Object.defineProperties` in a constructor. All objects share their
 * functions. A closure for each object would begin its life in V8's old generation, where it keeps the
 * whole world until all of the heap is collected.
 *
 * @param kept are made once.
 * @param fresh are made in each reading, so that whoever changes the value changes only a copy.
 */
export function lazyProperties<T extends object>(
  kept: Makers<T>,
  fresh: Makers<T>,
): PropertyDescriptorMap {
  const descriptors: PropertyDescriptorMap = {}
  for (const [name, make] of Object.entries(fresh)) {
    descriptors[name] = {
      enumerable: true,
      configurable: true,
      get(this: T): unknown {
        return make(this)
      },
    }
  }
  for (const [name, make] of Object.entries(kept)) {
    descriptors[name] = {
      enumerable: true,
      configurable: true,
      get(this: T): unknown {
        const value = make(this)
        Object.defineProperty(this, name, { value, enumerable: true, configurable: true })
        return value
      },
    }
  }
  return descriptors
}
