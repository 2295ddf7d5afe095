/** The first that is free: "Support", "Support 2", … */
export function freeName(wish: string, taken: readonly string[]): string {
  let name = wish;
  for (let n = 2; taken.includes(name); n += 1) name = `${wish} ${n}`;
  return name;
}
