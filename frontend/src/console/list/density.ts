/** How high the rows of the list are; remembered in this browser. */
import { useSyncExternalStore } from "react";
import { Signal } from "../../store/signal";
import { remember, remembered } from "../../ui/theme";

export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

/** As ConversationList.css has them (px). */
export const ROW_HEIGHTS = { comfortable: 64, compact: 48 } satisfies Record<Density, number>;

const KEY = "console.density";
const density = new Signal<Density>(DENSITIES.find((one) => one === remembered(KEY)) ?? "comfortable");

export function useDensity(): Density {
  return useSyncExternalStore(density.subscribe, density.get);
}

export function chooseDensity(chosen: Density): void {
  density.set(chosen);
  remember(KEY, chosen);
}
