import { useCallback, useEffect, useState } from "react";
import type { Api } from "../api/client";
import { useApp } from "../kit/AppContext";

export interface SetKey {
  name: string;
  updatedAt: string;
  updatedBy: string;
}

const address = (account: string): string => `/ccm/v1/channel-connectors/${encodeURIComponent(account)}/secrets`;

/** Null takes a key away. */
export const putKeys = (api: Api, account: string, keys: Readonly<Record<string, string | null>>): Promise<unknown> => api.put(address(account), keys);

/** Which keys of an account are set; what they are is told to nobody. */
export function useKeys(account: string | null): { keys: readonly SetKey[] | null; problem: unknown; read: () => Promise<void> } {
  const { api } = useApp();
  const [keys, setKeys] = useState<readonly SetKey[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const read = useCallback(async () => {
    if (account === null) return;
    try {
      setKeys(((await api.get(address(account))) as { items: SetKey[] }).items);
      setProblem(null);
    } catch (error) {
      setProblem(error);
    }
  }, [api, account]);
  useEffect(() => {
    void read();
  }, [read]);
  return { keys, problem, read };
}
