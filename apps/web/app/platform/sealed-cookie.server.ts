import type { z } from 'zod';
import type { Seal } from './seal.server.js';

/** What browsers keep at most, name and attributes included. */
const cookieCharsMax = 4096;

/** One cookie whose value only this installation can read or change. */
export interface SealedCookie<Value> {
  /** Null when the request brings none that we made. */
  read(seal: Seal, cookieHeader: string | null): Value | null;
  /**
   * The `Set-Cookie` value. It has no `Max-Age`: the browser forgets it with its own session, and the service ends it on its side.
   * @throws RangeError when the sealed value does not fit into one cookie
   */
  write(seal: Seal, value: Value, secure: boolean): string;
  clear(secure: boolean): string;
}

export function sealedCookie<Shape extends z.ZodType>(name: string, path: string, shape: Shape): SealedCookie<z.infer<Shape>> {
  const attributes = (secure: boolean) => `Path=${path}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    read(seal, cookieHeader) {
      for (const part of (cookieHeader ?? '').split(';')) {
        const [found, value] = part.trim().split('=', 2);
        if (found !== name || !value) continue;
        const parsed = shape.safeParse(seal.open(value));
        if (parsed.success) return parsed.data;
      }
      return null;
    },
    write(seal, value, secure) {
      const cookie = `${name}=${seal.seal(value)}; ${attributes(secure)}`;
      if (cookie.length <= cookieCharsMax) return cookie;
      throw new RangeError(`the session needs ${cookie.length} characters, a cookie holds ${cookieCharsMax}`);
    },
    clear: (secure) => `${name}=; ${attributes(secure)}; Max-Age=0`,
  };
}
