// A wing of a large room: what one of its subjects plugs into the house. The room's module.ts joins them.
import type { Module } from './index.ts'

export type Wing = Partial<
  Pick<
    Module,
    | 'actions'
    | 'queries'
    | 'pages'
    | 'jobs'
    | 'receivers'
    | 'fills'
    | 'gates'
    | 'listeners'
    | 'figures'
    | 'letters'
    | 'mailLists'
    | 'imports'
    | 'search'
    | 'refusals'
    | 'permissions'
    | 'personal'
  >
>

/** Several wings as one: lists in order, tables of permissions and refusals together. */
export function joined(wings: readonly Wing[]): Required<Wing> {
  return {
    actions: wings.flatMap((one) => one.actions ?? []),
    queries: wings.flatMap((one) => one.queries ?? []),
    pages: wings.flatMap((one) => one.pages ?? []),
    jobs: wings.flatMap((one) => one.jobs ?? []),
    receivers: wings.flatMap((one) => one.receivers ?? []),
    fills: wings.flatMap((one) => one.fills ?? []),
    gates: wings.flatMap((one) => one.gates ?? []),
    listeners: wings.flatMap((one) => one.listeners ?? []),
    figures: wings.flatMap((one) => one.figures ?? []),
    letters: wings.flatMap((one) => one.letters ?? []),
    mailLists: wings.flatMap((one) => one.mailLists ?? []),
    imports: wings.flatMap((one) => one.imports ?? []),
    search: wings.flatMap((one) => one.search ?? []),
    refusals: Object.assign({}, ...wings.map((one) => one.refusals ?? {})),
    permissions: Object.assign({}, ...wings.map((one) => one.permissions ?? {})),
    personal: wings.flatMap((one) => one.personal ?? []),
  }
}
