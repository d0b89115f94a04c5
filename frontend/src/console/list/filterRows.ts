/** Under which keys the lists stand in the cache from which filters are chosen. */
export const COLLEAGUES = ["colleagues", "all"];
export const TEAMS = ["teams"];
export const LABELS = ["labels"];
