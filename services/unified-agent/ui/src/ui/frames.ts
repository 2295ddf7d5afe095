/** A hidden page has no frames. */
const HIDDEN = 100;

/** Runs it with the next frame that is drawn, or soon if none is. */
export function withNextFrame(run: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN);
}
