/** Keys for lists that never change their order: equal items are told apart by how often they came before. */
export function keyed<T>(items: readonly T[], text: (item: T) => string): { key: string; item: T }[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const own = text(item);
    const before = seen.get(own) ?? 0;
    seen.set(own, before + 1);
    return { key: `${own} ${before}`, item };
  });
}
