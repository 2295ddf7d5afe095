/** Holds the state, runs the reducer, hands effects on, tells who listens. No framework in here. */
import { reduce } from "./reduce";
import { initialState, type DeskEvent, type DeskState, type Effect } from "./state";

export class Store {
  private state = initialState;
  private readonly listeners = new Set<() => void>();
  private perform: (effect: Effect) => void = () => undefined;

  readonly get = (): DeskState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  onEffect(perform: (effect: Effect) => void): void {
    this.perform = perform;
  }

  dispatch(event: DeskEvent): void {
    const { state, effects } = reduce(this.state, event);
    if (state !== this.state) {
      this.state = state;
      for (const listener of this.listeners) listener();
    }
    for (const effect of effects) this.perform(effect);
  }
}
