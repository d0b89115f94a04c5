/** Choices that are the same each time. */
export type Random = (most: number) => number;

export function randomFrom(seed: number): Random {
  let value = seed * 2_654_435_761;
  return (most) => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((value / 2_147_483_648) * most);
  };
}
