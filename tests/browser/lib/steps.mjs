/** Steps of a road: each a sentence, in order; the first that fails ends the road. */
export class Road {
  constructor() {
    this.done = 0;
    this.started = Date.now();
  }

  async step(sentence, fn) {
    const from = Date.now();
    try {
      await fn();
    } catch (error) {
      console.error(`  ✗ ${sentence}`);
      throw error;
    }
    this.done += 1;
    console.log(`  ✓ ${sentence} (${Date.now() - from} ms)`);
  }

  finish() {
    console.log(`\n${this.done} steps passed in ${((Date.now() - this.started) / 1_000).toFixed(1)} s`);
  }
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}
