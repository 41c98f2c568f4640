/** A constructor that answers the object it was given lets a class put its private fields on that. */
const Given = function given(object: object): object {
  return object
} as unknown as new (object: object) => object

/**
 * A value on objects of other code, which nobody else sees. A WeakMap does the same at three times the
 * cost, and its entries slow down the garbage collector.
 */
export class HiddenField<Value> {
  readonly #field = class Field extends Given {
    #value: Value | undefined

    static get(object: object): Value | undefined {
      return #value in object ? object.#value : undefined
    }

    static set(object: object, value: Value | undefined): void {
      if (#value in object) object.#value = value
      else if (Object.isExtensible(object)) new Field(object).#value = value
    }
  }

  get(object: object): Value | undefined {
    return this.#field.get(object)
  }

  /** Nothing is kept of an object that is frozen. */
  set(object: object, value: Value | undefined): void {
    this.#field.set(object, value)
  }
}
