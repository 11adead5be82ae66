// A group's discussions on the page: the list, one of them with its posts, and the part on the group's own page.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'
import { renderForm } from '#web/forms.ts'
import {
  actionsList,
  details,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  listPages,
  paragraph,
  table,
  tag,
} from '#web/parts.ts'
import type { GroupCard } from '../queries.ts'
import type { PostRow, ThreadRow } from '../queries/threads.ts'
import {
  editableUntil,
  EDITING_MINUTES,
  isEditable,
  MAIL_CHOICES,
  THREAD_AUDIENCE,
  type MailChoice,
} from '../rules/threads.ts'

export const discussionsAt = (group: { readonly code: string }): string => `/groups/${group.code}/discussions`

const crumbs = (group: GroupCard) => [
  { text: 'Home', href: '/' },
  { text: 'Groups', href: '/groups' },
  { text: group.name, href: `/groups/${group.code}` },
]

const threadColumns = (group: { readonly code: string }): readonly Column<ThreadRow>[] => [
  {
    key: 'title',
    label: 'Discussion',
    kind: 'text',
    value: (row) => row.title,
    show: (row) =>
      html`${link(`${discussionsAt(group)}/${row.id}`, row.title)}${row.pinned ? html` ${tag('Kept at the top', 'blue')}` : null}${row.closed_at === null ? null : html` ${tag('Closed', 'grey')}`}`,
  },
  { key: 'startedBy', label: 'Started by', kind: 'text', value: (row) => row.started_by_name },
  { key: 'posts', label: 'Posts', kind: 'number', value: (row) => row.posts },
  { key: 'last', label: 'Last post', kind: 'instant', value: (row) => row.last_post_at },
]

const noThreads = (group: GroupCard, mayStart: boolean): Html =>
  emptyState(
    'No discussions yet',
    'What members ask and answer between meetings appears here.',
    mayStart && { href: `${discussionsAt(group)}/new`, text: 'Start a discussion' },
  )

/** What the group's page shows of them: the latest few. */
export function discussionsPart(group: GroupCard, rows: readonly ThreadRow[], mayStart: boolean): Html {
  const list = table(threadColumns(group), rows, {
    caption: 'Latest discussions',
    captionHidden: true,
    sortedBy: 'Latest post first',
    empty: noThreads(group, mayStart),
  })
  const more = actionsList([
    rows.length > 0 &&
      mayStart && { href: `${discussionsAt(group)}/new`, text: 'Start a discussion', look: 'secondary' },
    rows.length > 0 && { href: discussionsAt(group), text: 'All discussions', look: 'link' },
  ])
  return html`${list}${more}`
}

export type ThreadsAround = {
  readonly isMember: boolean
  readonly mail: MailChoice | undefined
}

export function threadsView(
  visit: Visit,
  group: GroupCard,
  listed: Listed<ThreadRow>,
  around: ThreadsAround,
): View {
  const at = discussionsAt(group)
  const mayStart = around.isMember && group.ended_on === null
  return {
    title: `Discussions: ${group.name}`,
    breadcrumbs: crumbs(group),
    body: html`${heading('Discussions', { caption: group.name })}
      ${actionsList([mayStart && { href: `${at}/new`, text: 'Start a discussion' }])}
      ${around.mail === undefined ? null : paragraph(html`Mail to you: ${MAIL_CHOICES[around.mail].toLowerCase()}. ${link(`${at}/mail`, 'Choose otherwise')}`)}
      ${isLong(visit, listed) ? filterPanel({ action: at, fields: [{ kind: 'text', name: 'search', label: 'Words in the title', value: visit.query['search'] }] }) : null}
      ${table(threadColumns(group), listed.rows, {
        caption: 'Discussions',
        captionHidden: true,
        sortedBy: 'Latest post first',
        empty: noThreads(group, mayStart),
      })}
      ${listPages(at, visit.query, listed.next)}`,
  }
}

// A short list is read faster than it is filtered.
const isLong = (visit: Visit, listed: Listed<ThreadRow>): boolean =>
  listed.rows.length > 10 || Object.keys(visit.query).length > 0

export type ThreadAround = {
  readonly isMember: boolean
  readonly moderates: boolean
  readonly follows: boolean
  readonly personId: string | null
  /** The form to answer with; undefined where the reader may not, or the discussion is closed. */
  readonly reply: FormState | undefined
}

