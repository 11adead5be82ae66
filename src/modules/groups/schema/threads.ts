// The tables of a group's discussions as types.
import type { Generated, InstantColumn } from '#platform/database/index.ts'
import type { ThreadAudience } from '../rules/threads.ts'

export interface ThreadTable {
  id: string
  group_id: string
  title: string
  audience: ThreadAudience
  started_by: string
  started_at: InstantColumn
  last_post_at: InstantColumn
  pinned: Generated<boolean>
  closed_at: InstantColumn | null
}

export interface PostTable {
  id: string
  thread_id: string
  author_id: string
  body: string
  quoted: string | null
  by_mail: Generated<boolean>
  attachments_left_out: Generated<number>
  message_id: string | null
  written_at: InstantColumn
  edited_at: InstantColumn | null
  withdrawn_at: InstantColumn | null
  withdrawn_by: string | null
}

export interface UnfollowedTable {
  thread_id: string
  person_id: string
}

export interface ReplyAddressTable {
  token_digest: Uint8Array
  thread_id: string
  person_id: string
  expires_at: InstantColumn
}

export interface DiscussionToldTable {
  group_id: string
  told_until: InstantColumn
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'groups.thread': ThreadTable
    'groups.post': PostTable
    'groups.unfollowed': UnfollowedTable
    'groups.reply_address': ReplyAddressTable
    'groups.discussion_told': DiscussionToldTable
  }
}
