// The keys of the federation that are no link's secret: which there are, and how each is named as a kept secret.
import type { SecretRef } from './model.ts'

/** What kind of words a reference stands for: our probes' secret, a month's hash key, a member's CUI key, the signing key. */
export type KeyKind = 'portal' | 'fticks' | 'cui' | 'signing'

/** The key with which generations are signed. */
export const SIGNING: SecretRef = 'roaming.signing:federation'

const KEY = /^roaming\.(portal|fticks|cui|signing):/

/** The kind of a key that may be made when it is first needed; null for a credential or an account, which never are. */
export const keyKind = (ref: SecretRef): KeyKind | null => (KEY.exec(ref)?.[1] as KeyKind | undefined) ?? null

/** The F-Ticks key of the month in which a day lies. */
export const monthKey = (on: Temporal.PlainDate): SecretRef =>
  `roaming.fticks:${on.toPlainYearMonth().toString()}`
