// What a person may do: the roles that every module's memberships confer, turned into permissions by what
// the modules say each role holds. The only place where the two meet.
import type { Grant } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import type { Module, RoleHeld } from '#platform/module/index.ts'

export type Grants = {
  /** What anybody may do, signed in or not. */
  readonly visitor: readonly Grant[]
  of(db: Db, personId: string, now: Temporal.Instant): Promise<readonly Grant[]>
  rolesOf(db: Db, personId: string, now: Temporal.Instant): Promise<readonly RoleHeld[]>
}

/** The permission table turned round: for each role, what it may do. */
export function permissionsByRole(modules: readonly Module[]): ReadonlyMap<string, readonly string[]> {
  const byRole = new Map<string, string[]>()
  for (const one of modules) {
    for (const [permission, roles] of Object.entries(one.permissions ?? {})) {
      for (const role of roles) byRole.set(role, [...(byRole.get(role) ?? []), permission])
    }
  }
  return byRole
}

/** Builds the grants of an installation from its modules. */
export function grantsOf(modules: readonly Module[]): Grants {
  const byRole = permissionsByRole(modules)
  const everywhere = (role: string): Grant[] =>
    (byRole.get(role) ?? []).map((permission) => ({ permission, scope: null }))
  const visitor = everywhere('visitor')
  const signedIn = [...visitor, ...everywhere('signed-in')]
  const rolesOf: Grants['rolesOf'] = async (db, personId, now) => {
    const asked = modules.flatMap((one) => one.rolesHeld?.(personId, now) ?? [])
    if (asked.length === 0) return []
    const { rows } = await sql<{ role: string; kind: string | null; id: string | null }>`
      ${sql.join(
        asked.map((one, place) => sql`select ${place}::int as place, held.* from (${one}) held`),
        sql` union all `,
      )} order by 1, 2, 3, 4`.execute(db)
    return rows.map(({ role, kind, id }) => ({
      role,
      scope: kind === null || id === null ? null : { kind, id },
    }))
  }
  return {
    visitor,
    rolesOf,
    async of(db, personId, now) {
      const held = await rolesOf(db, personId, now)
      return [
        ...signedIn,
        ...held.flatMap(({ role, scope }) =>
          (byRole.get(role) ?? []).map((permission) => ({ permission, scope })),
        ),
      ]
    },
  }
}