export function threadView(
  visit: Visit,
  shown: { readonly thread: ThreadRow; readonly group: GroupCard; readonly posts: Listed<PostRow> },
  around: ThreadAround,
): View {
  const { thread, group, posts } = shown
  const at = `${discussionsAt(group)}/${thread.id}`
  const audience = thread.audience === 'partners' ? THREAD_AUDIENCE.partners : null
  const says =
    thread.closed_at === null
      ? null
      : inset(`This discussion was closed on ${formatDateTime(thread.closed_at)} and takes no more posts.`)
  return {
    title: `${thread.title}: ${group.name}`,
    breadcrumbs: [...crumbs(group), { text: 'Discussions', href: discussionsAt(group) }],
    body: html`${heading(thread.title, { caption: `${group.name}, discussion` })}
      ${audience === null ? null : paragraph(`Who reads it: ${audience.toLowerCase()}.`, { small: true })}
      ${says}
      ${posts.rows.map((post) => onePost(visit, at, post, around))}
      ${listPages(at, visit.query, posts.next)}
      ${around.reply === undefined || posts.next !== undefined ? null : html`${heading('Answer', { level: 2 })}${renderForm(around.reply, { submit: 'Post the answer', fields: ['body'], summary: false, more: { body: { lines: 6 } } })}`}
      ${threadActions(at, thread, around)}`,
  }
}

function onePost(visit: Visit, at: string, post: PostRow, around: ThreadAround): Html {
  const who = html`<strong>${post.author_name}</strong>${post.author_organisation === null ? null : `, ${post.author_organisation}`}`
  const when = html`${formatDateTime(post.written_at)}${post.by_mail ? ', by mail' : null}${post.edited_at === null ? null : `, changed ${formatDateTime(post.edited_at)}`}`
  if (post.withdrawn_at !== null) {
    const by = post.withdrawn_by === post.author_id ? 'its author' : 'the group’s officers'
    return html`<article class="connects-post" id="post-${post.id}"><p class="govuk-hint">${who}, ${formatDateTime(post.written_at)}. Withdrawn by ${by} on ${formatDateTime(post.withdrawn_at)}.</p></article>`
  }
  const mine = around.personId === post.author_id && around.isMember
  const hidden = `the post of ${formatDateTime(post.written_at)} by ${post.author_name}`
  const steps = [
    around.personId !== null && mine && isEditable(stateOf(post), around.personId, visit.now)
      ? html`${link(`${at}/posts/${post.id}/edit`, 'Change', { hidden })} <span class="connects-none">until ${formatTime(editableUntil(post.written_at))}</span> `
      : null,
    mine || around.moderates ? link(`${at}/posts/${post.id}/withdraw`, 'Withdraw', { hidden }) : null,
  ].filter((step) => step !== null)
  return html`<article class="connects-post" id="post-${post.id}">
    <p class="govuk-body-s govuk-!-margin-bottom-1">${who}<br><span class="govuk-hint govuk-!-margin-bottom-0 govuk-!-font-size-16">${when}</span></p>
    ${paragraph(post.body)}
    ${post.attachments_left_out === 0 ? null : paragraph(leftOut(post.attachments_left_out), { small: true })}
    ${post.quoted === null || !around.isMember ? null : details('What the mail quoted below', html`<p class="govuk-body-s connects-lines">${post.quoted}</p>`)}
    ${steps.length === 0 ? null : html`<p class="govuk-body-s">${steps}</p>`}
  </article>`
}

const leftOut = (count: number): string =>
  `${count === 1 ? 'One file was' : `${count} files were`} attached to this mail and left out. Files go to the group’s resources.`

const stateOf = (post: PostRow) => ({
  authorId: post.author_id,
  writtenAt: post.written_at,
  withdrawnAt: post.withdrawn_at,
})

function threadActions(at: string, thread: ThreadRow, around: ThreadAround): Html | null {
  const isOpen = thread.closed_at === null
  return actionsList([
    around.isMember &&
      isOpen && {
        href: `${at}/follow`,
        text: around.follows ? 'Stop its mail' : 'Follow it again',
        look: 'link',
      },
    around.moderates && {
      href: `${at}/pin`,
      text: thread.pinned ? 'Keep it at the top no longer' : 'Keep it at the top',
      look: 'link',
    },
    around.moderates && isOpen && { href: `${at}/close`, text: 'Close the discussion', look: 'link' },
  ])
}

/** What stands over the form that changes a post. */
export const editingHint = `A post can be changed for ${EDITING_MINUTES} minutes. Who gets each post at once may have read it already.`
