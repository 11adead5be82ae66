// The record of what was told to whom: templates and ids, never the words of a mail.
import type { Generated, InstantColumn, Json } from '#platform/database/index.ts'

export type NotificationState = 'queued' | 'sent' | 'dropped' | 'failed'

export interface NotificationTable {
  id: string
  template: string
  to_subject: string | null
  /** Only until it is sent. */
  to_mail: string | null
  ids: Json<Record<string, string>>
  /** Only until it is sent. */
  sealed: string | null
  queued_at: InstantColumn
  state: Generated<NotificationState>
  settled_at: InstantColumn | null
  failure: string | null
  /** For mail that goes round: nobody is told twice under one key. */
  once: string | null
}

export interface MailChoiceTable {
  subject: string
  list: string
  choice: string
  chosen_at: InstantColumn
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'platform.notification': NotificationTable
    'platform.mail_choice': MailChoiceTable
  }
}
