/** Holds the state, runs the reducer, hands effects on, tells who listens. No framework in here. */
import { reduce } from "./reduce";
import { initialState, type DeskEvent, type DeskState, type Effect } from "./state";

export class Store {
  private state = initialState;
  private readonly listeners = new Set<() => void>();
  private perform: (effect: Effect) => void = () => undefined;
  private waiting = false;

  /**
   * What the server pushes comes in bursts, and no screen shows every state in between: `later` puts telling it off until the next frame.
   * What somebody does at this desk is told at once.
   */
  constructor(private readonly later: (tell: () => void) => void = (tell) => { tell(); }) {}

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
      if (event.type === "server") this.soon();
      else this.tell();
    }
    for (const effect of effects) this.perform(effect);
  }

  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.later(() => {
      // Something else may have told it meanwhile.
      if (this.waiting) this.tell();
    });
  }

  private tell(): void {
    this.waiting = false;
    for (const listener of this.listeners) listener();
  }
}
