/** How the connection to the server stands. */
export type Stop = "login" | "forbidden" | "reload";

export interface Link {
  /** `polling`: no socket comes through, and the server answers plain HTTP. */
  readonly state: "connecting" | "open" | "waiting" | "polling" | "stopped";
  /** Why it will not come back by itself. */
  readonly stop: Stop | null;
  /** Every inbox is live and applied == head. */
  readonly inSync: boolean;
}

/** Whether what happens on the server is seen here, by whichever way. */
export function isConnected({ state }: Link): boolean {
  return state === "open" || state === "polling";
}
