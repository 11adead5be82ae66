// The project an action works on: locked, seen, and the doer's to change. Every action of a project begins here.
import type { Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { mayIn, READ } from '../queries.ts'
import type { Selectable } from '#platform/database/index.ts'
import type { ProjectTable } from '../schema.ts'

export type LockedProject = Selectable<ProjectTable>

/** The person who acts, where it is a person and not the system. */
export const personOf = (inside: Inside): string | null =>
  inside.actor.kind === 'person' ? inside.actor.id : null

/** Locks the project; not found for whoever may not see it, forbidden for whoever may see but not do this. */
export async function mustManage(inside: Inside, permission: string, id: string): Promise<LockedProject> {
  const project = await inside.tx
    .selectFrom('projects.project')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const place = project && {
    id: project.id,
    partnershipId: project.partnership_id,
    groupId: project.group_id,
  }
  if (project === undefined || place === undefined || !mayIn(inside, READ, place)) return notFound('project')
  if (!mayIn(inside, permission, place)) {
    refuse(
      'forbidden',
      'projects.project.not-yours',
      `Project ${project.reference} is not yours to change. Ask its project manager or the fund officer.`,
    )
  }
  return project
}
