/** Which conversations a list asks for. */
export const VIEWS = ["mine", "unassigned", "all"] as const;
export const FILTERS = ["open", "resolved", "any"] as const;
export type View = (typeof VIEWS)[number];
export type Filter = (typeof FILTERS)[number];

export interface ListQuery {
  readonly view: View;
  readonly filter: Filter;
  readonly q: string;
}
