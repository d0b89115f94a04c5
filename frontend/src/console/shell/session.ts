/** Who is logged in, for the few views that must know. */
import { createContext } from "react";
import type { Me } from "../../protocol";

export interface Session {
  readonly me: Me | null;
  readonly logOut: () => void;
}

export const SessionContext = createContext<Session>({ me: null, logOut: () => {} });
