// A device as the trace keeps it: a keyed hash of its address (G9).
import { createHmac } from 'node:crypto'

/** Keyed, because the 2^48 addresses are soon counted through without a key. In: the twelve digits of `macOf`. */
export const deviceHash = (key: string, mac: string): Buffer => createHmac('sha256', key).update(mac).digest()
