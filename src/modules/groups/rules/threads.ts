// What holds for a group's discussions: who may read one, how long a post may be changed, and what mail of it a
// member may choose.
//
//   open ──start──► open ──close──► closed          a discussion
//   written ──edit (15 minutes)──► written ──withdraw──► withdrawn          a post
import { refuse } from '#platform/errors/index.ts'

export const THREAD_AUDIENCE = {
  members: 'Members of the group',
  partners: 'Members, and to read: staff of all partners',
} as const
export type ThreadAudience = keyof typeof THREAD_AUDIENCE

export const MAIL_CHOICES = {
  each: 'Each post at once',
  daily: 'One mail a day, when there is something new',
  none: 'No mail',
} as const
export type MailChoice = keyof typeof MAIL_CHOICES

/** What comes to a member who never chose. */
export const MAIL_UNLESS_CHOSEN: MailChoice = 'daily'

/** The choice as it is kept; a word that is none of ours stops the mail. */
export function mailChosen(choice: string | undefined): MailChoice {
  if (choice === undefined) return MAIL_UNLESS_CHOSEN
  return choice === 'each' || choice === 'daily' ? choice : 'none'
}

export const EDITING_MINUTES = 15
export const POST_MOST = 10_000
/** An address for answers runs out: a mail found in an archive years later opens nothing. */
export const REPLY_DAYS = 90
/** More than this by mail in an hour is a machine that does not say so. */
export const MAILED_POSTS_AN_HOUR = 20

/** D1: only where the group shows itself to everybody may a discussion be read beyond its members. */
export function mayHaveAudience(
  audience: ThreadAudience,
  group: { readonly name: string; readonly isPublic: boolean },
): void {
  if (audience === 'members' || group.isPublic) return
  refuse(
    'conflict',
    'groups.thread.members-only',
    `${group.name} has no public face, so its discussions are for its members. Start it for the members, or ask the group's chair.`,
    { faults: [{ field: 'audience', message: 'Discussions of this group are for its members' }] },
  )
}

/** D4 */
export function mustTakePosts(thread: {
  readonly title: string
  readonly closedAt: Temporal.Instant | null
}): void {
  if (thread.closedAt === null) return
  refuse(
    'conflict',
    'groups.thread.closed',
    `The discussion “${thread.title}” is closed and takes no more posts. Start another one.`,
  )
}

type PostState = {
  readonly authorId: string
  readonly writtenAt: Temporal.Instant
  readonly withdrawnAt: Temporal.Instant | null
}

/** Until when the author may change a post (D2). */
export const editableUntil = (writtenAt: Temporal.Instant): Temporal.Instant =>
  writtenAt.add({ minutes: EDITING_MINUTES })

export function isEditable(post: PostState, personId: string, now: Temporal.Instant): boolean {
  return (
    post.authorId === personId &&
    post.withdrawnAt === null &&
    Temporal.Instant.compare(now, editableUntil(post.writtenAt)) <= 0
  )
}

/** D2 */
export function mayEdit(post: PostState, personId: string, now: Temporal.Instant): void {
  if (post.authorId !== personId)
    refuse('forbidden', 'groups.post.not-yours', 'Only its author changes a post. Answer it instead.')
  mustStand(post)
  if (isEditable(post, personId, now)) return
  refuse(
    'conflict',
    'groups.post.too-late',
    `A post can be changed for ${EDITING_MINUTES} minutes, before it has been read. Write another one that says what is right.`,
  )
}

/** D3: its author withdraws a post whenever they like, the group's chair or secretary for them. */
export function mayWithdraw(post: PostState, personId: string | null, moderates: boolean): void {
  if (post.authorId !== personId && !moderates)
    refuse(
      'forbidden',
      'groups.post.not-yours',
      "A post is withdrawn by its author, or by the group's chair or secretary. Ask one of them.",
    )
  mustStand(post)
}

function mustStand(post: PostState): void {
  if (post.withdrawnAt === null) return
  refuse('conflict', 'groups.post.withdrawn', 'This post was withdrawn already. Its words are gone.')
}
